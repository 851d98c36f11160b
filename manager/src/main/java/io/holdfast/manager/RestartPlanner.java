package io.holdfast.manager;

import io.holdfast.manager.inventory.Disk;
import io.holdfast.manager.inventory.DiskStatus;
import io.holdfast.manager.inventory.DomainReport;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.HostObservation;
import io.holdfast.manager.inventory.HostReport;
import io.holdfast.manager.inventory.HostStatus;
import io.holdfast.manager.inventory.JobKind;
import io.holdfast.manager.inventory.JobStatus;
import io.holdfast.manager.inventory.LockspaceObservation;
import io.holdfast.manager.inventory.Placement;
import io.holdfast.manager.inventory.PlacementState;
import io.holdfast.manager.inventory.Vm;
import io.holdfast.manager.inventory.VmLease;
import io.holdfast.manager.inventory.VmState;
import io.holdfast.manager.inventory.VmStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes machines run that should run, each once: compares what is wanted with what is known, in the order of
/// priority, without letting one machine that cannot start hold up another.
///
/// A machine is started only when *every* placement that has not ended is covered by a proof of death. The new
/// placement is stored in the same commit as the end of the covered ones, before the start is sent.
final class RestartPlanner {
    /// Failed starts of a machine that is not highly available before it is given up.
    private static final int TRIES = 3;

    /// Starts that one host carries out at a time.
    private static final int STARTS_PER_HOST = 8;

    /// How long a highly available machine may be paused by a storage error before it is ended and started elsewhere.
    private static final Duration PAUSED = Duration.ofSeconds(80);

    /// Memory that a machine needs on its host besides its own, bytes.
    private static final long OVERHEAD = 64L << 20;

    private static final int ENDED_KEPT = 5;

    private static final Duration ASK_AGAIN = Duration.ofSeconds(2);

    /// Starts sent by this run of the manager once, whose intent was stored by it: if such a one is known not to
    /// have left, it never will.
    private final Set<UUID> sentOnce = new HashSet<>();

    private final Map<UUID, Instant> askAgain = new HashMap<>();

    /// The host on which a machine's last start failed.
    private final Map<UUID, UUID> failedOn = new HashMap<>();

    void plan(Turn turn) {
        List<Vm> byPriority = new ArrayList<>(turn.state.all(Vm.class));
        byPriority.sort(Comparator.comparing(Vm::highlyAvailable)
                .thenComparingInt(Vm::priority)
                .reversed()
                .thenComparing(Vm::created));
        for (Vm vm : byPriority) {
            List<Placement> open = turn.state.openPlacements(vm.id());
            List<Placement> unproven = open.stream()
                    .filter(each -> !Deaths.prove(turn.state.plansOf(each.host()), each))
                    .toList();
            unproven.forEach(each -> settle(turn, vm, each));
            if (unproven.isEmpty()) {
                setDown(turn, vm);
            }
            VmState state = turn.state.get(VmState.class, vm.id());
            if (state.wanted() && state.status() == VmStatus.DOWN) {
                if (unproven.isEmpty()) {
                    start(turn, vm, state, open);
                } else {
                    waits(turn, state, waitsForProof(turn, unproven));
                }
            }
        }
    }

    /// Sees to a placement under which the machine may be running.
    private void settle(Turn turn, Vm vm, Placement placement) {
        VmState state = turn.state.get(VmState.class, vm.id());
        HostStatus status = turn.state.hostState(placement.host()).status();
        HostReport report = turn.state.report(placement.host());
        boolean answers = status == HostStatus.UP
                || status == HostStatus.INITIALIZING
                || status == HostStatus.NON_OPERATIONAL
                || status == HostStatus.PREPARING_FOR_MAINTENANCE;
        if (!answers || report == null) {
            return;
        }
        if (placement.state() == PlacementState.INTENDED) {
            boolean answered = report.at().isAfter(placement.at());
            // A start that is not wanted any more is asked about only when it cannot be carried out any more.
            boolean harmless = state.wanted() || clock(turn, placement.host()) > placement.notAfter();
            if (answered && harmless && turn.due(askAgain.get(placement.startId()))) {
                send(turn, vm, placement);
            }
            return;
        }
        if (!state.wanted() && state.status() != VmStatus.DOWN) {
            turn.request(new Action.DestroyVm(placement.host(), vm.id()));
            return;
        }
        boolean stuck = state.status() == VmStatus.PAUSED
                && state.detail().equals("EIO")
                && vm.highlyAvailable()
                && candidates(turn, vm).stream().anyMatch(each -> !each.id().equals(placement.host()));
        if (stuck && turn.due(state.since().plus(PAUSED))) {
            Action end = new Action.DestroyVm(placement.host(), vm.id());
            if (turn.request(end)) {
                turn.event(
                        EventType.VM_KILLED_FOR_STORAGE,
                        "VM " + vm.name() + " was paused by a storage error for too long; it is ended on this host.",
                        turn.about(vm, placement.host()));
            }
        }
    }

