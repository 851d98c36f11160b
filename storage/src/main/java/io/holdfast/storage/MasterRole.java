package io.holdfast.storage;

import io.holdfast.storage.files.FileException;
import io.holdfast.storage.files.FileStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What a domain does for the pool it belongs to. All changes are the SPM's, or of the host that holds the SPM lease of
/// a domain that is not attached yet.
public final class MasterRole {
    private final FileDomain domain;

    MasterRole(FileDomain domain) {
        this.domain = domain;
    }

    /// The pool's keys; empty if the domain never was a master.
    public Optional<PoolMetadata> pool() {
        return PoolMetadata.of(domain.metadata());
    }

    /// Makes an unattached domain the master of a new pool: first the pool's keys, then, in one step, membership and
    /// role. A crash between leaves an unattached domain with keys that mean nothing.
    ///
    /// @throws StorageException (380) if the domain belongs to another pool
    public void createPool(UUID pool, String name, int masterVersion) {
        PoolMetadata keys =
                PoolMetadata.fresh(name, Map.of(domain.id(), PoolMetadata.DomainStatus.ACTIVE), masterVersion);
        domain.changeMetadata(before -> {
            refuseOtherPools(before, pool);
            return keys.writeTo(before);
        });
        domain.changeMetadata(before -> before.withPools(List.of(pool))
                .with(Map.of(
                        DomainMetadata.ROLE,
                        DomainRole.MASTER.text(),
                        DomainMetadata.LOCK_POLICY,
                        "ON",
                        DomainMetadata.RENEWAL_SECONDS,
                        "5",
                        DomainMetadata.LEASE_SECONDS,
                        "60",
                        DomainMetadata.INPUT_OUTPUT_SECONDS,
                        "10",
                        DomainMetadata.LEASE_RETRIES,
                        "3")));
    }

    /// Adds the domain to a pool as a regular member; being one already is no error.
    ///
    /// @throws StorageException (380) if it belongs to another pool
    public void attach(UUID pool) {
        domain.changeMetadata(before -> {
            refuseOtherPools(before, pool);
            return before.pools().contains(pool) ? before : before.withPools(List.of(pool));
        });
    }

    /// Takes the domain out of a pool, with the regular role, in one step.
    ///
    /// @throws StorageException (375) if it is not a member
    public void detach(UUID pool) {
        domain.changeMetadata(before -> {
            List<UUID> rest = new ArrayList<>(before.pools());
            if (!rest.remove(pool)) {
                throw new StorageException(
                        StorageError.DOMAIN_NOT_MEMBER,
                        "Domain %s does not belong to pool %s".formatted(domain.id(), pool));
            }
            return before.withPools(rest).with(DomainMetadata.ROLE, DomainRole.REGULAR.text());
        });
    }

    /// Takes the domain out of every pool: for one whose pool is gone.
    public void detachFromAll() {
        domain.changeMetadata(
                before -> before.withPools(List.of()).with(DomainMetadata.ROLE, DomainRole.REGULAR.text()));
    }

    /// Corrects the role of a member that is not its pool's master.
    public void becomeRegular() {
        domain.changeMetadata(before -> before.role() == DomainRole.REGULAR
                ? before
                : before.with(DomainMetadata.ROLE, DomainRole.REGULAR.text()));
    }

    /// Changes the pool's keys in one step.
    public void changePool(java.util.function.UnaryOperator<PoolMetadata> change) {
        domain.changeMetadata(before -> {
            PoolMetadata pool = PoolMetadata.of(before)
                    .orElseThrow(() -> new StorageException(
                            StorageError.MASTER, "Domain " + domain.id() + " has no keys of a pool"));
            return change.apply(pool).writeTo(before);
        });
    }

    /// Makes the directories that a serving master has.
    public void makeTree() {
        FileStore files = domain.files();
        Path master = domain.paths().master();
        try {
            for (Path each : List.of(master, master.resolve("tasks"), master.resolve("vms"))) {
                if (!FileDomain.exists(files, each)) {
                    files.createDirectory(each, 0755);
                }
            }
        } catch (FileException e) {
            throw StorageException.of(StorageError.MASTER, "make the master tree of domain " + domain.id(), e);
        }
    }

    private void refuseOtherPools(DomainMetadata metadata, UUID pool) {
        for (UUID other : metadata.pools()) {
            if (!other.equals(pool)) {
                throw new StorageException(
                        StorageError.DOMAIN_ALREADY_ATTACHED,
                        "Domain %s belongs to pool %s".formatted(domain.id(), other));
            }
        }
    }
}
