package io.holdfast.agent.pool;

import static io.holdfast.agent.pool.Refusals.numbered;

import io.holdfast.agent.connection.MountedStorage;
import io.holdfast.agent.spm.WriteGate;
import io.holdfast.protocol.DomainInformation;
import io.holdfast.protocol.DomainSpace;
import io.holdfast.protocol.DomainType;
import io.holdfast.protocol.Done;
import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.HostVerbs;
import io.holdfast.protocol.StorageDomainVerbs;
import io.holdfast.protocol.VerbFailed;
import io.holdfast.protocol.VerbRegistry;
import io.holdfast.storage.DomainClass;
import io.holdfast.storage.DomainMetadata;
import io.holdfast.storage.DomainRole;
import io.holdfast.storage.DomainSpecification;
import io.holdfast.storage.FileDomain;
import io.holdfast.storage.PoolMetadata;
import io.holdfast.storage.StorageException;
import io.holdfast.storage.StorageType;
import io.holdfast.storage.files.Space;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the verbs about single domains.
final class DomainHandlers {
    private static final Logger LOG = LoggerFactory.getLogger(DomainHandlers.class);

    private final StorageService parts;
    private final PoolMembership membership;
    private final DomainLock lock;

    DomainHandlers(StorageService parts, PoolMembership membership, DomainLock lock) {
        this.parts = parts;
        this.membership = membership;
        this.lock = lock;
    }

    void register(VerbRegistry.Builder verbs) {
        verbs.add(StorageDomainVerbs.CREATE, numbered((wanted, context) -> create(wanted)))
                .add(StorageDomainVerbs.ATTACH, numbered((wanted, context) -> attach(wanted)))
                .add(StorageDomainVerbs.ACTIVATE, numbered((wanted, context) -> activate(wanted)))
                .add(StorageDomainVerbs.DETACH, numbered((wanted, context) -> detach(wanted)))
                .add(StorageDomainVerbs.GET_INFORMATION, numbered((domain, context) -> information(domain)))
                .add(StorageDomainVerbs.GET_STATISTICS, numbered((domain, context) -> {
                    Space space = parts.storage().domain(domain).space();
                    return new DomainSpace(space.total(), space.free());
                }))
                .add(StorageDomainVerbs.VALIDATE, numbered((domain, context) -> {
                    parts.storage().domain(domain).check();
                    return Done.DONE;
                }))
                .add(
                        StorageDomainVerbs.GET_IMAGES,
                        numbered((domain, context) ->
                                parts.storage().domain(domain).volumes().images()))
                .add(HostVerbs.GET_STORAGE_DOMAINS, numbered((wanted, context) -> list(wanted)));
    }

    private Done create(StorageDomainVerbs.Create wanted) {
        MountedStorage place = parts.storage().at(wanted.path());
        DomainSpecification specification = new DomainSpecification(
                wanted.domain(),
                StorageType.of(wanted.type().number()),
                DomainClass.of(wanted.domainClass().number()),
                wanted.version(),
                wanted.name(),
                wanted.path(),
                wanted.blockSize(),
                wanted.maxHosts());
        FileDomain.create(
                place.files(),
                place.leases(),
                place.mountPoint(),
                specification,
                parts.ioTimeout(),
                parts.clock().wall());
        parts.storage().domains();
        return Done.DONE;
    }

    private Done attach(StorageDomainVerbs.InPool wanted) {
        Pool pool = membership.require(wanted.pool());
        try (WriteGate.Permit _ = parts.spm().enter()) {
            FileDomain domain = parts.storage().domain(wanted.domain());
            if (domain.metadata().pools().contains(wanted.pool())) {
                return Done.DONE;
            }
            lock.change(domain, pool.hostId(), () -> domain.masterRole().attach(wanted.pool()));
        }
        return Done.DONE;
    }

    private Done activate(StorageDomainVerbs.InPool wanted) {
        membership.require(wanted.pool());
        try (WriteGate.Permit _ = parts.spm().enter()) {
            FileDomain domain = parts.storage().domain(wanted.domain());
            if (!domain.metadata().pools().contains(wanted.pool())) {
                throw new VerbFailed(
                        ErrorCode.DOMAIN_NOT_IN_POOL,
                        "Domain %s does not belong to pool %s".formatted(wanted.domain(), wanted.pool()));
            }
            domain.check();
            membership.activate(wanted.pool(), wanted.domain());
        }
        return Done.DONE;
    }

    private Done detach(StorageDomainVerbs.Detach wanted) {
        FileDomain domain = parts.storage().domain(wanted.domain());
        if (wanted.force()) {
            // Any host, without the pool: the domain's own lease, with the host id that belongs to nobody.
            lock.change(domain, 250, () -> domain.masterRole().detachFromAll());
            return Done.DONE;
        }
        Pool pool = membership.require(wanted.pool());
        if (pool.master().equals(wanted.domain())) {
            throw new VerbFailed(383, "The master of a pool cannot be detached from it", null);
        }
        if (pool.isActive(wanted.domain())) {
            throw new VerbFailed(382, "Domain " + wanted.domain() + " is active; deactivate it first", null);
        }
        try (WriteGate.Permit _ = parts.spm().enter()) {
            lock.change(domain, pool.hostId(), () -> domain.masterRole().detach(wanted.pool()));
        }
        return Done.DONE;
    }

    private DomainInformation information(UUID id) {
        FileDomain domain = parts.storage().domain(id);
        DomainMetadata metadata = domain.metadata();
        return new DomainInformation(
                id,
                metadata.description(),
                metadata.role() == DomainRole.MASTER,
                metadata.version(),
                DomainType.valueOf(metadata.type().name()),
                io.holdfast.protocol.DomainClass.of(metadata.domainClass().code()),
                metadata.pools().stream().findFirst().orElse(null),
                metadata.remotePath(),
                domain.geometry().blockSize(),
                domain.geometry().alignment(),
                metadata.role() == DomainRole.MASTER
                        ? PoolMetadata.of(metadata)
                                .map(PoolMetadata::masterVersion)
                                .orElse(0)
                        : 0);
    }

    private List<UUID> list(HostVerbs.DomainQuery wanted) {
        List<UUID> found = new ArrayList<>();
        for (UUID each : parts.storage().domains()) {
            if (matches(each, wanted)) {
                found.add(each);
            }
        }
        return found;
    }

    private boolean matches(UUID id, HostVerbs.DomainQuery wanted) {
        String path = wanted.remotePath();
        boolean there = path == null
                || parts.storage()
                        .place(id)
                        .filter(place ->
                                place.mountPoint().equals(parts.storage().mountPoint(path)))
                        .isPresent();
        try {
            DomainMetadata metadata = parts.storage().domain(id).metadata();
            UUID pool = wanted.pool();
            boolean inPool = pool == null
                    || (pool.equals(new UUID(0, 0))
                            ? metadata.pools().isEmpty()
                            : metadata.pools().contains(pool));
            int type = wanted.type().number();
            int kind = wanted.domainClass().number();
            return there
                    && inPool
                    && (type == 0 || type == metadata.type().code())
                    && (kind == 0 || kind == metadata.domainClass().code());
        } catch (StorageException e) {
            LOG.warn("Left out of a list of domains: {}", e.getMessage());
            return false;
        }
    }
}
