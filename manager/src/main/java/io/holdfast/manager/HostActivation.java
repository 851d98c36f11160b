package io.holdfast.manager;

import io.holdfast.manager.inventory.DataCenter;
import io.holdfast.manager.inventory.DomainReport;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.HostObservation;
import io.holdfast.manager.inventory.HostReport;
import io.holdfast.manager.inventory.HostState;
import io.holdfast.manager.inventory.HostStatus;
import io.holdfast.manager.inventory.JobKind;
import io.holdfast.manager.inventory.JobStatus;
import io.holdfast.manager.inventory.Shard;
import io.holdfast.manager.inventory.StorageConnection;
import io.holdfast.manager.inventory.StorageDomain;
import io.holdfast.manager.inventory.StorageDomainStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Brings a host that answers into service and keeps it there: makes it acknowledge its owner, connects it to the
/// data center's storage, and calls it Up when it reaches all of it.
final class HostActivation {
    /// How long a host may take to reach its storage. A host id that was not released takes minutes to be had again.
    private static final Duration INITIALIZING = Duration.ofMinutes(5);

    private static final Duration ADOPT_AGAIN = Duration.ofSeconds(10);

    private static final Duration RECONNECT_AGAIN = Duration.ofSeconds(10);

    /// Storage codes on which the field reconnects a host: domain does not exist, general exception.
    private static final List<Integer> RECONNECT = List.of(358, 200);

    private final VmMonitor machines;

    HostActivation(VmMonitor machines) {
        this.machines = machines;
    }

    void plan(Turn turn) {
        for (Host host : turn.state.all(Host.class)) {
            HostStatus status = turn.state.hostState(host.id()).status();
            HostReport report = turn.state.report(host.id());
            HostRuntime runtime = turn.state.runtime(host.id());
            boolean answers = status == HostStatus.INITIALIZING
                    || status == HostStatus.UP
                    || status == HostStatus.NON_OPERATIONAL;
            if (!answers || report == null || runtime.lastGood == null) {
                tooLong(turn, host, report);
                continue;
            }
            if (!runtime.adopted) {
                adopt(turn, host, runtime);
                continue;
            }
            boolean connected = connect(turn, host, runtime, report);
            judge(turn, host, runtime, report, connected);
        }
    }

    /// An agent that answers, but does not come to tell its state.
    private static void tooLong(Turn turn, Host host, @Nullable HostReport report) {
        HostState state = turn.state.hostState(host.id());
        if (report == null
                && state.status() == HostStatus.INITIALIZING
                && turn.due(state.since().plus(INITIALIZING))) {
            nonOperational(turn, host, "does not tell its state: " + state.detail());
            turn.end(JobKind.ACTIVATE_HOST, host.id(), JobStatus.FAILED, "the host does not tell its state");
        }
    }

    private static void adopt(Turn turn, Host host, HostRuntime runtime) {
        if (turn.due(runtime.adoptNextTry)) {
            Shard shard = turn.state.shard(turn.state.dataCenterOf(host));
            turn.request(new Action.Adopt(host.id(), shard.epoch(), shard.owner()));
        }
    }

    /// Takes the answer to [Action.Adopt].
    void adopted(Turn turn, UUID id, Reply reply) {
        Host host = turn.state.find(Host.class, id);
        if (host == null) {
            return;
        }
        HostRuntime runtime = turn.state.runtime(id);
        runtime.adoptNextTry = turn.in(ADOPT_AGAIN);
        if (reply instanceof Reply.Done) {
            runtime.adopted = true;
        } else if (reply instanceof Reply.Failed failed && failed.kind() == Reply.Failed.Kind.REFUSED) {
            HostState state = turn.state.hostState(id);
            if (state.status() != HostStatus.NON_OPERATIONAL) {
                turn.event(
                        EventType.HOST_REFUSES,
                        "Host " + host.name() + " does not take this manager as its owner: " + failed.message(),
                        turn.about(host));
            }
            turn.put(state.to(
                    HostStatus.NON_OPERATIONAL,
                    "does not take this manager as its owner: " + failed.message(),
                    turn.now));
        }
    }

