package io.holdfast.manager;

import io.holdfast.manager.inventory.DomainReport;
import io.holdfast.manager.inventory.FenceAgent;
import io.holdfast.manager.inventory.FencePlan;
import io.holdfast.manager.inventory.FenceStage;
import io.holdfast.manager.inventory.FenceStepKind;
import io.holdfast.manager.inventory.FenceTrigger;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.HostObservation;
import io.holdfast.manager.inventory.HostReport;
import io.holdfast.manager.inventory.HostState;
import io.holdfast.manager.inventory.HostStatus;
import io.holdfast.manager.inventory.JobKind;
import io.holdfast.manager.inventory.JobStatus;
import io.holdfast.manager.inventory.LeaseWatch;
import io.holdfast.manager.inventory.Placement;
import io.holdfast.manager.inventory.Proof;
import io.holdfast.manager.inventory.ProofOfDeath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Keeps the fence plans: begins them, puts what is around them before the [FencePlanner], and carries its decisions
/// into the site's state.
final class FenceDesk {
    /// The pause between a plan that was stopped and the next one for the same host.
    private static final Duration BETWEEN = Duration.ofSeconds(5);

    /// Ended plans that are kept for each host.
    private static final int KEPT = 5;

    private final FencePlanner planner;

    /// The brake as last told in an event, by plan.
    private final Map<UUID, String> told = new HashMap<>();

    FenceDesk(FencePlanner planner) {
        this.planner = planner;
    }

    /// After a restart of the manager.
    void resume(Turn turn) {
        for (FencePlan each : turn.state.all(FencePlan.class)) {
            if (!each.stage().over()) {
                turn.put(planner.resume(turn.now, each));
            }
        }
    }

    void plan(Turn turn) {
        for (Host host : turn.state.all(Host.class)) {
            if (turn.state.runningPlan(host.id()) == null) {
                beginIfSilent(turn, host);
            }
            FencePlan plan = turn.state.runningPlan(host.id());
            if (plan != null) {
                FenceSituation situation = situation(turn, host);
                tellBrake(turn, host, plan, situation);
                apply(turn, host, plan, planner.plan(turn.now, plan, situation));
            }
        }
    }

    private void beginIfSilent(Turn turn, Host host) {
        HostState state = turn.state.hostState(host.id());
        HostObservation last = turn.state.find(HostObservation.class, host.id());
        if (state.status() != HostStatus.NON_RESPONSIVE || last == null) {
            return;
        }
        for (FencePlan each : turn.state.plansOf(host.id())) {
            boolean thisSilence = !each.begun().isBefore(state.since());
            if (thisSilence && each.stage() == FenceStage.CANCELLED) {
                return;
            }
            if (each.ended() != null && !turn.due(each.ended().plus(BETWEEN))) {
                return;
            }
        }
        begin(turn, host, last, FenceTrigger.SILENCE, "", "it does not answer");
    }

    /// Begins a plan and stores it; its first actions come from the next [#plan].
    FencePlan begin(Turn turn, Host host, HostObservation last, FenceTrigger trigger, String by, String why) {
        FencePlan plan = planner.begin(turn.now, turn.newId(), trigger, by, host, last, turn.state.agentsOf(host.id()));
        turn.put(plan);
        turn.event(
                EventType.FENCE_STARTED,
                "A fence plan for host " + host.name() + " begins: " + why + ".",
                turn.about(host));
        boolean powerless = turn.state.agentsOf(host.id()).stream()
                .noneMatch(each -> each.identified() && each.lyingSince() == null);
        if (trigger == FenceTrigger.SILENCE && powerless) {
            turn.event(
                    EventType.FENCE_NOT_CONFIGURED,
                    "Host " + host.name() + " has no power device that can be trusted: the plan waits for its leases "
                            + "to expire, for the host to answer, or for a person.",
                    turn.about(host));
        }
        forgetOld(turn, host);
        return plan;
    }

