package io.holdfast.lease;

import java.nio.ByteBuffer;

/// A host's shared mark: bytes 128 to 143 of its private sector of a resource.
///
///     offset size  field
///        128    4  flags       0x1 = this host holds the lease shared
///        132    4  padding     ignored
///        136    8  generation  of the host when it took the shared lease
///
/// Little-endian; no magic, no checksum.
///
/// @param flags see [#SHARED]
/// @param generation of the holder
public record ModeBlock(int flags, long generation) {
    /// The host holds the lease shared.
    public static final int SHARED = 0x1;

    static final int OFFSET = 128;

    /// Reads the mark of the private sector that starts at `sectorOffset`.
    public static ModeBlock read(ByteBuffer from, int sectorOffset) {
        return new ModeBlock(from.getInt(sectorOffset + OFFSET), from.getLong(sectorOffset + OFFSET + 8));
    }

    /// Returns whether the host holds the lease shared.
    public boolean isShared() {
        return (flags & SHARED) != 0;
    }
}
