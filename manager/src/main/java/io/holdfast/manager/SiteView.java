package io.holdfast.manager;

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
import io.holdfast.manager.inventory.Placement;
import io.holdfast.manager.inventory.StorageConnection;
import io.holdfast.manager.inventory.StorageDomain;
import io.holdfast.manager.inventory.Vm;
import io.holdfast.manager.inventory.VmLease;
import io.holdfast.manager.inventory.VmState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// One consistent picture of the site, immutable: everything in it belongs to the same committed step.
///
/// @param at the site's time of that step
/// @param revision rises with every step that changed something
/// @param disks by disk id; `attachments` ties them to machines
/// @param fencePlans by plan id: running ones, and the last ended one of each host
/// @param hostReports by host id, only of hosts that answered since the manager started
/// @param placements by start id, only those not ended
public record SiteView(
        Instant at,
        long revision,
        Map<UUID, DataCenter> dataCenters,
        Map<UUID, Cluster> clusters,
        Map<UUID, Host> hosts,
        Map<UUID, HostState> hostStates,
        Map<UUID, HostObservation> hostObservations,
        Map<UUID, HostReport> hostReports,
        Map<UUID, FenceAgent> fenceAgents,
        Map<UUID, FencePlan> fencePlans,
        Map<UUID, StorageConnection> storageConnections,
        Map<UUID, StorageDomain> storageDomains,
        Map<UUID, Disk> disks,
        List<DiskAttachment> attachments,
        Map<UUID, Vm> vms,
        Map<UUID, VmState> vmStates,
        Map<UUID, VmLease> vmLeases,
        Map<UUID, Placement> placements,
        Map<UUID, Job> jobs) {
    /// The master domain and every other domain know their role from their data center.
    public boolean master(UUID domain) {
        return dataCenters.values().stream().anyMatch(each -> domain.equals(each.masterDomain()));
    }

    /// Whether this host acts as SPM of its data center.
    public boolean spm(UUID host) {
        return dataCenters.values().stream().anyMatch(each -> host.equals(each.spmHost()));
    }
}