    private static void forgetOld(Turn turn, Host host) {
        List<FencePlan> ended = turn.state.plansOf(host.id()).stream()
                .filter(each -> each.stage().over())
                .sorted(Comparator.comparing(FencePlan::begun))
                .filter(each -> turn.state.openPlacementsOn(host.id()).stream()
                        .noneMatch(placement -> Deaths.covers(each, placement)))
                .toList();
        ended.stream().limit(Math.max(0, ended.size() - KEPT)).forEach(turn::remove);
    }

    /// Takes the news that a host answered; what it said may end or complete a plan, or begin one that is proven
    /// already because the host has rebooted.
    void hostAnswered(Turn turn, Host host, Instant sentAt, String bootId) {
        HostObservation last = turn.state.find(HostObservation.class, host.id());
        FencePlan plan = turn.state.runningPlan(host.id());
        if (plan == null && last != null && !last.bootId().equals(bootId) && somethingWasThere(turn, host)) {
            plan = begin(turn, host, last, FenceTrigger.SILENCE, "", "it has rebooted");
        }
        if (plan != null) {
            apply(turn, host, plan, planner.hostAnswered(turn.now, plan, sentAt, bootId));
        }
    }

    private static boolean somethingWasThere(Turn turn, Host host) {
        return !turn.state.openPlacementsOn(host.id()).isEmpty()
                || host.id().equals(turn.state.dataCenterOf(host).spmHost());
    }

    /// Whether a host that answers may come back into service although a plan treated it as silent.
    boolean letsReturn(Turn turn, Host host) {
        FencePlan plan = turn.state.runningPlan(host.id());
        return plan == null
                || plan.stage() == FenceStage.RETURNING
                || plan.proofs().stream()
                        .anyMatch(each -> each.stands() && each.of() instanceof ProofOfDeath.HostRebooted);
    }

    /// Takes the answer to an action of a plan.
    void answered(Turn turn, UUID id, Action action, Instant sentAt, Reply reply) {
        FencePlan plan = turn.state.find(FencePlan.class, id);
        if (plan == null || plan.stage().over()) {
            return;
        }
        Host host = turn.state.host(plan.host());
        apply(turn, host, plan, planner.answered(turn.now, plan, situation(turn, host), action, sentAt, reply));
    }

    /// An administrator vouches for the host's death.
    void confirm(Turn turn, Host host, HostObservation last, String who, String reason) {
        FencePlan plan = turn.state.runningPlan(host.id());
        if (plan == null) {
            plan = begin(turn, host, last, FenceTrigger.CONFIRMATION, who, who + " says that it is dead");
        }
        FencePlan confirmed = planner.confirmed(turn.now, plan, who, reason);
        turn.put(confirmed);
        tellProofs(turn, host, plan, confirmed);
    }

    void cancel(Turn turn, FencePlan plan, String who) {
        Host host = turn.state.host(plan.host());
        turn.put(planner.cancelled(turn.now, plan, who));
        turn.event(
                EventType.FENCE_STOPPED,
                "The fence plan for host " + host.name() + " was cancelled by " + who + ".",
                turn.about(host));
        turn.end(JobKind.FENCE_HOST, host.id(), JobStatus.ABORTED, "cancelled by " + who);
    }

    private void apply(Turn turn, Host host, FencePlan before, FenceDecision decision) {
        FencePlan after = decision.plan();
        turn.put(after);
        decision.actions().forEach(turn::request);
        if (decision.wakeAt() != null) {
            turn.wakeAt(decision.wakeAt());
        }
        for (UUID id : decision.liars()) {
            FenceAgent device = turn.state.find(FenceAgent.class, id);
            if (device != null && device.lyingSince() == null) {
                turn.put(device.caughtLying(turn.now));
                turn.event(
                        EventType.DEVICE_LIES,
                        "The power device " + PowerSequence.name(device) + " of host " + host.name()
                                + " said off while the host was alive. It proves nothing until it is changed.",
                        turn.about(host));
            }
        }
        tellProofs(turn, host, before, after);
        tellLeases(turn, host, before, after);
        if (before.stage() != after.stage()) {
            entered(turn, host, after);
        }
    }

