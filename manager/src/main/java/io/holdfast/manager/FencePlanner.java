package io.holdfast.manager;

import io.holdfast.manager.inventory.FenceAgent;
import io.holdfast.manager.inventory.FencePlan;
import io.holdfast.manager.inventory.FenceStage;
import io.holdfast.manager.inventory.FenceStep;
import io.holdfast.manager.inventory.FenceStepKind;
import io.holdfast.manager.inventory.FenceTrigger;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.HostObservation;
import io.holdfast.manager.inventory.HostStatus;
import io.holdfast.manager.inventory.LeaseWatch;
import io.holdfast.manager.inventory.ProofOfDeath;
import io.holdfast.manager.inventory.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Decides what to do about a host that is silent, or that an administrator wants power-cycled. Reads no clock, does
/// no I/O: a plan, what is around it and the time go in; the plan's next version and what to do go out.
///
///     GATHERING ── a proof that the host is dead ──> RELEASING ── leases looked after ──> POWERING_ON ──> RETURNING
///         │                                             │                                                    │
///         └── the host answers under its old boot ──────┴── a proof is contradicted ──> STOPPED        Up ──> DONE
///
/// Proofs are gathered all at once, each retried until one is complete. [Deaths] says what they allow.
final class FencePlanner {
    /// How long after it was switched on a silent host is switched on again.
    private static final Duration BOOT = Duration.ofMinutes(5);

    private final PowerSequence power;
    private final LeaseSequence leases;

    FencePlanner(Policy policy) {
        power = new PowerSequence(policy);
        leases = new LeaseSequence(policy);
    }

    /// A new plan, with the steps that can be foreseen.
    FencePlan begin(
            Instant now,
            UUID id,
            FenceTrigger trigger,
            String by,
            Host host,
            HostObservation last,
            List<FenceAgent> agents) {
        int level = agents.stream()
                .filter(each -> each.identified() && each.lyingSince() == null)
                .mapToInt(FenceAgent::order)
                .min()
                .orElse(-1);
        FenceStage stage = trigger == FenceTrigger.START ? FenceStage.POWERING_ON : FenceStage.GATHERING;
        FencePlan plan = new FencePlan(
                id,
                host.id(),
                last.bootId(),
                trigger,
                by,
                stage,
                "begun",
                level,
                now,
                now,
                now,
                null,
                List.of(),
                List.of(),
                trigger == FenceTrigger.START
                        ? List.of()
                        : last.lockspaces().stream().map(LeaseWatch::begin).toList());
        return plan;
    }

    /// The plan after the manager was restarted.
    FencePlan resume(Instant now, FencePlan stored) {
        FenceDraft draft = new FenceDraft(stored, now);
        PowerSequence.resume(draft);
        return draft.plan();
    }

    /// The plan's next version and what to do.
    FenceDecision plan(Instant now, FencePlan current, FenceSituation situation) {
        FenceDraft draft = new FenceDraft(current, now);
        stopIfContradicted(draft);
        // A stage that is left in this turn hands over to the next one in the same turn.
        FenceStage entered;
        do {
            entered = draft.stage;
            switch (draft.stage) {
                case GATHERING -> gather(draft, situation);
                case RELEASING -> release(draft, situation);
                case POWERING_ON -> powerOn(draft, situation);
                case RETURNING -> awaitReturn(draft, situation);
                case DONE, STOPPED, CANCELLED -> {}
            }
        } while (draft.stage != entered);
        return draft.decision();
    }

    private void gather(FenceDraft draft, FenceSituation situation) {
        if (draft.standing(ProofOfDeath.HostRebooted.class) != null
                || draft.standing(ProofOfDeath.OperatorConfirmed.class) != null) {
            draft.skip("the host's death is proven otherwise", FenceStepKind.POWER_OFF, FenceStepKind.CONFIRM_OFF);
            draft.enter(FenceStage.RELEASING, "The host's death is proven.");
            return;
        }
        if (draft.before.trigger() != FenceTrigger.STOP && draft.before.trigger() != FenceTrigger.RESTART) {
            leases.watch(draft, situation);
        }
        String held = whyNoPower(draft, situation);
        if (held != null) {
            draft.explanation = "Waiting for a lease to expire, for the host to answer, or for a person: " + held + ".";
            return;
        }
        power.changeLevel(draft, situation);
        power.drive(draft, situation, FenceStepKind.POWER_OFF);
        if (power.allOff(draft, situation)) {
            draft.prove(new ProofOfDeath.PowerOffConfirmed(
                    situation.level(draft.level).stream().map(FenceAgent::id).toList(), draft.now));
            draft.enter(FenceStage.RELEASING, "Power-off is confirmed; survivors look at its leases.");
            return;
        }
        draft.explanation = "Powering the host off and watching its leases.";
    }

