package io.holdfast.manager.inventory;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A storage domain of the data class.
///
/// @param dataCenter the data center it is attached to, null while it is not
/// @param version format version, 5
/// @param detail one sentence for people: what is being done or what went wrong last
/// @param sizeBytes total space, 0 while unknown
/// @param freeBytes free space, 0 while unknown
public record StorageDomain(
        UUID id,
        String name,
        String description,
        UUID connection,
        int version,
        @Nullable UUID dataCenter,
        StorageDomainStatus status,
        String detail,
        Instant since,
        long sizeBytes,
        long freeBytes)
        implements Kept {
    @Override
    public UUID key() {
        return id;
    }

    public StorageDomain to(StorageDomainStatus next, String why, Instant now) {
        return new StorageDomain(
                id,
                name,
                description,
                connection,
                version,
                dataCenter,
                next,
                why,
                next == status ? since : now,
                sizeBytes,
                freeBytes);
    }

    public StorageDomain of(@Nullable UUID newDataCenter) {
        return new StorageDomain(
                id, name, description, connection, version, newDataCenter, status, detail, since, sizeBytes, freeBytes);
    }

    public StorageDomain sized(long size, long free) {
        return new StorageDomain(
                id, name, description, connection, version, dataCenter, status, detail, since, size, free);
    }
}
