package io.holdfast.manager.system;

import io.holdfast.manager.Reply;
import io.holdfast.manager.Reply.Failed;
import io.holdfast.manager.inventory.DomainReport;
import io.holdfast.manager.inventory.LockspaceObservation;
import io.holdfast.manager.inventory.VmReport;
import io.holdfast.manager.inventory.VmStatus;
import io.holdfast.protocol.DomainVitals;
import io.holdfast.protocol.Done;
import io.holdfast.protocol.HostConnection;
import io.holdfast.protocol.HostSelfReport;
import io.holdfast.protocol.HostStatistics;
import io.holdfast.protocol.HostVerbs;
import io.holdfast.protocol.Verb;
import io.holdfast.protocol.VmStatistics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Asks a host for its statistics and its machines, both at once.
final class HostPoll {
    private static final long MEBIBYTE = 1L << 20;

    private final HostConnection connection;

    HostPoll(HostConnection connection) {
        this.connection = connection;
    }

    Reply ask(Duration within) {
        var host = send(HostVerbs.GET_STATISTICS, within);
        var machines = send(HostVerbs.GET_ALL_VM_STATISTICS, within);
        if (!(host.join() instanceof io.holdfast.protocol.Reply.Result<HostStatistics>(HostStatistics statistics))) {
            return Failures.of(host.join());
        }
        if (!(machines.join()
                instanceof io.holdfast.protocol.Reply.Result<List<VmStatistics>>(List<VmStatistics> vms))) {
            return Failures.of(machines.join());
        }
        HostSelfReport self = statistics.self();
        if (self == null) {
            return new Failed(Failed.Kind.REFUSED, 0, "the host runs an agent that does not tell its boot id");
        }
        return polled(statistics, self, vms);
    }

    private <R> CompletableFuture<io.holdfast.protocol.Reply<R>> send(Verb<Done, R> verb, Duration within) {
        CompletableFuture<io.holdfast.protocol.Reply<JsonNode>> answer =
                connection.send(verb.name(), verb.params(Done.DONE), within);
        return answer.thenApply(reply -> reply.map(verb.result().parse()));
    }

    private static Reply polled(HostStatistics statistics, HostSelfReport self, List<VmStatistics> vms) {
        List<LockspaceObservation> lockspaces = new ArrayList<>();
        for (HostSelfReport.Lockspace each : self.lockspaces()) {
            lockspaces.add(new LockspaceObservation(
                    each.domain(),
                    each.hostId(),
                    each.generation(),
                    each.ioTimeout(),
                    each.watchdogArmed(),
                    each.fireTimeout()));
        }
        List<DomainReport> domains = new ArrayList<>();
        for (Map.Entry<UUID, DomainVitals> each : statistics.domains().entrySet()) {
            DomainVitals vitals = each.getValue();
            domains.add(new DomainReport(
                    each.getKey(),
                    vitals.code(),
                    vitals.lastCheck(),
                    vitals.delay(),
                    vitals.valid(),
                    vitals.acquired(),
                    vitals.actual()));
        }
        List<VmReport> machines = new ArrayList<>();
        for (VmStatistics each : vms) {
            VmStatistics.Exit exit = each.exit();
            machines.add(new VmReport(
                    each.vm(),
                    status(each.status()),
                    exit != null && exit.failed() ? 1 : 0,
                    exit == null ? "" : exit.message(),
                    each.pauseCode(),
                    each.startId()));
        }
        return new Reply.Polled(
                self.bootId(),
                self.hardwareUuid(),
                self.clock(),
                self.epoch(),
                owner(self.owner()),
                lockspaces,
                statistics.memory().total() * MEBIBYTE,
                statistics.memory().available() * MEBIBYTE,
                0,
                100 - statistics.processor().idle(),
                domains,
                machines);
    }

    private static @Nullable UUID owner(String text) {
        try {
            return text.isEmpty() ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null; // another program's owner: surely not us
        }
    }

    private static VmStatus status(io.holdfast.protocol.VmStatus status) {
        return switch (status) {
            case WAIT_FOR_LAUNCH -> VmStatus.WAIT_FOR_LAUNCH;
            case POWERING_UP, REBOOT_IN_PROGRESS -> VmStatus.POWERING_UP;
            case UP, SAVING_STATE, RESTORING_STATE, MIGRATION_SOURCE, MIGRATION_DESTINATION -> VmStatus.UP;
            case PAUSED -> VmStatus.PAUSED;
            case POWERING_DOWN -> VmStatus.POWERING_DOWN;
            case DOWN -> VmStatus.DOWN;
            case UNKNOWN -> VmStatus.NOT_RESPONDING;
        };
    }
}