    private static @Nullable String whyNoPower(FenceDraft draft, FenceSituation situation) {
        if (draft.before.trigger() == FenceTrigger.CONFIRMATION) {
            return "the plan rests on a person's word";
        }
        if (situation.usable().isEmpty()) {
            return situation.agents().isEmpty()
                    ? "the host has no power device"
                    : "none of the host's power devices can be trusted";
        }
        boolean asked = draft.before.trigger() == FenceTrigger.STOP || draft.before.trigger() == FenceTrigger.RESTART;
        if (asked) {
            return null;
        }
        if (!situation.cluster().fencing()) {
            return "fencing is disabled for its cluster";
        }
        return situation.brake();
    }

    private void release(FenceDraft draft, FenceSituation situation) {
        ProofOfDeath.PowerOffConfirmed off = draft.standing(ProofOfDeath.PowerOffConfirmed.class);
        if (off != null) {
            leases.watch(draft, situation);
            readAgain(draft, situation, off);
        }
        boolean done = leases.free(draft, situation);
        Instant limit = draft.stageSince.plus(longestRelease(draft));
        if (!done && draft.now.isBefore(limit)) {
            draft.wakeAt(limit);
            draft.explanation = "Power-off is confirmed; survivors free its leases.";
            return;
        }
        draft.skip("not freed in time; it is left to expire", FenceStepKind.FREE_LEASE);
        draft.skip("no longer needed", FenceStepKind.WATCH_LEASE);
        FenceStep step = draft.step(
                FenceStepKind.RELEASE_HOST,
                draft.before.host(),
                situation.host().name(),
                "what ran on the host may now run elsewhere");
        draft.set(step.running(draft.now).done("its machines and its SPM role are free", draft.now));
        switch (draft.before.trigger()) {
            case STOP -> draft.enter(FenceStage.DONE, "The host is off, as asked.");
            case CONFIRMATION -> draft.enter(FenceStage.RETURNING, "Waiting for the host to answer.");
            case SILENCE, RESTART, START -> {
                boolean isOff = draft.standing(ProofOfDeath.PowerOffConfirmed.class) != null;
                draft.enter(
                        isOff ? FenceStage.POWERING_ON : FenceStage.RETURNING,
                        isOff ? "Switching the host on." : "Waiting for the host to be Up.");
            }
        }
    }

    /// While leases are being freed the devices are read now and then: a status On contradicts the proof.
    private static void readAgain(FenceDraft draft, FenceSituation situation, ProofOfDeath.PowerOffConfirmed off) {
        for (UUID id : off.devices()) {
            FenceAgent device = situation.agent(id);
            FenceStep read = draft.find(FenceStepKind.CONFIRM_OFF, id);
            if (device == null || read == null || read.ended() == null || read.state() == StepState.RUNNING) {
                continue;
            }
            Action again = new Action.ReadPower(device, draft.before.id());
            if (draft.due(read.ended().plusSeconds(5)) && !situation.busy().test(again.key())) {
                draft.actions.add(again);
                draft.set(read.running(draft.now));
            }
        }
    }

    /// A live host renews at least once in this time, and a survivor's two reads fit into it.
    private static Duration longestRelease(FenceDraft draft) {
        int ioTimeout =
                draft.leases.stream().mapToInt(LeaseWatch::ioTimeout).max().orElse(0);
        return draft.leases.isEmpty() ? Duration.ZERO : Duration.ofSeconds(2L * ioTimeout + 2 + 15);
    }

