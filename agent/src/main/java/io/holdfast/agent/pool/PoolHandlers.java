package io.holdfast.agent.pool;

import static io.holdfast.agent.pool.Refusals.numbered;

import io.holdfast.agent.spm.PoolDuties;
import io.holdfast.protocol.DomainStatus;
import io.holdfast.protocol.DomainType;
import io.holdfast.protocol.Done;
import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.HostVerbs;
import io.holdfast.protocol.SpmStatus;
import io.holdfast.protocol.StoragePoolInformation;
import io.holdfast.protocol.StoragePoolVerbs;
import io.holdfast.protocol.StorageServerConnection;
import io.holdfast.protocol.TaskVerbs;
import io.holdfast.protocol.VerbFailed;
import io.holdfast.protocol.VerbRegistry;
import io.holdfast.storage.DomainMetadata;
import io.holdfast.storage.FileDomain;
import io.holdfast.storage.StorageException;
import io.holdfast.storage.files.FileException;
import io.holdfast.storage.files.Space;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/// Answers the verbs about connections, the pool, the SPM role and its tasks.
final class PoolHandlers {
    /// The host id that no host has: for the creation of pools.
    private static final int CREATION_HOST_ID = 250;

    private static final Duration SPM_STOP_LIMIT = Duration.ofMinutes(2);

    private final StorageService parts;
    private final PoolMembership membership;
    private final DomainLock lock;

    PoolHandlers(StorageService parts, PoolMembership membership, DomainLock lock) {
        this.parts = parts;
        this.membership = membership;
        this.lock = lock;
    }

    void register(VerbRegistry.Builder verbs) {
        verbs.add(StoragePoolVerbs.CONNECT_STORAGE_SERVER, numbered((wanted, context) -> connections(wanted, true)))
                .add(
                        StoragePoolVerbs.DISCONNECT_STORAGE_SERVER,
                        numbered((wanted, context) -> connections(wanted, false)))
                .add(StoragePoolVerbs.CREATE, numbered((wanted, context) -> create(wanted)))
                .add(StoragePoolVerbs.CONNECT, numbered((wanted, context) -> {
                    membership.connect(wanted);
                    return Done.DONE;
                }))
                .add(StoragePoolVerbs.DISCONNECT, numbered((wanted, context) -> {
                    membership.disconnect(wanted.pool());
                    return Done.DONE;
                }))
                .add(StoragePoolVerbs.SPM_START, numbered((wanted, context) -> spmStart(wanted)))
                .add(StoragePoolVerbs.SPM_STOP, numbered((pool, context) -> {
                    parts.spm().stop(SPM_STOP_LIMIT);
                    return Done.DONE;
                }))
                .add(StoragePoolVerbs.GET_SPM_STATUS, numbered((pool, context) -> parts.spm()
                        .status(membership.master(pool))))
                .add(StoragePoolVerbs.GET_INFORMATION, numbered((pool, context) -> information(pool)))
                .add(HostVerbs.GET_CONNECTED_POOLS, (nothing, context) -> membership
                        .current()
                        .map(pool -> List.of(pool.id()))
                        .orElse(List.of()))
                .add(HostVerbs.GET_STORAGE_STATISTICS, (wanted, context) -> {
                    Map<UUID, io.holdfast.protocol.DomainVitals> all = new HashMap<>(parts.vitals());
                    if (!wanted.isEmpty()) {
                        all.keySet().retainAll(wanted);
                    }
                    return all;
                });
        registerTasks(verbs);
    }

    private void registerTasks(VerbRegistry.Builder verbs) {
        verbs.add(TaskVerbs.GET_STATUS, (task, context) -> parts.tasks().status(task))
                .add(TaskVerbs.GET_INFORMATION, (task, context) -> parts.tasks().information(task))
                .add(TaskVerbs.CLEAR, (task, context) -> {
                    parts.tasks().clear(task);
                    return Done.DONE;
                })
                .add(HostVerbs.GET_ALL_TASK_STATUSES, (nothing, context) -> {
                    requireSpm();
                    return parts.tasks().statuses();
                })
                .add(HostVerbs.GET_ALL_TASK_INFORMATION, (nothing, context) -> {
                    requireSpm();
                    Map<UUID, io.holdfast.protocol.TaskInformation> all = new HashMap<>();
                    parts.tasks()
                            .statuses()
                            .keySet()
                            .forEach(task -> all.put(task, parts.tasks().information(task)));
                    return all;
                });
    }

