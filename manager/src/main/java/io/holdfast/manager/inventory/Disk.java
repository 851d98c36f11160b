package io.holdfast.manager.inventory;

import java.time.Instant;
import java.util.UUID;

/// A disk with one raw volume.
///
/// @param id the image's id
/// @param volume the volume's id
/// @param size bytes, a multiple of 4096
/// @param shareable whether several machines may write it at once
public record Disk(
        UUID id,
        UUID volume,
        UUID storageDomain,
        String name,
        String description,
        long size,
        boolean sparse,
        boolean shareable,
        DiskStatus status,
        String detail,
        Instant since)
        implements Kept {
    @Override
    public UUID key() {
        return id;
    }

    public Disk to(DiskStatus next, String why, Instant now) {
        return new Disk(
                id,
                volume,
                storageDomain,
                name,
                description,
                size,
                sparse,
                shareable,
                next,
                why,
                next == status ? since : now);
    }
}