    /// Whether the host is connected to what it should be connected to; if not, sees to it.
    private static boolean connect(Turn turn, Host host, HostRuntime runtime, HostReport report) {
        DataCenter dataCenter = turn.state.dataCenterOf(host);
        Map<UUID, String> wanted = domainMap(turn, dataCenter);
        String key = key(turn, host, dataCenter, wanted);
        if (key.equals(runtime.connectedTo)) {
            boolean since = runtime.connectedAt != null && report.at().isAfter(runtime.connectedAt);
            boolean lost = since
                    && wanted.entrySet().stream()
                            .filter(each -> each.getValue().equals("active"))
                            .map(each -> report.domains().get(each.getKey()))
                            .anyMatch(each -> each == null || RECONNECT.contains(each.code()));
            if (!lost) {
                return true;
            }
            runtime.connectedTo = null;
            runtime.storageNextTry = turn.in(RECONNECT_AGAIN);
        }
        if (wanted.isEmpty()) {
            runtime.connectedTo = key;
            runtime.connectedAt = turn.now;
            return true;
        }
        if (turn.due(runtime.storageNextTry)) {
            turn.request(new Action.ConnectStorage(host.id(), dataCenter.id(), connections(turn, wanted)));
        }
        return false;
    }

    /// Takes the answer to [Action.ConnectStorage] or [Action.ConnectPool].
    void storageAnswered(Turn turn, Action.OnHost action, Reply reply) {
        Host host = turn.state.find(Host.class, action.host());
        if (host == null) {
            return;
        }
        HostRuntime runtime = turn.state.runtime(host.id());
        if (reply instanceof Reply.Failed failed) {
            runtime.storageFailures++;
            runtime.storageNextTry = turn.in(turn.policy.pause(runtime.storageFailures));
            if (runtime.storageFailures == 1) {
                turn.event(
                        EventType.STORAGE_CONNECTION_FAILED,
                        "Host " + host.name() + " could not be connected to its storage: " + failed.message(),
                        turn.about(host));
            }
            detail(turn, host, "not connected to storage: " + failed.message());
            return;
        }
        DataCenter dataCenter = turn.state.dataCenterOf(host);
        Map<UUID, String> wanted = domainMap(turn, dataCenter);
        UUID master = dataCenter.masterDomain();
        if (action instanceof Action.ConnectStorage && master != null) {
            turn.request(new Action.ConnectPool(
                    host.id(), dataCenter.id(), host.hostId(), master, dataCenter.masterVersion(), wanted));
            return;
        }
        if (action instanceof Action.ConnectPool pool) {
            runtime.storageFailures = 0;
            runtime.storageNextTry = null;
            runtime.connectedTo = key(turn, host, dataCenter, pool.domains());
            runtime.connectedAt = turn.now;
        }
    }

    private static void detail(Turn turn, Host host, String why) {
        HostState state = turn.state.hostState(host.id());
        if (state.status() == HostStatus.INITIALIZING || state.status() == HostStatus.NON_OPERATIONAL) {
            turn.put(state.to(state.status(), why, turn.now));
        }
    }

    private void judge(Turn turn, Host host, HostRuntime runtime, HostReport report, boolean connected) {
        HostState state = turn.state.hostState(host.id());
        boolean fresh = runtime.connectedAt != null && report.at().isAfter(runtime.connectedAt);
        StorageDomain missing = missing(turn, host, report);
        if (state.status() == HostStatus.UP) {
            tolerate(turn, host, runtime, missing);
            return;
        }
        boolean noStorage = turn.state.dataCenterOf(host).masterDomain() == null;
        if (connected && (fresh || noStorage) && missing == null) {
            runtime.badSince.clear();
            turn.put(state.answering().tryingAgain(null).to(HostStatus.UP, "", turn.now));
            turn.event(EventType.HOST_UP, "Host " + host.name() + " is Up.", turn.about(host));
            turn.end(JobKind.ACTIVATE_HOST, host.id(), JobStatus.FINISHED, "the host is Up");
            machines.wake(turn);
            return;
        }
        if (missing != null && fresh) {
            detail(turn, host, "does not reach storage domain " + missing.name() + " yet");
        }
        if (state.status() == HostStatus.INITIALIZING && turn.due(state.since().plus(INITIALIZING))) {
            String why = missing == null ? "is not connected to its storage" : "does not reach " + missing.name();
            nonOperational(turn, host, why);
            turn.end(JobKind.ACTIVATE_HOST, host.id(), JobStatus.FAILED, "the host " + why);
        }
    }

