package io.holdfast.manager;

import io.holdfast.manager.inventory.Change;
import io.holdfast.manager.inventory.Cluster;
import io.holdfast.manager.inventory.DataCenter;
import io.holdfast.manager.inventory.Disk;
import io.holdfast.manager.inventory.DiskAttachment;
import io.holdfast.manager.inventory.FenceAgent;
import io.holdfast.manager.inventory.FencePlan;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.HostObservation;
import io.holdfast.manager.inventory.HostReport;
import io.holdfast.manager.inventory.HostState;
import io.holdfast.manager.inventory.Job;
import io.holdfast.manager.inventory.Kept;
import io.holdfast.manager.inventory.Placement;
import io.holdfast.manager.inventory.Shard;
import io.holdfast.manager.inventory.StorageConnection;
import io.holdfast.manager.inventory.StorageDomain;
import io.holdfast.manager.inventory.Vm;
import io.holdfast.manager.inventory.VmLease;
import io.holdfast.manager.inventory.VmState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The site in memory: what is kept, by type and key in the order of arrival, and what is only observed. Changes are
/// noted until a step takes them. One thread.
final class SiteState {
    private final Map<Class<? extends Kept>, LinkedHashMap<UUID, Kept>> kept = new HashMap<>();
    private final Map<Class<? extends Kept>, Map<UUID, Kept>> shown = new HashMap<>();
    private final Map<Class<? extends Kept>, List<Kept>> listed = new HashMap<>();
    private final LinkedHashMap<UUID, HostReport> reports = new LinkedHashMap<>();
    private final LinkedHashMap<UUID, HostRuntime> runtimes = new LinkedHashMap<>();
    private final Map<UUID, UUID> pins = new HashMap<>();
    private List<Change> changes = new ArrayList<>();
    private long revision;

    SiteState(List<Kept> loaded) {
        loaded.forEach(each -> of(each.getClass()).put(each.key(), each));
    }

    /// Takes what changed since the last call.
    List<Change> takeChanges() {
        List<Change> taken = changes;
        changes = new ArrayList<>();
        return taken;
    }

    void put(Kept record) {
        if (record.equals(of(record.getClass()).get(record.key()))) {
            return;
        }
        remember(record);
        changes.add(new Change.Put(record));
    }

    /// Like [#put], but forgotten by a restart: only for a simulation that takes the stored intent away.
    void remember(Kept record) {
        of(record.getClass()).put(record.key(), record);
        changed(record);
    }

    private void changed(Kept record) {
        shown.remove(record.getClass());
        listed.remove(record.getClass());
        revision++;
    }

    void remove(Kept record) {
        if (of(record.getClass()).remove(record.key()) != null) {
            changed(record);
            changes.add(new Change.Remove(record));
        }
    }

    void report(HostReport report) {
        reports.put(report.host(), report);
        revision++;
    }

    @Nullable HostReport report(UUID host) {
        return reports.get(host);
    }

    HostRuntime runtime(UUID host) {
        return runtimes.computeIfAbsent(host, _ -> new HostRuntime());
    }

    void forgetHost(UUID host) {
        reports.remove(host);
        runtimes.remove(host);
    }

    /// All records of a type as they are now: safe to change the state while walking it.
    @SuppressWarnings("unchecked") // a list under the key `type` holds records of that type only
    <K extends Kept> List<K> all(Class<K> type) {
        return (List<K>) listed.computeIfAbsent(type, _ -> List.copyOf(of(type).values()));
    }

    <K extends Kept> @Nullable K find(Class<K> type, UUID key) {
        return type.cast(of(type).get(key));
    }

    <K extends Kept> K get(Class<K> type, UUID key) {
        K found = find(type, key);
        if (found == null) {
            throw new NoSuchElementException("no " + type.getSimpleName() + " " + key);
        }
        return found;
    }

    Host host(UUID id) {
        return get(Host.class, id);
    }

    HostState hostState(UUID id) {
        return get(HostState.class, id);
    }

    Cluster clusterOf(Host host) {
        return get(Cluster.class, host.cluster());
    }

    DataCenter dataCenterOf(Host host) {
        return get(DataCenter.class, clusterOf(host).dataCenter());
    }

    DataCenter dataCenterOf(Vm vm) {
        return get(DataCenter.class, get(Cluster.class, vm.cluster()).dataCenter());
    }

    Shard shard(DataCenter dataCenter) {
        return get(Shard.class, dataCenter.id());
    }

    List<Host> hostsOf(UUID dataCenter) {
        return which(Host.class, each -> clusterOf(each).dataCenter().equals(dataCenter));
    }

    List<StorageDomain> domainsOf(UUID dataCenter) {
        return which(StorageDomain.class, each -> dataCenter.equals(each.dataCenter()));
    }

    List<FenceAgent> agentsOf(UUID host) {
        return which(FenceAgent.class, each -> each.host().equals(host));
    }

    @Nullable FencePlan runningPlan(UUID host) {
        for (FencePlan each : all(FencePlan.class)) {
            if (each.host().equals(host) && !each.stage().over()) {
                return each;
            }
        }
        return null;
    }

    List<FencePlan> plansOf(UUID host) {
        return which(FencePlan.class, each -> each.host().equals(host));
    }

    List<Placement> openPlacements(UUID vm) {
        return which(Placement.class, each -> each.open() && each.vm().equals(vm));
    }

    List<Placement> openPlacementsOn(UUID host) {
        return which(Placement.class, each -> each.open() && each.host().equals(host));
    }

    /// Loops, not streams: these run many times in every step.
    private <K extends Kept> List<K> which(Class<K> type, Predicate<K> condition) {
        List<K> found = new ArrayList<>();
        for (K each : all(type)) {
            if (condition.test(each)) {
                found.add(each);
            }
        }
        return found;
    }

    List<Disk> disksOf(UUID vm) {
        return all(DiskAttachment.class).stream()
                .filter(each -> each.vm().equals(vm))
                .map(each -> get(Disk.class, each.disk()))
                .toList();
    }

    SiteView view(Instant now) {
        return new SiteView(
                now,
                revision,
                shown(DataCenter.class),
                shown(Cluster.class),
                shown(Host.class),
                shown(HostState.class),
                shown(HostObservation.class),
                Collections.unmodifiableMap(new LinkedHashMap<>(reports)),
                shown(FenceAgent.class),
                shown(FencePlan.class),
                shown(StorageConnection.class),
                shown(StorageDomain.class),
                shown(Disk.class),
                List.copyOf(shown(DiskAttachment.class).values()),
                shown(Vm.class),
                shown(VmState.class),
                shown(VmLease.class),
                shown(Placement.class),
                shown(Job.class));
    }

    @SuppressWarnings("unchecked") // a map under the key `type` holds records of that type only
    private <K extends Kept> Map<UUID, K> shown(Class<K> type) {
        return (Map<UUID, K>)
                shown.computeIfAbsent(type, _ -> Collections.unmodifiableMap(new LinkedHashMap<>(of(type))));
    }

    private Map<UUID, Kept> of(Class<? extends Kept> type) {
        return kept.computeIfAbsent(type, _ -> new LinkedHashMap<>());
    }

    /// Where a user wants a machine's next start, null = anywhere.
    @Nullable UUID pinned(UUID subject) {
        return pins.get(subject);
    }

    /// Remembers a user's choice of a host for this machine or domain, until it is done or the manager restarts.
    void pin(UUID subject, @Nullable UUID host) {
        if (host == null) {
            pins.remove(subject);
        } else {
            pins.put(subject, host);
        }
    }
}
