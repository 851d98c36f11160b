package io.holdfast.manager;

import static io.holdfast.manager.CommandDesk.conflict;
import static io.holdfast.manager.CommandDesk.free;
import static io.holdfast.manager.CommandDesk.invalid;
import static io.holdfast.manager.CommandDesk.name;
import static io.holdfast.manager.CommandDesk.newId;
import static io.holdfast.manager.CommandDesk.there;

import io.holdfast.manager.inventory.Cluster;
import io.holdfast.manager.inventory.FenceAgent;
import io.holdfast.manager.inventory.FencePlan;
import io.holdfast.manager.inventory.FenceTrigger;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.HostObservation;
import io.holdfast.manager.inventory.HostState;
import io.holdfast.manager.inventory.HostStatus;
import io.holdfast.manager.inventory.JobKind;
import io.holdfast.manager.inventory.LeaseWatch;
import io.holdfast.manager.inventory.LockspaceObservation;
import io.holdfast.manager.inventory.Vm;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Commands about hosts and their power devices.
final class HostCommands {
    /// Host ids in use; 250 is kept for the making of pools.
    private static final int MOST_HOSTS = 249;

    private final FenceDesk fences;

    HostCommands(FenceDesk fences) {
        this.fences = fences;
    }

    CommandResult add(Turn turn, Command.AddHost command, String correlation) throws CommandRefused {
        name(command.name(), "host");
        free(turn.state.all(Host.class).stream().map(Host::name).collect(Collectors.toSet()), command.name(), "host");
        Cluster cluster = there(turn, Cluster.class, command.cluster(), "cluster");
        if (command.address().isBlank() || command.address().chars().anyMatch(Character::isWhitespace)) {
            throw invalid("A host needs an address without spaces");
        }
        if (command.port() < 1 || command.port() > 65535) {
            throw invalid("Port " + command.port() + " is not between 1 and 65535");
        }
        if (command.spmPriority() < -1 || command.spmPriority() > 10) {
            throw invalid("The SPM priority is between -1 and 10");
        }
        boolean sameDoor = turn.state.all(Host.class).stream()
                .anyMatch(each -> each.address().equals(command.address()) && each.port() == command.port());
        if (sameDoor) {
            throw conflict("There is a host at " + command.address() + " port " + command.port() + " already");
        }
        Set<Integer> taken = turn.state.hostsOf(cluster.dataCenter()).stream()
                .map(Host::hostId)
                .collect(Collectors.toSet());
        int hostId = IntStream.rangeClosed(1, MOST_HOSTS)
                .filter(each -> !taken.contains(each))
                .findFirst()
                .orElseThrow(() -> conflict("The data center has its " + MOST_HOSTS + " hosts already"));
        UUID id = newId(turn, Host.class, command.id(), "host");
        Host host = new Host(
                id,
                cluster.id(),
                command.name(),
                command.description(),
                command.address(),
                command.port(),
                hostId,
                command.spmPriority(),
                null);
        turn.put(host);
        HostStatus status = command.activate() ? HostStatus.UNASSIGNED : HostStatus.MAINTENANCE;
        turn.put(new HostState(id, status, "just added", turn.now, null, 0, null));
        turn.event(EventType.HOST_ADDED, "Host " + host.name() + " was added.", turn.about(host));
        UUID job = command.activate()
                ? turn.begin(JobKind.ACTIVATE_HOST, id, "Activating host " + host.name(), correlation)
                : null;
        return new CommandResult(id, job);
    }

    CommandResult activate(Turn turn, UUID id, String correlation) throws CommandRefused {
        Host host = there(turn, Host.class, id, "host");
        HostState state = turn.state.hostState(id);
        boolean may = state.status() == HostStatus.MAINTENANCE
                || state.status() == HostStatus.PREPARING_FOR_MAINTENANCE
                || state.status() == HostStatus.NON_OPERATIONAL
                || state.status() == HostStatus.DOWN
                || state.status() == HostStatus.ERROR;
        if (!may) {
            throw conflict("Host " + host.name() + " is " + state.status() + " and cannot be activated");
        }
        turn.put(state.answering().to(HostStatus.UNASSIGNED, "being activated", turn.now));
        turn.event(EventType.HOST_ACTIVATED, "Host " + host.name() + " is being activated.", turn.about(host));
        UUID job = turn.begin(JobKind.ACTIVATE_HOST, id, "Activating host " + host.name(), correlation);
        return new CommandResult(id, job);
    }

