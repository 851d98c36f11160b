package io.holdfast.manager;

import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.JobKind;
import io.holdfast.manager.inventory.JobStatus;
import io.holdfast.manager.inventory.Placement;
import io.holdfast.manager.inventory.PlacementState;
import io.holdfast.manager.inventory.Vm;
import io.holdfast.manager.inventory.VmReport;
import io.holdfast.manager.inventory.VmState;
import io.holdfast.manager.inventory.VmStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Compares what hosts say about machines with what was meant to run there.
final class VmMonitor {
    /// When a machine was last found to be gone from a host, by [#place].
    private final Map<String, Instant> lastEnd = new HashMap<>();

    private static String place(UUID vm, UUID host) {
        return vm + " " + host;
    }

    /// Takes a host's list of machines, asked for at `sentAt`.
    void reported(Turn turn, Host host, String bootId, Instant sentAt, List<VmReport> reports) {
        for (VmReport report : reports) {
            Vm vm = turn.state.find(Vm.class, report.vm());
            if (vm != null) {
                seen(turn, host, bootId, sentAt, vm, report);
            }
        }
        for (Placement each : turn.state.openPlacementsOn(host.id())) {
            boolean listed = reports.stream().anyMatch(report -> report.vm().equals(each.vm()));
            boolean known = each.state() == PlacementState.ACCEPTED
                    && each.bootId().equals(bootId)
                    && sentAt.isAfter(each.at());
            if (known && !listed) {
                gone(turn, host, each);
            }
        }
    }

    private void seen(Turn turn, Host host, String bootId, Instant sentAt, Vm vm, VmReport report) {
        List<Placement> here = turn.state.openPlacements(vm.id()).stream()
                .filter(each -> each.host().equals(host.id()))
                .toList();
        boolean outdated = here.stream().anyMatch(each -> !sentAt.isAfter(each.at()));
        if (outdated && report.status() == VmStatus.DOWN) {
            // It tells of an earlier start: the remains of one, not of the one that was begun since.
            return;
        }
        Instant ended = lastEnd.get(place(vm.id(), host.id()));
        if (here.isEmpty() && ended != null && !sentAt.isAfter(ended)) {
            // The host was asked before it ended the machine.
            return;
        }
        Placement placement = here.stream()
                .filter(each -> each.bootId().equals(bootId))
                .filter(each -> report.startId() == null || report.startId().equals(each.startId()))
                .findFirst()
                .orElse(null);
        if (placement == null) {
            if (report.status() == VmStatus.DOWN) {
                if (here.isEmpty()) {
                    turn.request(new Action.DestroyVm(host.id(), vm.id()));
                }
                return;
            }
            placement = found(turn, host, bootId, vm, report);
        } else if (placement.state() == PlacementState.INTENDED) {
            placement = placement.accepted(turn.now);
            turn.put(placement);
        }
        if (report.status() == VmStatus.DOWN) {
            down(turn, host, vm, placement, report);
            return;
        }
        running(turn, host, vm, report);
    }

    /// A machine that runs where we did not know of it: it may run there, so it counts.
    private static Placement found(Turn turn, Host host, String bootId, Vm vm, VmReport report) {
        UUID id = report.startId() == null || turn.state.find(Placement.class, report.startId()) != null
                ? turn.newId()
                : report.startId();
        Placement placement = new Placement(
                id,
                vm.id(),
                host.id(),
                bootId,
                null,
                0,
                turn.state.shard(turn.state.dataCenterOf(vm)).epoch(),
                0,
                PlacementState.ACCEPTED,
                turn.now,
                "");
        boolean elsewhere = turn.state.openPlacements(vm.id()).stream()
                .anyMatch(
                        each -> !each.host().equals(host.id()) && !Deaths.prove(turn.state.plansOf(each.host()), each));
        turn.put(placement);
        if (elsewhere) {
            turn.event(
                    EventType.VM_SEEN_TWICE,
                    "VM " + vm.name() + " runs on host " + host.name() + ", and may run on another host too.",
                    turn.about(vm, host.id()));
        }
        return placement;
    }

