package io.holdfast.storage;

/// The unit of direct input and output of a domain, and the length of one lease.
///
/// @param blockSize bytes, 512 or 4096
/// @param alignment bytes, 1 MiB with 512-byte blocks; 1, 2, 4 or 8 MiB with 4096
public record Geometry(int blockSize, int alignment) {
    public static final int MEBIBYTE = 1 << 20;

    /// What every domain before version 5 has, and most of version 5.
    public static final Geometry COMMON = new Geometry(512, MEBIBYTE);

    public Geometry {
        boolean small = blockSize == 512 && alignment == MEBIBYTE;
        boolean large = blockSize == 4096
                && alignment >= MEBIBYTE
                && alignment <= 8 * MEBIBYTE
                && Integer.bitCount(alignment) == 1;
        if (!small && !large) {
            throw new StorageException(
                    StorageError.METADATA_VALUE,
                    "Blocks of %d bytes with leases of %d bytes are no legal pair".formatted(blockSize, alignment));
        }
    }
}