    CommandResult maintain(Turn turn, Command.MaintainHost command, String correlation) throws CommandRefused {
        Host host = there(turn, Host.class, command.id(), "host");
        HostState state = turn.state.hostState(host.id());
        if (state.status() == HostStatus.MAINTENANCE) {
            return new CommandResult(host.id(), null);
        }
        List<String> machines = turn.state.openPlacementsOn(host.id()).stream()
                .map(each -> turn.state.find(Vm.class, each.vm()))
                .filter(each -> each != null)
                .map(Vm::name)
                .distinct()
                .toList();
        if (!machines.isEmpty()) {
            throw conflict("Host " + host.name() + " runs, or may run, " + String.join(", ", machines)
                    + ": shut them down first");
        }
        boolean answers = state.status() == HostStatus.UP
                || state.status() == HostStatus.NON_OPERATIONAL
                || state.status() == HostStatus.INITIALIZING;
        turn.event(
                EventType.HOST_MAINTENANCE_ASKED,
                "Host " + host.name() + " goes into maintenance"
                        + (command.reason().isEmpty() ? "." : ": " + command.reason()),
                turn.about(host));
        if (answers) {
            turn.put(state.to(HostStatus.PREPARING_FOR_MAINTENANCE, command.reason(), turn.now));
            UUID job = turn.begin(
                    JobKind.MAINTAIN_HOST, host.id(), "Taking host " + host.name() + " out of service", correlation);
            return new CommandResult(host.id(), job);
        }
        if (host.id().equals(turn.state.dataCenterOf(host).spmHost()) && state.status() != HostStatus.DOWN) {
            throw conflict("Host " + host.name() + " may still act as SPM; wait until it is proven dead");
        }
        FencePlan plan = turn.state.runningPlan(host.id());
        if (plan != null) {
            fences.cancel(turn, plan, "maintenance");
        }
        turn.put(state.answering().to(HostStatus.MAINTENANCE, command.reason(), turn.now));
        turn.event(EventType.HOST_MAINTENANCE, "Host " + host.name() + " is in maintenance.", turn.about(host));
        return new CommandResult(host.id(), null);
    }

    CommandResult remove(Turn turn, Command.RemoveHost command) throws CommandRefused {
        Host host = there(turn, Host.class, command.id(), "host");
        if (turn.state.hostState(host.id()).status() != HostStatus.MAINTENANCE) {
            throw conflict("Host " + host.name() + " must be in maintenance to be removed");
        }
        turn.event(EventType.HOST_REMOVED, "Host " + host.name() + " was removed.", turn.about(host));
        turn.state.agentsOf(host.id()).forEach(turn::remove);
        turn.state.plansOf(host.id()).forEach(turn::remove);
        HostObservation observed = turn.state.find(HostObservation.class, host.id());
        if (observed != null) {
            turn.remove(observed);
        }
        turn.remove(turn.state.hostState(host.id()));
        turn.remove(host);
        turn.state.forgetHost(host.id());
        return new CommandResult(host.id(), null);
    }

    CommandResult fence(Turn turn, Command.FenceHost command, String correlation) throws CommandRefused {
        Host host = there(turn, Host.class, command.id(), "host");
        HostState state = turn.state.hostState(host.id());
        if (turn.state.agentsOf(host.id()).stream().noneMatch(FenceAgent::identified)) {
            throw conflict("Host " + host.name() + " has no power device that was identified as its own");
        }
        if (turn.state.runningPlan(host.id()) != null) {
            throw conflict("A fence plan for host " + host.name() + " is running already");
        }
        HostObservation last = turn.state.find(HostObservation.class, host.id());
        if (last == null) {
            throw conflict("Host " + host.name() + " has never answered; its power devices are not used");
        }
        FenceTrigger trigger =
                switch (command.operation()) {
                    case START -> {
                        boolean may = state.status() == HostStatus.DOWN
                                || state.status() == HostStatus.MAINTENANCE
                                || state.status() == HostStatus.NON_RESPONSIVE
                                || state.status() == HostStatus.REBOOT;
                        if (!may) {
                            throw conflict(
                                    "Host " + host.name() + " is " + state.status() + " and need not be started");
                        }
                        yield FenceTrigger.START;
                    }
                    case STOP -> {
                        if (state.status() != HostStatus.MAINTENANCE) {
                            throw conflict("Host " + host.name() + " must be in maintenance to be stopped");
                        }
                        yield FenceTrigger.STOP;
                    }
                    case RESTART -> FenceTrigger.RESTART;
                };
        fences.begin(turn, host, last, trigger, command.who(), command.who() + " asked for " + command.operation());
        EventType event =
                switch (command.operation()) {
                    case START -> EventType.HOST_STARTED_BY_USER;
                    case STOP -> EventType.HOST_STOPPED_BY_USER;
                    case RESTART -> EventType.HOST_RESTARTED_BY_USER;
                };
        turn.event(
                event,
                "Host " + host.name() + ": " + command.operation() + " was asked for by " + command.who() + ".",
                turn.about(host));
        UUID job =
                turn.begin(JobKind.FENCE_HOST, host.id(), command.operation() + " of host " + host.name(), correlation);
        return new CommandResult(host.id(), job);
    }

