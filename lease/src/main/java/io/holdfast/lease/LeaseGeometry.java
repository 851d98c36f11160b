package io.holdfast.lease;

import java.util.Optional;

/// The five legal pairs of sector size and area size. Which one an area has is written in its first leader
/// record: the sector size as a number, the area size as one bit of the flags.
///
///     sector  area   greatest host id   sectors   flag
///        512  1 MiB              2000      2048   0x10
///       4096  1 MiB               250       256   0x10
///       4096  2 MiB               500       512   0x20
///       4096  4 MiB              1000      1024   0x40
///       4096  8 MiB              2000      2048   0x80
public enum LeaseGeometry {
    SECTOR_512_AREA_1M(512, 1, 2000, 0x10),
    SECTOR_4K_AREA_1M(4096, 1, 250, 0x10),
    SECTOR_4K_AREA_2M(4096, 2, 500, 0x20),
    SECTOR_4K_AREA_4M(4096, 4, 1000, 0x40),
    SECTOR_4K_AREA_8M(4096, 8, 2000, 0x80);

    private static final int AREA_FLAGS = 0xF0;

    private final int sectorSize;
    private final int areaSize;
    private final int maxHosts;
    private final int flag;

    LeaseGeometry(int sectorSize, int areaMebibytes, int maxHosts, int flag) {
        this.sectorSize = sectorSize;
        this.areaSize = areaMebibytes << 20;
        this.maxHosts = maxHosts;
        this.flag = flag;
    }

    /// Returns the bytes of a sector.
    public int sectorSize() {
        return sectorSize;
    }

    /// Returns the bytes of a lockspace or resource area.
    public int areaSize() {
        return areaSize;
    }

    /// Returns the greatest host id, the first being 1.
    public int maxHosts() {
        return maxHosts;
    }

    int flag() {
        return flag;
    }

    /// Returns where the delta lease of `hostId` starts in a lockspace area, bytes.
    public int deltaOffset(long hostId) {
        return (int) (checked(hostId) - 1) * sectorSize;
    }

    /// Returns where the private sector of `hostId` starts in a resource area, bytes.
    public int privateOffset(long hostId) {
        return (int) (checked(hostId) + 1) * sectorSize;
    }

    private long checked(long hostId) {
        if (hostId < 1 || hostId > maxHosts) {
            throw new IllegalArgumentException("Host id %d is not in 1..%d".formatted(hostId, maxHosts));
        }
        return hostId;
    }

    /// Returns the pair with these sizes in bytes, if it is legal.
    public static Optional<LeaseGeometry> of(int sectorSize, int areaSize) {
        for (LeaseGeometry each : values()) {
            if (each.sectorSize == sectorSize && each.areaSize == areaSize) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /// Returns the pair that a leader record names, if it is legal. Software older than the flags wrote none:
    /// then 512 means 1 MiB and 4096 means 8 MiB.
    public static Optional<LeaseGeometry> of(LeaderRecord leader) {
        int flags = leader.flags() & AREA_FLAGS;
        if (flags == 0) {
            flags = leader.sectorSize() == 512 ? 0x10 : 0x80;
        }
        for (LeaseGeometry each : values()) {
            if (each.sectorSize == leader.sectorSize() && each.flag == flags) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
