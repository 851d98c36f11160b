package io.holdfast.agent.pool;

import io.holdfast.agent.connection.Storage;
import io.holdfast.agent.monitoring.DomainMonitors;
import io.holdfast.agent.monitoring.HostIds;
import io.holdfast.agent.spm.LeaseOwners;
import io.holdfast.agent.spm.SpmService;
import io.holdfast.agent.task.TaskManager;
import io.holdfast.base.Clock;
import io.holdfast.lease.socket.LeaseSocketClient;
import io.holdfast.protocol.DomainVitals;
import io.holdfast.protocol.VerbRegistry;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/// Everything that this host does about storage: the parts, and the verbs that they answer.
///
/// @param ioTimeout seconds, written into the lockspaces of new domains
public record StorageService(
        Storage storage,
        DomainMonitors monitors,
        HostIds hostIds,
        SpmService spm,
        TaskManager tasks,
        LeaseSocketClient daemon,
        Clock clock,
        Path dataCenter,
        Path runDirectory,
        int ioTimeout) {

    /// Adds the verbs.
    public void register(VerbRegistry.Builder verbs) {
        PoolMembership membership = new PoolMembership(dataCenter, storage, monitors, hostIds, spm);
        LeaseOwners owners = new LeaseOwners(daemon);
        DomainLock lock = new DomainLock(daemon, hostIds, storage::outstandingChanges, clock);
        new PoolHandlers(this, membership, lock).register(verbs);
        new DomainHandlers(this, membership, lock).register(verbs);
        new VolumeHandlers(this, membership, owners).register(verbs);
    }

    /// What this host says of each domain of the pool.
    public Map<UUID, DomainVitals> vitals() {
        return monitors.vitals();
    }
}