    /// The first active domain that this host cannot use, null if it can use all.
    private static @Nullable StorageDomain missing(Turn turn, Host host, HostReport report) {
        return turn.state.domainsOf(turn.state.dataCenterOf(host).id()).stream()
                .filter(each -> each.status() == StorageDomainStatus.ACTIVE)
                .filter(each -> {
                    DomainReport said = report.domains().get(each.id());
                    return said == null || !said.usable();
                })
                .findFirst()
                .orElse(null);
    }

    /// A host that alone does not reach a domain is taken out of service; never when most others do not either.
    private static void tolerate(Turn turn, Host host, HostRuntime runtime, @Nullable StorageDomain missing) {
        if (missing == null) {
            runtime.badSince.clear();
            return;
        }
        List<HostReport> others = turn
                .state
                .hostsOf(turn.state.dataCenterOf(host).id())
                .stream()
                .filter(each -> !each.id().equals(host.id()))
                .filter(each -> turn.state.hostState(each.id()).status() == HostStatus.UP)
                .map(each -> turn.state.report(each.id()))
                .filter(each -> each != null)
                .toList();
        long well = others.stream()
                .map(each -> each.domains().get(missing.id()))
                .filter(each -> each != null && each.usable())
                .count();
        if (well == 0 || well * 2 <= others.size()) {
            runtime.badSince.remove(missing.id());
            return;
        }
        Instant since = runtime.badSince.computeIfAbsent(missing.id(), _ -> turn.now);
        if (turn.due(since.plus(turn.policy.domainTolerance()))) {
            nonOperational(turn, host, "does not reach storage domain " + missing.name() + ", other hosts do");
        }
    }

    private static void nonOperational(Turn turn, Host host, String why) {
        turn.put(turn.state.hostState(host.id()).to(HostStatus.NON_OPERATIONAL, why, turn.now));
        turn.event(
                EventType.HOST_NON_OPERATIONAL_DOMAIN,
                "Host " + host.name() + " is not operational: it " + why + ".",
                turn.about(host));
    }

    /// The domains of the pool and how a host is to treat them.
    static Map<UUID, String> domainMap(Turn turn, DataCenter dataCenter) {
        Map<UUID, String> map = new TreeMap<>();
        if (dataCenter.masterDomain() == null) {
            return map;
        }
        for (StorageDomain each : turn.state.domainsOf(dataCenter.id())) {
            switch (each.status()) {
                case ACTIVE, INACTIVE, UNKNOWN -> map.put(each.id(), "active");
                case ACTIVATING, MAINTENANCE, PREPARING_FOR_MAINTENANCE, DETACHING ->
                    map.put(each.id(), each.id().equals(dataCenter.masterDomain()) ? "active" : "attached");
                case UNINITIALIZED, UNATTACHED, LOCKED -> {}
            }
        }
        return map;
    }

    private static List<StorageConnection> connections(Turn turn, Map<UUID, String> domains) {
        List<StorageConnection> connections = new ArrayList<>();
        for (UUID each : domains.keySet()) {
            StorageConnection connection = turn.state.get(
                    StorageConnection.class,
                    turn.state.get(StorageDomain.class, each).connection());
            if (!connections.contains(connection)) {
                connections.add(connection);
            }
        }
        return connections;
    }

    private static String key(Turn turn, Host host, DataCenter dataCenter, Map<UUID, String> wanted) {
        HostObservation observed = turn.state.find(HostObservation.class, host.id());
        return (observed == null ? "" : observed.bootId()) + " " + dataCenter.masterDomain() + " "
                + dataCenter.masterVersion() + " " + new TreeMap<>(wanted);
    }
}
