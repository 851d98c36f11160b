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
        long freeBytes) {}
