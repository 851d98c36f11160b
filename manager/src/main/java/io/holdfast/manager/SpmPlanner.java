package io.holdfast.manager;

import io.holdfast.manager.inventory.DataCenter;
import io.holdfast.manager.inventory.DataCenterStatus;
import io.holdfast.manager.inventory.DomainReport;
import io.holdfast.manager.inventory.FencePlan;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.HostReport;
import io.holdfast.manager.inventory.HostStatus;
import io.holdfast.manager.inventory.StorageDomain;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Sees to it that one host of each data center acts as SPM.
///
/// Another host is asked to become SPM only when the recorded one has stopped, or its host is proven dead, or storage
/// itself says that its lease can act no more (it then names no owner): never because it cannot be reached.
final class SpmPlanner {
    private static final Duration AGAIN = Duration.ofSeconds(2);

    /// How long the word of a host that it is not SPM counts.
    private static final Duration WORD = Duration.ofSeconds(10);

    /// What a search remembers; losing it costs time only.
    private static final class Search {
        @Nullable Instant nextLook;

        final Set<UUID> tried = new HashSet<>();
        final Map<UUID, Instant> saidFree = new HashMap<>();
        int failures;
    }

    private final Map<UUID, Search> searches = new HashMap<>();

    void plan(Turn turn) {
        for (DataCenter each : turn.state.all(DataCenter.class)) {
            if (each.masterDomain() != null && each.status() != DataCenterStatus.MAINTENANCE) {
                plan(turn, each);
            }
        }
    }

    private void plan(Turn turn, DataCenter dataCenter) {
        Search search = search(dataCenter);
        UUID spm = dataCenter.spmHost();
        if (spm != null && status(turn, spm) == HostStatus.UP) {
            if (turn.due(search.nextLook)) {
                search.nextLook = turn.in(turn.policy.spmPeriod());
                turn.request(new Action.ReadSpm(spm, dataCenter.id()));
                turn.wakeAt(search.nextLook);
            }
            return;
        }
        if (spm != null && status(turn, spm) == HostStatus.CONNECTING) {
            return;
        }
        if (dataCenter.status() != DataCenterStatus.NON_RESPONSIVE && dataCenter.status() != DataCenterStatus.CONTEND) {
            turn.put(dataCenter.to(DataCenterStatus.NON_RESPONSIVE, turn.now));
            turn.event(
                    EventType.SPM_SEARCH,
                    "Data center " + dataCenter.name() + " has no SPM; one is being looked for.",
                    turn.about(dataCenter));
            search.nextLook = null;
        }
        Host candidate = candidate(turn, dataCenter, search);
        if (candidate != null && turn.due(search.nextLook)) {
            search.nextLook = turn.in(AGAIN);
            turn.request(new Action.ReadSpm(candidate.id(), dataCenter.id()));
        }
    }

    /// The best host that was not tried in this round; a round without any left begins anew.
    private static @Nullable Host candidate(Turn turn, DataCenter dataCenter, Search search) {
        List<Host> fit = turn.state.hostsOf(dataCenter.id()).stream()
                .filter(each -> each.spmPriority() >= 0 && status(turn, each.id()) == HostStatus.UP)
                .filter(each -> reaches(turn, each, dataCenter.masterDomain()))
                .sorted(Comparator.comparingInt(Host::spmPriority).reversed().thenComparingInt(Host::hostId))
                .toList();
        if (fit.stream().allMatch(each -> search.tried.contains(each.id()))) {
            search.tried.clear();
        }
        return fit.stream()
                .filter(each -> !search.tried.contains(each.id()))
                .findFirst()
                .orElse(null);
    }

    private static boolean reaches(Turn turn, Host host, @Nullable UUID master) {
        HostReport report = turn.state.report(host.id());
        DomainReport said =
                report == null || master == null ? null : report.domains().get(master);
        return said != null && said.usable();
    }

    private static HostStatus status(Turn turn, UUID host) {
        return turn.state.hostState(host).status();
    }

    /// Takes the answer to [Action.ReadSpm].
    void looked(Turn turn, Action.ReadSpm action, Reply reply) {
        DataCenter dataCenter = turn.state.find(DataCenter.class, action.pool());
        Host host = turn.state.find(Host.class, action.host());
        if (dataCenter == null || host == null) {
            return;
        }
        Search search = search(dataCenter);
        if (!(reply instanceof Reply.Spm said)) {
            if (!host.id().equals(dataCenter.spmHost())) {
                search.tried.add(host.id());
            }
            return;
        }
        if (said.role() == Reply.Spm.Role.SPM) {
            taken(turn, dataCenter, host, said.lver());
            return;
        }
        if (said.role() == Reply.Spm.Role.FREE) {
            search.saidFree.put(host.id(), turn.now);
        }
        if (host.id().equals(dataCenter.spmHost()) && said.role() == Reply.Spm.Role.FREE) {
            turn.put(dataCenter.withSpm(null, -1).to(DataCenterStatus.NON_RESPONSIVE, turn.now));
            turn.event(
                    EventType.POOL_PROBLEM,
                    "Host " + host.name() + " is not SPM of data center " + dataCenter.name() + " any more.",
                    turn.about(dataCenter).with(host));
            search.nextLook = null;
            return;
        }
        boolean watching = dataCenter.spmHost() != null && status(turn, dataCenter.spmHost()) == HostStatus.UP;
        if (watching || said.role() == Reply.Spm.Role.CONTEND || status(turn, host.id()) != HostStatus.UP) {
            return;
        }
        if (mayStart(turn, dataCenter, host, said, search)) {
            start(turn, dataCenter, host, said);
        }
    }

