package io.holdfast.manager.inventory;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A data center: the hosts that share a storage pool. Its id is the pool's id on storage and on the wire.
///
/// @param masterDomain the domain that carries the pool's metadata and the SPM lease; null before the first attach
/// @param masterVersion rises with every change of the master, 0 before the first
/// @param spmHost the host last known to act as SPM, null when none is
/// @param spmLver the version of the SPM lease that this host got, -1 when unknown
public record DataCenter(
        UUID id,
        String name,
        String description,
        DataCenterStatus status,
        Instant since,
        @Nullable UUID masterDomain,
        int masterVersion,
        @Nullable UUID spmHost,
        long spmLver)
        implements Kept {
    @Override
    public UUID key() {
        return id;
    }

    public DataCenter to(DataCenterStatus next, Instant now) {
        return new DataCenter(
                id,
                name,
                description,
                next,
                next == status ? since : now,
                masterDomain,
                masterVersion,
                spmHost,
                spmLver);
    }

    public DataCenter withSpm(@Nullable UUID host, long lver) {
        return new DataCenter(id, name, description, status, since, masterDomain, masterVersion, host, lver);
    }

    public DataCenter withMaster(UUID domain, int version) {
        return new DataCenter(id, name, description, status, since, domain, version, spmHost, spmLver);
    }
}