    private void powerOn(FenceDraft draft, FenceSituation situation) {
        if (draft.standing(ProofOfDeath.HostRebooted.class) != null) {
            draft.skip("the host answers", FenceStepKind.POWER_ON, FenceStepKind.CONFIRM_ON);
            draft.enter(FenceStage.RETURNING, "The host has booted; waiting for it to be Up.");
            return;
        }
        power.changeLevel(draft, situation);
        if (draft.level < 0) {
            draft.explanation = "The host has no power device that can be trusted; switch it on by hand.";
            return;
        }
        power.drive(draft, situation, FenceStepKind.POWER_ON);
        draft.explanation = "Switching the host on.";
        if (power.anyOn(draft, situation)) {
            draft.enter(FenceStage.RETURNING, "The host is on; waiting for it to answer.");
        }
    }

    private void awaitReturn(FenceDraft draft, FenceSituation situation) {
        FenceStep step = draft.step(
                FenceStepKind.AWAIT_HOST,
                draft.before.host(),
                situation.host().name(),
                "the host is back when it is Up");
        if (situation.status() == HostStatus.UP || situation.status() == HostStatus.MAINTENANCE) {
            draft.set(step.done(
                    situation.status() == HostStatus.UP ? "the host is Up" : "the host stays in maintenance",
                    draft.now));
            draft.enter(FenceStage.DONE, "Done.");
            return;
        }
        if (step.state() != StepState.RUNNING) {
            draft.set(step.running(draft.now));
        }
        boolean answers = situation.status() == HostStatus.INITIALIZING
                || situation.status() == HostStatus.NON_OPERATIONAL
                || draft.standing(ProofOfDeath.HostRebooted.class) != null;
        if (answers) {
            draft.explanation = "The host answers; waiting for it to be Up.";
            return;
        }
        boolean ours = draft.before.trigger() != FenceTrigger.CONFIRMATION
                && (draft.standing(ProofOfDeath.PowerOffConfirmed.class) != null
                        || draft.before.trigger() == FenceTrigger.START);
        if (ours && draft.due(draft.stageSince.plus(BOOT))) {
            for (FenceAgent device : situation.level(draft.level)) {
                for (FenceStepKind kind : List.of(FenceStepKind.POWER_ON, FenceStepKind.CONFIRM_ON)) {
                    FenceStep on = draft.find(kind, device.id());
                    if (on != null) {
                        draft.set(on.again("the host did not answer afterwards", draft.now, draft.now));
                    }
                }
            }
            draft.enter(FenceStage.POWERING_ON, "The host was switched on and did not answer; once more.");
        }
    }

    /// Takes the answer to one of the plan's actions.
    FenceDecision answered(
            Instant now, FencePlan current, FenceSituation situation, Action action, Instant sentAt, Reply reply) {
        FenceDraft draft = new FenceDraft(current, now);
        switch (action) {
            case Action.PowerOff off -> power.ordered(draft, off.device(), FenceStepKind.POWER_OFF, reply);
            case Action.PowerOn on -> power.ordered(draft, on.device(), FenceStepKind.POWER_ON, reply);
            case Action.ReadPower read -> statusRead(draft, read.device(), sentAt, reply);
            case Action.ReadHostLease read ->
                leases.seen(draft, read, observerName(situation, read.domain(), read.host()), sentAt, reply);
            case Action.FreeHostLease free ->
                leases.freed(draft, free, observerName(situation, free.domain(), free.host()), reply);
            default -> {}
        }
        stopIfContradicted(draft);
        return draft.decision();
    }

    private void statusRead(FenceDraft draft, FenceAgent device, Instant sentAt, Reply reply) {
        ProofOfDeath.PowerOffConfirmed off = draft.standing(ProofOfDeath.PowerOffConfirmed.class);
        if (off == null) {
            FenceStepKind order =
                    draft.stage == FenceStage.POWERING_ON ? FenceStepKind.POWER_ON : FenceStepKind.POWER_OFF;
            power.read(draft, device, order, reply);
            return;
        }
        if (draft.stage == FenceStage.RELEASING) {
            boolean on = reply instanceof Reply.Power said && said.state() == Reply.Power.State.ON;
            FenceStep read = draft.find(FenceStepKind.CONFIRM_OFF, device.id());
            if (on && sentAt.isAfter(off.at()) && off.devices().contains(device.id())) {
                draft.voidProofs(each -> each.equals(off), PowerSequence.name(device) + " said on afterwards");
                draft.liars.add(device.id());
            } else if (read != null && read.state() == StepState.RUNNING) {
                draft.set(read.done(read.outcome(), draft.now));
            }
            return;
        }
        power.read(draft, device, FenceStepKind.POWER_ON, reply);
    }