    /// Whether nobody else can still act as SPM.
    private static boolean mayStart(Turn turn, DataCenter dataCenter, Host candidate, Reply.Spm said, Search search) {
        if (said.spmId() == -1 || said.spmId() == candidate.hostId()) {
            return true;
        }
        Host owner = turn.state.hostsOf(dataCenter.id()).stream()
                .filter(each -> each.hostId() == said.spmId())
                .findFirst()
                .orElse(null);
        if (owner == null) {
            return false;
        }
        FencePlan plan = turn.state.runningPlan(owner.id());
        if (plan != null && Deaths.hostIsDead(plan)) {
            return true;
        }
        if (status(turn, owner.id()) != HostStatus.UP) {
            return false;
        }
        Instant word = search.saidFree.get(owner.id());
        if (word != null && word.plus(WORD).isAfter(turn.now)) {
            return true;
        }
        turn.request(new Action.ReadSpm(owner.id(), dataCenter.id()));
        return false;
    }

    private static void start(Turn turn, DataCenter dataCenter, Host host, Reply.Spm said) {
        StorageDomain master = turn.state.get(StorageDomain.class, master(dataCenter));
        Action start = new Action.StartSpm(host.id(), dataCenter.id(), said.spmId(), said.lver(), master.version());
        if (turn.request(start)) {
            turn.put(dataCenter.to(DataCenterStatus.CONTEND, turn.now));
        }
    }

    private static UUID master(DataCenter dataCenter) {
        UUID master = dataCenter.masterDomain();
        if (master == null) {
            throw new IllegalStateException("data center " + dataCenter.name() + " has no master domain");
        }
        return master;
    }

    /// Takes the answer to [Action.StartSpm].
    void started(Turn turn, Action.StartSpm action, Reply reply) {
        DataCenter dataCenter = turn.state.find(DataCenter.class, action.pool());
        Host host = turn.state.find(Host.class, action.host());
        if (dataCenter == null || host == null) {
            return;
        }
        if (reply instanceof Reply.Spm said && said.role() == Reply.Spm.Role.SPM) {
            taken(turn, dataCenter, host, said.lver());
            return;
        }
        Search search = search(dataCenter);
        search.tried.add(host.id());
        search.failures++;
        search.nextLook = turn.in(turn.policy.pause(search.failures));
        String why = reply instanceof Reply.Failed failed ? failed.message() : "it did not take the role";
        turn.put(dataCenter.to(DataCenterStatus.NON_RESPONSIVE, turn.now));
        turn.event(
                EventType.POOL_PROBLEM,
                "Host " + host.name() + " did not become SPM of data center " + dataCenter.name() + ": " + why,
                turn.about(dataCenter).with(host));
    }

    private void taken(Turn turn, DataCenter dataCenter, Host host, long lver) {
        Search search = search(dataCenter);
        search.tried.clear();
        search.saidFree.clear();
        search.failures = 0;
        search.nextLook = turn.in(turn.policy.spmPeriod());
        boolean change = !host.id().equals(dataCenter.spmHost()) || dataCenter.status() != DataCenterStatus.UP;
        turn.put(dataCenter.withSpm(host.id(), lver).to(DataCenterStatus.UP, turn.now));
        if (change) {
            turn.event(
                    EventType.SPM_STARTED,
                    "Host " + host.name() + " acts as SPM of data center " + dataCenter.name() + ".",
                    turn.about(dataCenter).with(host));
        }
    }

    /// Takes the answer to [Action.StopSpm].
    void stopped(Turn turn, Action.StopSpm action, Reply reply) {
        DataCenter dataCenter = turn.state.find(DataCenter.class, action.pool());
        if (dataCenter != null && reply instanceof Reply.Done && action.host().equals(dataCenter.spmHost())) {
            turn.put(dataCenter.withSpm(null, -1).to(DataCenterStatus.NON_RESPONSIVE, turn.now));
            search(dataCenter).nextLook = null;
        }
    }

    private Search search(DataCenter dataCenter) {
        return searches.computeIfAbsent(dataCenter.id(), _ -> new Search());
    }
}