    private static void running(Turn turn, Host host, Vm vm, VmReport report) {
        VmState before = turn.state.get(VmState.class, vm.id());
        VmState after = before.on(host.id()).to(report.status(), report.pauseCode(), turn.now);
        if (!before.wanted() && before.status() == VmStatus.DOWN) {
            after = after.wanted(true);
        }
        if (report.status() == VmStatus.UP || report.status() == VmStatus.POWERING_UP) {
            after = after.tryingAgain(0, null);
        }
        turn.put(after);
        if (before.status() == report.status()) {
            return;
        }
        switch (report.status()) {
            case UP -> {
                EventType type = before.status() == VmStatus.UNKNOWN
                        ? EventType.VM_STATUS_RESTORED
                        : before.status() == VmStatus.PAUSED ? EventType.VM_RESUMED : EventType.VM_STARTED;
                turn.event(type, "VM " + vm.name() + " runs on host " + host.name() + ".", turn.about(vm, host.id()));
                turn.end(JobKind.START_VM, vm.id(), JobStatus.FINISHED, "runs on " + host.name());
            }
            case PAUSED -> {
                EventType type =
                        switch (report.pauseCode()) {
                            case "EIO" -> EventType.VM_PAUSED_EIO;
                            case "ENOSPC" -> EventType.VM_PAUSED_ENOSPC;
                            default -> EventType.VM_PAUSED_ERROR;
                        };
                turn.event(
                        type,
                        "VM " + vm.name() + " on host " + host.name() + " is paused: " + report.pauseCode() + ".",
                        turn.about(vm, host.id()));
            }
            default -> {
                if (before.status() == VmStatus.UNKNOWN) {
                    turn.event(
                            EventType.VM_STATUS_RESTORED,
                            "VM " + vm.name() + " is there again, on host " + host.name() + ".",
                            turn.about(vm, host.id()));
                }
            }
        }
    }

    /// The host says that it ended. Its record there is cleared; until that is answered the placement stays open.
    private static void down(Turn turn, Host host, Vm vm, Placement placement, VmReport report) {
        VmState before = turn.state.get(VmState.class, vm.id());
        boolean asHost = before.host() == null || before.host().equals(host.id());
        if (asHost && before.status() != VmStatus.DOWN) {
            wentDown(turn, host, vm, before, report.exitCode() == 0, report.exitMessage());
        }
        turn.request(new Action.DestroyVm(host.id(), placement.vm()));
    }

    private void gone(Turn turn, Host host, Placement placement) {
        lastEnd.put(place(placement.vm(), host.id()), turn.now);
        turn.put(placement.end("the host does not have it any more"));
        Vm vm = turn.state.find(Vm.class, placement.vm());
        if (vm == null) {
            return;
        }
        VmState before = turn.state.get(VmState.class, vm.id());
        if (host.id().equals(before.host()) && before.status() != VmStatus.DOWN) {
            wentDown(turn, host, vm, before, !before.wanted(), "the host does not have it any more");
        }
    }

    private static void wentDown(Turn turn, Host host, Vm vm, VmState before, boolean normal, String why) {
        boolean starting = before.status() == VmStatus.WAIT_FOR_LAUNCH || before.status() == VmStatus.POWERING_UP;
        boolean restart = !normal && vm.highlyAvailable() && before.wanted();
        VmState after = before.to(VmStatus.DOWN, why, turn.now).on(null);
        if (restart && starting) {
            int failures = before.attempts() + 1;
            after = after.tryingAgain(failures, turn.in(turn.policy.pause(failures)));
        }
        turn.put(restart ? after : after.wanted(false));
        EventType type = normal
                ? EventType.VM_DOWN
                : restart ? (starting ? EventType.HA_RESTART_FAILED : EventType.HA_VM_FAILED) : EventType.VM_DOWN_ERROR;
        turn.event(
                type,
                "VM " + vm.name() + " is down on host " + host.name() + (why.isEmpty() ? "." : ": " + why + "."),
                turn.about(vm, host.id()));
        turn.end(JobKind.STOP_VM, vm.id(), JobStatus.FINISHED, "down");
        if (!restart) {
            turn.end(JobKind.START_VM, vm.id(), JobStatus.FAILED, why.isEmpty() ? "it went down" : why);
        }
    }

    /// Takes the answer to [Action.DestroyVm].
    void destroyed(Turn turn, Action.DestroyVm action, Instant sentAt, Reply reply) {
        if (!(reply instanceof Reply.Done)) {
            return;
        }
        for (Placement each : turn.state.openPlacements(action.vm())) {
            boolean older = each.state() == PlacementState.ACCEPTED && each.at().isBefore(sentAt);
            if (each.host().equals(action.host()) && older) {
                gone(turn, turn.state.host(action.host()), each);
            }
        }
    }

    /// A host does not answer any more: what its machines do is not known.
    void hostLost(Turn turn, Host host) {
        for (Vm vm : turn.state.all(Vm.class)) {
            VmState state = turn.state.get(VmState.class, vm.id());
            boolean there = host.id().equals(state.host())
                    && state.status() != VmStatus.DOWN
                    && state.status() != VmStatus.UNKNOWN;
            if (there) {
                turn.put(state.to(VmStatus.UNKNOWN, "its host does not answer", turn.now));
                turn.event(
                        EventType.VM_UNKNOWN,
                        "Whether VM " + vm.name() + " runs is not known: host " + host.name() + " does not answer.",
                        turn.about(vm, host.id()));
            }
        }
    }

    /// Something became available: machines that wait for their next try need not wait any longer.
    void wake(Turn turn) {
        for (VmState each : turn.state.all(VmState.class)) {
            if (each.wanted() && each.nextTry() != null) {
                turn.put(each.tryingAgain(each.attempts(), null));
            }
        }
    }
}