    /// Takes the news that the host answered a question that was asked at `sentAt`.
    FenceDecision hostAnswered(Instant now, FencePlan current, Instant sentAt, String bootId) {
        FenceDraft draft = new FenceDraft(current, now);
        if (!bootId.equals(current.bootId())) {
            if (draft.standing(ProofOfDeath.HostRebooted.class) == null && current.trigger() != FenceTrigger.START) {
                draft.prove(new ProofOfDeath.HostRebooted(bootId, now));
            }
            return draft.decision();
        }
        ProofOfDeath.PowerOffConfirmed off = draft.standing(ProofOfDeath.PowerOffConfirmed.class);
        if (off != null && sentAt.isAfter(off.at())) {
            draft.liars.addAll(off.devices());
        }
        draft.voidProofs(
                each -> sentAt.isAfter(each.at()) && !(each instanceof ProofOfDeath.HostRebooted),
                "the host answered under its old boot");
        stopIfContradicted(draft);
        boolean nothingProven = draft.proofs.stream().noneMatch(each -> each.stands());
        boolean ordering = draft.steps.stream()
                .anyMatch(each -> each.kind() == FenceStepKind.POWER_OFF
                        && (each.state() == StepState.RUNNING
                                || (each.begun() != null && each.begun().isAfter(sentAt))));
        if (draft.stage == FenceStage.GATHERING
                && current.trigger() == FenceTrigger.SILENCE
                && nothingProven
                && !ordering) {
            stop(draft, "The host answers again, under the boot that it had.");
        }
        return draft.decision();
    }

    /// Adds a person's word.
    FencePlan confirmed(Instant now, FencePlan current, String who, String reason) {
        FenceDraft draft = new FenceDraft(current, now);
        draft.prove(new ProofOfDeath.OperatorConfirmed(who, reason, now));
        return draft.plan();
    }

    FencePlan cancelled(Instant now, FencePlan current, String who) {
        FenceDraft draft = new FenceDraft(current, now);
        draft.steps.replaceAll(each -> each.state() == StepState.WAITING || each.state() == StepState.RUNNING
                ? each.skipped("cancelled", now)
                : each);
        draft.enter(FenceStage.CANCELLED, "Cancelled by " + who + ".");
        return draft.plan();
    }

    /// A plan past its gathering whose proofs were all voided goes no further.
    private static void stopIfContradicted(FenceDraft draft) {
        boolean past = draft.stage == FenceStage.RELEASING
                || draft.stage == FenceStage.POWERING_ON
                || draft.stage == FenceStage.RETURNING;
        boolean stands = draft.proofs.stream()
                .anyMatch(each -> each.stands() && !(each.of() instanceof ProofOfDeath.LeaseExpired));
        if (past && !stands && draft.before.trigger() != FenceTrigger.START) {
            String why = draft.proofs.stream()
                    .filter(each -> !each.stands())
                    .map(each -> each.voidedBecause())
                    .findFirst()
                    .orElse("the proof is gone");
            stop(draft, "Stopped: " + why + ".");
        }
    }

    private static void stop(FenceDraft draft, String why) {
        draft.steps.replaceAll(each -> each.state() == StepState.WAITING || each.state() == StepState.RUNNING
                ? each.skipped("the plan was stopped", draft.now)
                : each);
        draft.enter(FenceStage.STOPPED, why);
    }

    private static String observerName(FenceSituation situation, UUID domain, UUID host) {
        return situation.observers().getOrDefault(domain, List.of()).stream()
                .filter(each -> each.id().equals(host))
                .map(Host::name)
                .findFirst()
                .orElse("a host");
    }
}