    /// Everything on which it may have run is proven dead.
    private static void setDown(Turn turn, Vm vm) {
        VmState state = turn.state.get(VmState.class, vm.id());
        if (state.status() == VmStatus.DOWN) {
            return;
        }
        UUID host = state.host();
        Host dead = host == null ? null : turn.state.find(Host.class, host);
        VmState down =
                state.to(VmStatus.DOWN, "its host died", turn.now).on(null).tryingAgain(0, null);
        turn.put(vm.highlyAvailable() && state.wanted() ? down : down.wanted(false));
        turn.event(
                EventType.VM_SET_DOWN,
                "VM " + vm.name() + " does not run" + (dead == null ? "" : " on host " + dead.name())
                        + " any more: its host's death is proven.",
                turn.about(vm, host));
        turn.end(JobKind.STOP_VM, vm.id(), JobStatus.FINISHED, "its host died");
        if (!vm.highlyAvailable()) {
            turn.end(JobKind.START_VM, vm.id(), JobStatus.FAILED, "its host died");
        }
    }

    private static String waitsForProof(Turn turn, List<Placement> unproven) {
        Set<String> hosts = new LinkedHashSet<>();
        unproven.forEach(each -> hosts.add(turn.state.host(each.host()).name()));
        return "may still run on " + String.join(", ", hosts);
    }

    private static void waits(Turn turn, VmState state, String why) {
        turn.put(state.to(state.status(), "waits: " + why, turn.now));
        turn.progress(JobKind.START_VM, state.vm(), "waits: " + why);
    }

    private void start(Turn turn, Vm vm, VmState state, List<Placement> covered) {
        if (!turn.due(state.nextTry())) {
            return;
        }
        String lacking = lacking(turn, vm);
        if (lacking != null) {
            waits(turn, state, lacking);
            return;
        }
        List<Host> candidates = candidates(turn, vm);
        if (candidates.isEmpty()) {
            waits(turn, state, "no host is Up that reaches its storage and has " + (vm.memory() >> 20) + " MiB free");
            return;
        }
        Host host = candidates.getFirst();
        HostObservation observed = turn.state.get(HostObservation.class, host.id());
        VmLease lease = turn.state.find(VmLease.class, vm.id());
        long generation = lease == null
                ? 0
                : observed.lockspaces().stream()
                        .filter(each -> each.domain().equals(lease.domain()))
                        .mapToLong(LockspaceObservation::generation)
                        .findFirst()
                        .orElse(0);
        Placement placement = new Placement(
                turn.newId(),
                vm.id(),
                host.id(),
                observed.bootId(),
                lease == null ? null : lease.domain(),
                generation,
                turn.state.shard(turn.state.dataCenterOf(vm)).epoch(),
                clock(turn, host.id()) + turn.policy.startValidity().toMillis(),
                PlacementState.INTENDED,
                turn.now,
                "");
        covered.forEach(each -> turn.put(each.end("the host's death was proven")));
        forgetOld(turn, vm);
        if (turn.policy.has(Guard.STORED_INTENT)) {
            turn.put(placement);
        } else {
            turn.state.remember(placement);
        }
        turn.put(state.to(VmStatus.WAIT_FOR_LAUNCH, "start sent to " + host.name(), turn.now)
                .on(host.id())
                .tryingAgain(state.attempts(), null));
        sentOnce.add(placement.startId());
        send(turn, vm, placement);
        turn.event(
                vm.highlyAvailable() && turn.job(JobKind.START_VM, vm.id()) == null
                        ? EventType.VM_RESTARTED
                        : EventType.VM_STARTING,
                "VM " + vm.name() + " is being started on host " + host.name() + ".",
                turn.about(vm, host.id()));
    }

    /// The host's monotonic clock now, milliseconds, at most as far on as it really is.
    private static long clock(Turn turn, UUID host) {
        HostRuntime runtime = turn.state.runtime(host);
        return runtime.clockAt == null
                ? 0
                : runtime.clock + Duration.between(runtime.clockAt, turn.now).toMillis();
    }

    private void send(Turn turn, Vm vm, Placement placement) {
        askAgain.put(placement.startId(), turn.in(ASK_AGAIN));
        turn.request(new Action.StartVm(placement, MachineXml.of(turn.state, vm)));
    }

    /// What the machine itself lacks, null if it could be started.
    private static @Nullable String lacking(Turn turn, Vm vm) {
        for (Disk disk : turn.state.disksOf(vm.id())) {
            if (disk.status() != DiskStatus.OK) {
                return "disk " + disk.name() + " is " + (disk.status() == DiskStatus.LOCKED ? "locked" : "not usable");
            }
        }
        if (vm.leaseDomain() != null && turn.state.find(VmLease.class, vm.id()) == null) {
            return "its lease is being made";
        }
        return null;
    }

    /// Hosts that could run the machine now, the best first.
    private List<Host> candidates(Turn turn, Vm vm) {
        UUID fixed = turn.state.pinned(vm.id());
        List<Host> candidates = new ArrayList<>();
        for (Host host : turn.state.all(Host.class)) {
            if (host.cluster().equals(vm.cluster())
                    && (fixed == null || fixed.equals(host.id()))
                    && canRun(turn, vm, host)) {
                candidates.add(host);
            }
        }
        UUID failed = failedOn.get(vm.id());
        candidates.sort(Comparator.comparing((Host each) -> each.id().equals(failed))
                .thenComparingLong(each -> -free(turn, each))
                .thenComparingInt(Host::hostId));
        return candidates;
    }

