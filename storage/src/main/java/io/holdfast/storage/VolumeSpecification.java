package io.holdfast.storage;

import java.util.Set;
import java.util.UUID;

/// What a new raw volume without parent is to be.
///
/// @param capacity bytes, at least 1; rounded up to 4096
/// @param diskType `DATA`, or another of the known uses
/// @param description cut after 210 characters
/// @param sequence place in the image's history, 0..4294967295
/// @param legal false to make it ILLEGAL until its data is there
public record VolumeSpecification(
        UUID image,
        UUID volume,
        long capacity,
        VolumeMetadata.Allocation allocation,
        String diskType,
        String description,
        long sequence,
        boolean legal) {
    private static final int UNIT = 4096;
    private static final Set<String> DISK_TYPES =
            Set.of("DATA", "ISOF", "MEMD", "MEMM", "OVFS", "HEVD", "HESD", "HEMD", "HECI", "SCRD");

    /// Checks and rounds.
    ///
    /// @throws StorageException (1000) for values that make no volume
    public VolumeSpecification {
        if (image.equals(VolumeMetadata.BLANK) || volume.equals(VolumeMetadata.BLANK)) {
            throw new StorageException(StorageError.PARAMETER, "An image and a volume need an id that is not blank");
        }
        if (capacity < 1 || capacity > Long.MAX_VALUE - UNIT) {
            throw new StorageException(StorageError.PARAMETER, "A volume cannot have " + capacity + " bytes");
        }
        if (allocation == VolumeMetadata.Allocation.UNKNOWN || !DISK_TYPES.contains(diskType)) {
            throw new StorageException(
                    StorageError.PARAMETER,
                    "A new volume cannot be %s with disk type \"%s\"".formatted(allocation, diskType));
        }
        capacity = (capacity + UNIT - 1) / UNIT * UNIT;
        description = VolumeMetadata.shortened(description);
    }

    /// The metadata of the new volume.
    ///
    /// @param created seconds since 1970
    VolumeMetadata metadata(UUID domain, long size, long created) {
        return new VolumeMetadata(
                domain,
                image,
                VolumeMetadata.BLANK,
                size,
                VolumeMetadata.Format.RAW,
                allocation,
                VolumeMetadata.Role.LEAF,
                diskType,
                description,
                legal ? VolumeMetadata.Legality.LEGAL : VolumeMetadata.Legality.ILLEGAL,
                created,
                0,
                sequence);
    }
}