    private static void entered(Turn turn, Host host, FencePlan plan) {
        HostState state = turn.state.hostState(host.id());
        boolean maintenance = state.status() == HostStatus.MAINTENANCE;
        turn.progress(JobKind.FENCE_HOST, host.id(), plan.explanation());
        switch (plan.stage()) {
            case POWERING_ON, RETURNING -> {
                boolean silent = state.status() == HostStatus.NON_RESPONSIVE || state.status() == HostStatus.DOWN;
                if (!maintenance && (plan.stage() == FenceStage.POWERING_ON || silent)) {
                    turn.put(state.answering().to(HostStatus.REBOOT, plan.explanation(), turn.now));
                }
            }
            case DONE -> {
                if (plan.trigger() == FenceTrigger.STOP) {
                    turn.put(state.answering().to(HostStatus.DOWN, "powered off", turn.now));
                }
                endCovered(turn, plan);
                turn.event(
                        plan.trigger() == FenceTrigger.SILENCE ? EventType.HOST_RECOVERED : EventType.FENCE_SUCCEEDED,
                        "The fence plan for host " + host.name() + " is done: " + last(plan) + ".",
                        turn.about(host));
                turn.end(JobKind.FENCE_HOST, host.id(), JobStatus.FINISHED, plan.explanation());
            }
            case STOPPED -> {
                turn.event(
                        EventType.FENCE_STOPPED,
                        "The fence plan for host " + host.name() + " ends: " + plan.explanation(),
                        turn.about(host));
                turn.end(JobKind.FENCE_HOST, host.id(), JobStatus.FAILED, plan.explanation());
            }
            case GATHERING, RELEASING, CANCELLED -> {}
        }
    }

    private static String last(FencePlan plan) {
        return plan.trigger() == FenceTrigger.STOP ? "it is off" : "it is back";
    }

    /// What a finished plan proved is final: its machines do not run there.
    private static void endCovered(Turn turn, FencePlan plan) {
        for (Placement each : turn.state.openPlacementsOn(plan.host())) {
            if (Deaths.covers(plan, each)) {
                turn.put(each.end("the host's death was proven"));
            }
        }
    }

    private static void tellProofs(Turn turn, Host host, FencePlan before, FencePlan after) {
        List<Proof> known = before.proofs();
        for (int at = 0; at < after.proofs().size(); at++) {
            Proof proof = after.proofs().get(at);
            boolean added = at >= known.size();
            if (added) {
                turn.event(
                        proof.of() instanceof ProofOfDeath.OperatorConfirmed
                                ? EventType.OPERATOR_CONFIRMED
                                : EventType.DEATH_PROVEN,
                        "Host " + host.name() + " is proven dead: " + told(turn, proof.of()) + ".",
                        turn.about(host));
            } else if (known.get(at).stands() && !proof.stands()) {
                turn.event(
                        EventType.PROOF_VOIDED,
                        "A proof of the death of host " + host.name() + " is void (" + told(turn, proof.of()) + "): "
                                + proof.voidedBecause() + ".",
                        turn.about(host));
            }
        }
    }

    private static String told(Turn turn, ProofOfDeath proof) {
        return switch (proof) {
            case ProofOfDeath.PowerOffConfirmed off ->
                "power off, confirmed by " + off.devices().size() + " device"
                        + (off.devices().size() == 1 ? "" : "s");
            case ProofOfDeath.LeaseExpired expired ->
                "its lease expired on storage, as "
                        + turn.state.host(expired.observer()).name() + " saw (for leased machines)";
            case ProofOfDeath.HostRebooted _ -> "it has rebooted";
            case ProofOfDeath.OperatorConfirmed word -> word.who() + " vouches for it: " + word.reason();
        };
    }

