package io.holdfast.agent.pool;

import io.holdfast.agent.connection.MountedStorage;
import io.holdfast.agent.connection.Storage;
import io.holdfast.agent.monitoring.DomainMonitors;
import io.holdfast.agent.monitoring.HostIds;
import io.holdfast.agent.spm.SpmService;
import io.holdfast.agent.system.Links;
import io.holdfast.protocol.DomainStatus;
import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.SpmStatus;
import io.holdfast.protocol.StoragePoolVerbs;
import io.holdfast.protocol.VerbFailed;
import io.holdfast.storage.DomainMetadata;
import io.holdfast.storage.DomainPaths;
import io.holdfast.storage.DomainRole;
import io.holdfast.storage.FileDomain;
import io.holdfast.storage.PoolMetadata;
import io.holdfast.storage.StorageException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This host's part in a pool: which pool, which host id, which domains are watched and named. Kept in memory:
/// after a
/// restart the manager connects the host again, while its host ids stay held by the lease daemon and its machines
/// run.
///
/// A domain `SD` of pool `SP` is named `<data center>/SP/SD`, its master also `<data center>/SP/mastersd`:
/// links to
/// where
/// the domain is mounted.
final class PoolMembership {
    private static final Logger LOG = LoggerFactory.getLogger(PoolMembership.class);
    private static final int MOST_HOSTS = 249;

    private final Path dataCenter;
    private final Storage storage;
    private final DomainMonitors monitors;
    private final HostIds hostIds;
    private final SpmService spm;
    private @Nullable Pool current;

    PoolMembership(Path dataCenter, Storage storage, DomainMonitors monitors, HostIds hostIds, SpmService spm) {
        this.dataCenter = dataCenter;
        this.storage = storage;
        this.monitors = monitors;
        this.hostIds = hostIds;
        this.spm = spm;
    }

    synchronized Optional<Pool> current() {
        return Optional.ofNullable(current);
    }

    /// The pool, if it is this one.
    ///
    /// @throws VerbFailed (309) if this host is not connected to it
    synchronized Pool require(UUID id) {
        if (current == null || !current.id().equals(id)) {
            throw new VerbFailed(ErrorCode.POOL_UNKNOWN, "This host is not connected to pool " + id);
        }
        return current;
    }

    /// Connects, or takes a new map of domains. Never waits for a domain that is not the master.
    ///
    /// @throws VerbFailed (323, 325, 304, 324, 1000)
    synchronized void connect(StoragePoolVerbs.Connect wanted) {
        if (wanted.hostId() < 1 || wanted.hostId() > MOST_HOSTS) {
            throw new VerbFailed(
                    ErrorCode.INVALID_PARAMETER, "Host ids go from 1 to " + MOST_HOSTS + ", not " + wanted.hostId());
        }
        Pool before = current;
        if (before != null && !before.id().equals(wanted.pool())) {
            throw new VerbFailed(
                    ErrorCode.CANNOT_CONNECT_MULTIPLE_POOLS, "This host is connected to pool " + before.id());
        }
        if (before != null && before.hostId() != wanted.hostId()) {
            throw new VerbFailed(ErrorCode.POOL_CONNECTED, "This host is connected with host id " + before.hostId());
        }
        boolean sameMaster = before != null
                && before.master().equals(wanted.master())
                && before.masterVersion() == wanted.masterVersion();
        if (!sameMaster) {
            checkMaster(wanted);
        }
        Pool next = new Pool(wanted.pool(), wanted.hostId(), wanted.master(), wanted.masterVersion(), wanted.domains());
        current = next;
        follow(next);
    }

    private void checkMaster(StoragePoolVerbs.Connect wanted) {
        DomainMetadata metadata;
        try {
            metadata = storage.domain(wanted.master()).metadata();
        } catch (StorageException e) {
            throw new VerbFailed(
                    ErrorCode.MASTER_NOT_FOUND,
                    "Cannot use the master %s of pool %s: %s".formatted(wanted.master(), wanted.pool(), e.getMessage()),
                    e);
        }
        int version = PoolMetadata.of(metadata).map(PoolMetadata::masterVersion).orElse(-1);
        if (metadata.role() != DomainRole.MASTER
                || !metadata.pools().contains(wanted.pool())
                || version != wanted.masterVersion()) {
            throw new VerbFailed(
                    ErrorCode.WRONG_MASTER,
                    "Domain %s has role %s, pools %s and master version %d; pool %s with master version %d was expected"
                            .formatted(
                                    wanted.master(),
                                    metadata.role(),
                                    metadata.pools(),
                                    version,
                                    wanted.pool(),
                                    wanted.masterVersion()));
        }
    }

    /// Marks a domain active before the manager's next map says so.
    synchronized void activate(UUID pool, UUID domain) {
        Pool before = require(pool);
        Map<UUID, DomainStatus> domains = new HashMap<>(before.domains());
        domains.put(domain, DomainStatus.ACTIVE);
        Pool next = new Pool(before.id(), before.hostId(), before.master(), before.masterVersion(), domains);
        current = next;
        follow(next);
    }

    private void follow(Pool pool) {
        for (UUID watched : monitors.watched()) {
            if (!pool.isActive(watched)) {
                monitors.forget(watched);
                Links.remove(link(pool, watched.toString()));
            }
        }
        for (UUID each : pool.domains().keySet()) {
            if (pool.isActive(each)) {
                monitors.watch(each, new PooledDomainProbe(storage, hostIds, each, pool.hostId()));
                storage.place(each).ifPresent(place -> name(pool, each, place));
            }
        }
    }

    private void name(Pool pool, UUID domain, MountedStorage place) {
        Path directory = new DomainPaths(place.mountPoint(), domain).domain();
        Links.set(link(pool, domain.toString()), directory);
        if (domain.equals(pool.master())) {
            Links.set(link(pool, "mastersd"), directory);
        }
    }

    /// Names a domain that was found only now.
    synchronized void found(UUID domain) {
        Pool pool = current;
        if (pool != null && pool.isActive(domain)) {
            storage.place(domain).ifPresent(place -> name(pool, domain, place));
        }
    }

    private Path link(Pool pool, String name) {
        return dataCenter.resolve(pool.id().toString()).resolve(name);
    }

    /// Disconnects; not being connected is done.
    ///
    /// @throws VerbFailed (656) on the SPM
    synchronized void disconnect(UUID pool) {
        Pool before = current;
        if (before == null || !before.id().equals(pool)) {
            return;
        }
        if (spm.role() != SpmStatus.Role.FREE) {
            throw new VerbFailed(ErrorCode.IS_SPM, "This host is the SPM of pool " + pool + "; stop that first");
        }
        monitors.watched().forEach(monitors::forget);
        Links.removeAll(dataCenter.resolve(pool.toString()));
        current = null;
        LOG.info("Disconnected from pool {}", pool);
    }

    /// A domain of the pool.
    ///
    /// @throws VerbFailed (309)
    FileDomain master(UUID pool) {
        return storage.domain(require(pool).master());
    }
}
