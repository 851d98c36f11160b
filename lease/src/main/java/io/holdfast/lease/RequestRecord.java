package io.holdfast.lease;

import java.nio.ByteBuffer;

/// A wish that the owner let go: the second sector of a resource.
///
///     offset size  field
///          0    4  magic       0x08292011
///          4    4  version     0x00010001, upper half must match
///          8    8  lver        version of the lease that the asker wants
///         16    4  force_mode  0 none, 1 kill the holder, 2 ask it
///         20    4  padding     ignored, written 0
///
/// Little-endian, no checksum; any host may write it, the last one wins.
public record RequestRecord(long leaseVersion, int forceMode) {
    static final int MAGIC = 0x08292011;
    static final int VERSION = 0x00010001;

    /// No wish, as in a new area.
    public static final RequestRecord NONE = new RequestRecord(0, 0);

    void write(ByteBuffer to, int offset) {
        to.putInt(offset, MAGIC)
                .putInt(offset + 4, VERSION)
                .putLong(offset + 8, leaseVersion)
                .putInt(offset + 16, forceMode)
                .putInt(offset + 20, 0);
    }
}