    private static void tellLeases(Turn turn, Host host, FencePlan before, FencePlan after) {
        for (LeaseWatch watch : after.leases()) {
            boolean was =
                    before.leases().stream().anyMatch(each -> each.domain().equals(watch.domain()) && each.freed());
            boolean byUs = after.steps().stream()
                    .anyMatch(each -> each.kind() == FenceStepKind.FREE_LEASE
                            && each.subject().equals(watch.domain())
                            && each.outcome().startsWith("freed"));
            if (watch.freed() && !was && byUs) {
                turn.event(
                        EventType.LEASE_FREED,
                        "The lease of host " + host.name() + " (host id " + watch.hostId() + ") was freed on storage.",
                        turn.about(host));
            }
        }
    }

    private void tellBrake(Turn turn, Host host, FencePlan plan, FenceSituation situation) {
        if (plan.stage() != FenceStage.GATHERING || plan.trigger() != FenceTrigger.SILENCE) {
            return;
        }
        String held = situation.cluster().fencing() ? situation.brake() : "fencing is disabled for its cluster";
        String before = told.get(plan.id());
        if (held == null) {
            told.remove(plan.id());
        } else if (!held.equals(before)) {
            told.put(plan.id(), held);
            turn.event(
                    situation.cluster().fencing() ? EventType.FENCE_BRAKED : EventType.FENCE_DISABLED,
                    "Host " + host.name() + " is not powered off: " + held + ".",
                    turn.about(host));
        }
    }

    private FenceSituation situation(Turn turn, Host host) {
        Map<UUID, List<Host>> observers = new HashMap<>();
        FencePlan plan = turn.state.runningPlan(host.id());
        if (plan != null) {
            for (LeaseWatch each : plan.leases()) {
                observers.put(each.domain(), observers(turn, host, each.domain()));
            }
        }
        return new FenceSituation(
                host,
                turn.state.hostState(host.id()).status(),
                turn.state.clusterOf(host),
                turn.state.agentsOf(host.id()),
                observers,
                brake(turn, host),
                turn.state.shard(turn.state.dataCenterOf(host)).epoch(),
                turn::busy);
    }

    /// Hosts of the data center that are Up and reach a domain, in the order of their host ids.
    List<Host> observers(Turn turn, Host suspect, UUID domain) {
        List<Host> observers = new ArrayList<>();
        for (Host each : turn.state.hostsOf(turn.state.dataCenterOf(suspect).id())) {
            HostReport report = turn.state.report(each.id());
            if (each.id().equals(suspect.id())
                    || turn.state.hostState(each.id()).status() != HostStatus.UP
                    || report == null) {
                continue;
            }
            DomainReport said = report.domains().get(domain);
            if (said != null && said.usable()) {
                observers.add(each);
            }
        }
        observers.sort((one, other) -> Integer.compare(one.hostId(), other.hostId()));
        return observers;
    }

    /// A manager that lost its own network sees everybody silent. So nobody is powered off unless at least half of the
    /// other hosts of the data center answer; hosts that are not to answer do not count.
    private static @Nullable String brake(Turn turn, Host target) {
        int others = 0;
        int answering = 0;
        for (Host each : turn.state.hostsOf(turn.state.dataCenterOf(target).id())) {
            HostState state = turn.state.hostState(each.id());
            boolean counts =
                    !each.id().equals(target.id()) && state.status().monitored() && state.status() != HostStatus.REBOOT;
            if (!counts) {
                continue;
            }
            others++;
            boolean silent = state.status() == HostStatus.NON_RESPONSIVE
                    || state.status() == HostStatus.CONNECTING
                    || state.status() == HostStatus.UNASSIGNED
                    || state.silentSince() != null;
            if (!silent && turn.state.runtime(each.id()).lastGood != null) {
                answering++;
            }
        }
        if (answering > 0 && answering * 2 >= others) {
            return null;
        }
        if (others == 0) {
            return "no other host is in service, so nobody could tell a dead host from a fault of the manager's own "
                    + "network";
        }
        return "only " + answering + " of the " + others + " other hosts answer, so the fault may be the manager's own "
                + "network";
    }
}