    CommandResult confirm(Turn turn, Command.ConfirmHostRebooted command) throws CommandRefused {
        Host host = there(turn, Host.class, command.id(), "host");
        HostState state = turn.state.hostState(host.id());
        boolean may = state.status() == HostStatus.DOWN
                || state.status() == HostStatus.NON_RESPONSIVE
                || state.status() == HostStatus.REBOOT
                || state.status() == HostStatus.CONNECTING
                || state.status() == HostStatus.MAINTENANCE;
        if (!may) {
            throw conflict("Host " + host.name() + " is " + state.status() + ": it answers, so it is not dead");
        }
        HostObservation last = turn.state.find(HostObservation.class, host.id());
        if (last == null) {
            throw conflict("Host " + host.name() + " has never answered; there is nothing to confirm");
        }
        String alive = alive(turn, host, last);
        if (alive != null && !command.override()) {
            throw conflict("Storage shows that host " + host.name() + " is alive: " + alive
                    + ". Cut its power first. Who knows better can override with a reason");
        }
        if (command.override() && command.reason().isBlank()) {
            throw invalid("An override needs a reason");
        }
        fences.confirm(turn, host, last, command.who(), command.reason());
        return new CommandResult(host.id(), null);
    }

    /// What other hosts saw of its leases that speaks against its death, null if nothing.
    private static @Nullable String alive(Turn turn, Host host, HostObservation last) {
        FencePlan plan = turn.state.runningPlan(host.id());
        if (plan == null) {
            return null;
        }
        for (LeaseWatch watch : plan.leases()) {
            for (LockspaceObservation lockspace : last.lockspaces()) {
                boolean same = lockspace.domain().equals(watch.domain());
                if (same && watch.state().equals("LIVE") && watch.seen() != null && !watch.freed()) {
                    return "its lease was renewed " + watch.secondsUnchanged() + " s before it was last looked at";
                }
            }
        }
        return null;
    }

    CommandResult cancel(Turn turn, Command.CancelFence command) throws CommandRefused {
        FencePlan plan = there(turn, FencePlan.class, command.plan(), "fence plan");
        if (plan.stage().over()) {
            throw conflict("The fence plan has ended already");
        }
        fences.cancel(turn, plan, command.who());
        return new CommandResult(plan.id(), null);
    }

    CommandResult add(Turn turn, Command.AddFenceAgent command) throws CommandRefused {
        Host host = there(turn, Host.class, command.host(), "host");
        if (command.address().isBlank()) {
            throw invalid("A power device needs an address");
        }
        if (command.order() < 1 || command.order() > 100) {
            throw invalid("The order of a power device is between 1 and 100");
        }
        if (command.port() < 0 || command.port() > 65535) {
            throw invalid("Port " + command.port() + " is not between 0 and 65535");
        }
        UUID id = newId(turn, FenceAgent.class, command.id(), "power device");
        turn.put(new FenceAgent(
                id,
                host.id(),
                command.order(),
                command.type(),
                command.address(),
                command.port(),
                command.username(),
                command.password(),
                command.options(),
                null,
                false,
                null));
        turn.event(
                EventType.FENCE_AGENT_ADDED,
                "Power device " + command.type() + " at " + command.address() + " was added to host " + host.name()
                        + ".",
                turn.about(host));
        return new CommandResult(id, null);
    }

    CommandResult update(Turn turn, Command.UpdateFenceAgent command) throws CommandRefused {
        FenceAgent old = there(turn, FenceAgent.class, command.id(), "power device");
        turn.put(new FenceAgent(
                old.id(),
                old.host(),
                old.order(),
                old.type(),
                command.address() == null ? old.address() : command.address(),
                old.port(),
                command.username() == null ? old.username() : command.username(),
                command.password() == null ? old.password() : command.password(),
                command.options() == null ? old.options() : command.options(),
                null,
                false,
                null));
        return new CommandResult(old.id(), null);
    }

    CommandResult remove(Turn turn, Command.RemoveFenceAgent command) throws CommandRefused {
        FenceAgent device = there(turn, FenceAgent.class, command.id(), "power device");
        turn.remove(device);
        Host host = turn.state.host(device.host());
        turn.event(
                EventType.FENCE_AGENT_REMOVED,
                "Power device " + PowerSequence.name(device) + " was removed from host " + host.name() + ".",
                turn.about(host));
        return new CommandResult(device.id(), null);
    }
}
