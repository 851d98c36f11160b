package io.holdfast.lease;

import java.nio.ByteBuffer;

/// The notices of a host to others: bytes 256 to 511 of its delta lease's sector, one bit a host id, for both
/// sector sizes. Bit of host id `h`: byte `256 + (h - 1) / 8`, mask `1 << ((h - 1) % 8)`. Not covered by a
/// checksum; written by renewals only, cleared by acquisition and release.
final class HostBitmap {
    static final int OFFSET = 256;

    private HostBitmap() {}

    /// Returns whether the delta lease at `sectorOffset` carries a notice to `hostId`.
    static boolean isSet(ByteBuffer from, int sectorOffset, long hostId) {
        int bit = (int) (hostId - 1);
        return (from.get(sectorOffset + OFFSET + bit / 8) & 1 << bit % 8) != 0;
    }
}