    private void requireSpm() {
        if (parts.spm().role() != SpmStatus.Role.SPM) {
            throw new VerbFailed(ErrorCode.NOT_SPM, "This host is not the SPM of its pool");
        }
    }

    private List<StorageServerConnection.Status> connections(StoragePoolVerbs.StorageServers wanted, boolean connect) {
        List<StorageServerConnection.Status> statuses = new ArrayList<>();
        for (StorageServerConnection each : wanted.connections()) {
            int status = connect
                    ? parts.storage().connect(wanted.type(), each)
                    : parts.storage().disconnect(each);
            statuses.add(new StorageServerConnection.Status(each.id(), status));
        }
        if (connect) {
            membership.current().ifPresent(pool -> pool.domains().keySet().forEach(membership::found));
        }
        return statuses;
    }

    /// The lease is taken with a host id that belongs to no host, so that a pool can be made before any host is
    /// in it.
    private Done create(StoragePoolVerbs.Create wanted) {
        if (membership.current().isPresent()) {
            throw new VerbFailed(
                    ErrorCode.POOL_CREATION_ERROR, "This host is connected to a pool; disconnect it first");
        }
        if (!wanted.domains().contains(wanted.master()) || wanted.domains().size() != 1) {
            throw new VerbFailed(
                    ErrorCode.INVALID_PARAMETER, "A pool is made with its master alone; attach further domains");
        }
        FileDomain master = parts.storage().domain(wanted.master());
        lock.change(master, CREATION_HOST_ID, () -> master.masterRole()
                .createPool(wanted.pool(), wanted.name(), wanted.masterVersion()));
        return Done.DONE;
    }

    private UUID spmStart(StoragePoolVerbs.SpmStart wanted) {
        Pool pool = membership.require(wanted.pool());
        FileDomain master = parts.storage().domain(pool.master());
        int version = master.metadata().version();
        if (wanted.domainVersion() >= 0 && wanted.domainVersion() < version) {
            throw new VerbFailed(
                    ErrorCode.MASTER_VERSION_TOO_HIGH,
                    "The master has version %d, not %d".formatted(version, wanted.domainVersion()));
        }
        return parts.spm().start(duties(pool));
    }

    private PoolDuties duties(Pool pool) {
        FileDomain master = parts.storage().domain(pool.master());
        return new PoolDuties(
                master,
                parts.storage().place(pool.master()).orElseThrow().files(),
                pool.hostId(),
                parts.tasks(),
                parts.storage()::domain);
    }

    private StoragePoolInformation information(UUID id) {
        Pool pool = membership.require(id);
        FileDomain master = parts.storage().domain(pool.master());
        DomainMetadata metadata = master.metadata();
        SpmStatus status = parts.spm().status(master);
        Map<UUID, StoragePoolInformation.Domain> domains = new HashMap<>();
        pool.domains().forEach((domain, said) -> domains.put(domain, domain(domain, said)));
        return new StoragePoolInformation(
                "No Description",
                pool.master(),
                pool.masterVersion(),
                status.leaseVersion(),
                status.holderId(),
                DomainType.valueOf(metadata.type().name()),
                metadata.version(),
                domains);
    }

    private StoragePoolInformation.Domain domain(UUID id, DomainStatus said) {
        if (said != DomainStatus.ACTIVE) {
            return new StoragePoolInformation.Domain(said, -1, OptionalLong.empty(), OptionalLong.empty());
        }
        try {
            FileDomain domain = parts.storage().domain(id);
            Space space = domain.space();
            return new StoragePoolInformation.Domain(
                    said, domain.metadata().version(), OptionalLong.of(space.total()), OptionalLong.of(space.free()));
        } catch (StorageException | FileException e) {
            return new StoragePoolInformation.Domain(said, -1, OptionalLong.empty(), OptionalLong.empty());
        }
    }
}
