package io.holdfast.lease.socket;

/// Sector and area sizes as bits of the flags of lockspaces and resources. Either one of each kind is given, or none.
public final class AreaSize {
    public static final int ALIGN_1M = 0x10;
    public static final int ALIGN_2M = 0x20;
    public static final int ALIGN_4M = 0x40;
    public static final int ALIGN_8M = 0x80;
    public static final int SECTOR_512 = 0x100;
    public static final int SECTOR_4K = 0x200;
    public static final int ALIGN_MASK = 0xF0;
    public static final int SECTOR_MASK = 0x300;

    private AreaSize() {}

    /// Bytes of a sector, 0 if no sector bit is set.
    public static int sectorSize(int flags) {
        return (flags & SECTOR_512) != 0 ? 512 : (flags & SECTOR_4K) != 0 ? 4096 : 0;
    }

    /// Bytes of an area, 0 if no align bit is set.
    public static int alignSize(int flags) {
        return ((flags & ALIGN_MASK) >>> 4) << 20;
    }

    /// The bits for a pair of sizes in bytes.
    public static int flags(int sectorSize, int alignSize) {
        return (sectorSize == 4096 ? SECTOR_4K : SECTOR_512) | ((alignSize >>> 20) << 4);
    }
}