    private static boolean canRun(Turn turn, Vm vm, Host host) {
        HostReport report = turn.state.report(host.id());
        HostRuntime runtime = turn.state.runtime(host.id());
        if (turn.state.hostState(host.id()).status() != HostStatus.UP
                || turn.state.hostState(host.id()).silentSince() != null
                || report == null
                || !runtime.adopted) {
            return false;
        }
        if (turn.state.runningPlan(host.id()) != null) {
            return false;
        }
        if (turn.busy(new Action.DestroyVm(host.id(), vm.id()).key())) {
            // What is still on its way to end an earlier start there would end the new one.
            return false;
        }
        Set<UUID> domains = new LinkedHashSet<>();
        turn.state.disksOf(vm.id()).forEach(each -> domains.add(each.storageDomain()));
        if (vm.leaseDomain() != null) {
            domains.add(vm.leaseDomain());
        }
        for (UUID each : domains) {
            DomainReport said = report.domains().get(each);
            if (said == null || !said.usable()) {
                return false;
            }
        }
        long starting = turn.state.openPlacementsOn(host.id()).stream()
                .filter(each -> each.state() == PlacementState.INTENDED)
                .count();
        return free(turn, host) >= vm.memory() + OVERHEAD && starting < STARTS_PER_HOST;
    }

    /// Memory that is free on a host once everything sent to it since its report has started, bytes.
    private static long free(Turn turn, Host host) {
        HostReport report = turn.state.report(host.id());
        if (report == null) {
            return 0;
        }
        long pending = turn.state.openPlacementsOn(host.id()).stream()
                .filter(each -> !each.at().plusSeconds(30).isBefore(report.at()))
                .mapToLong(each -> {
                    Vm vm = turn.state.find(Vm.class, each.vm());
                    return vm == null ? 0 : vm.memory() + OVERHEAD;
                })
                .sum();
        return report.memoryAvailable() - pending;
    }

    /// Takes the answer to a start.
    void answered(Turn turn, Action.StartVm action, Instant sentAt, Reply reply) {
        Placement placement =
                turn.state.find(Placement.class, action.placement().startId());
        if (placement == null || placement.state() != PlacementState.INTENDED) {
            return;
        }
        Vm vm = turn.state.get(Vm.class, placement.vm());
        boolean first = sentOnce.remove(placement.startId());
        switch (reply) {
            case Reply.Done _ -> {
                turn.put(placement.accepted(turn.now));
                failedOn.remove(vm.id());
                turn.state.pin(vm.id(), null);
            }
            case Reply.Failed failed
            when failed.kind() == Reply.Failed.Kind.REFUSED -> failed(turn, vm, placement, failed.message());
            case Reply.Failed failed
            when failed.kind() == Reply.Failed.Kind.UNREACHABLE && first ->
                failed(turn, vm, placement, failed.message());
            default -> {
                // It may have been carried out: asked again under the same start id when the host answers.
                VmState state = turn.state.get(VmState.class, vm.id());
                turn.put(state.to(state.status(), "the start was not answered; it is asked about", turn.now));
            }
        }
    }

    private void failed(Turn turn, Vm vm, Placement placement, String why) {
        turn.put(placement.end("the start failed: " + why));
        failedOn.put(vm.id(), placement.host());
        VmState state = turn.state.get(VmState.class, vm.id());
        int failures = state.attempts() + 1;
        boolean again = state.wanted() && (vm.highlyAvailable() || failures < TRIES);
        Instant next = again ? turn.in(turn.policy.pause(failures)) : null;
        VmState down = state.to(VmStatus.DOWN, "the start failed: " + why, turn.now)
                .on(null)
                .tryingAgain(failures, next);
        turn.put(again ? down : down.wanted(false));
        turn.event(
                vm.highlyAvailable() ? EventType.HA_RESTART_FAILED : EventType.VM_START_FAILED,
                "VM " + vm.name() + " could not be started on host "
                        + turn.state.host(placement.host()).name() + ": " + why
                        + (next == null
                                ? "."
                                : ". Next try in " + turn.policy.pause(failures).toSeconds() + " s."),
                turn.about(vm, placement.host()));
        if (!again) {
            turn.end(JobKind.START_VM, vm.id(), JobStatus.FAILED, why);
        } else {
            turn.progress(JobKind.START_VM, vm.id(), why);
        }
    }

    /// Ended placements are kept for a while, for people who look for what happened.
    private static void forgetOld(Turn turn, Vm vm) {
        List<Placement> ended = turn.state.all(Placement.class).stream()
                .filter(each -> each.vm().equals(vm.id()) && !each.open())
                .sorted(Comparator.comparing(Placement::at))
                .toList();
        ended.stream().limit(Math.max(0, ended.size() - ENDED_KEPT)).forEach(turn::remove);
    }
}
