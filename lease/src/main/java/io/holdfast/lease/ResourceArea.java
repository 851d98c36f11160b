package io.holdfast.lease;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Where the lease of a resource lies.
///
///     sector 0         leader record
///     sector 1         request record
///     sector 1 + N     private sector of host id N: paxos block, shared mark
///     sector 2002      lease value, opaque
///
/// @param lockspace the name of the lockspace whose hosts may hold it
/// @param name of the resource
/// @param geometry its sizes
/// @param offset bytes from the start of its disk
public record ResourceArea(LeaseName lockspace, LeaseName name, LeaseGeometry geometry, long offset) {
    /// Returns where the private sector of `hostId` lies on the disk, bytes.
    public long privateOffset(long hostId) {
        return offset + geometry.privateOffset(hostId);
    }

    ResourceArea with(LeaseGeometry other) {
        return new ResourceArea(lockspace, name, other, offset);
    }

    /// Returns the image of a new, free lease of which nothing remains that was there before.
    ///
    /// @param hostCount hosts that may take part; 0 or too many for the geometry means all
    ByteBuffer format(long hostCount) {
        return format(hostCount, LeaderRecord.PAXOS_MAGIC, 0);
    }

    /// Returns the image of a place that is no lease any more: it looks formatted, and nobody can acquire it.
    ///
    /// @param now seconds, kept for people
    ByteBuffer formatCleared(long hostCount, long now) {
        return format(hostCount, LeaderRecord.CLEARED_MAGIC, now);
    }

    private ByteBuffer format(long hostCount, int magic, long writeTimestamp) {
        ByteBuffer image = ByteBuffer.allocate(geometry.areaSize()).order(ByteOrder.LITTLE_ENDIAN);
        long max = geometry.maxHosts();
        LeaderRecord leader = LeaderEdit.blank(magic, LeaderRecord.PAXOS_VERSION, geometry, lockspace)
                .hosts(hostCount < 1 || hostCount > max ? max : hostCount, max)
                .resourceName(name)
                .writer(0, 0, writeTimestamp)
                .seal();
        image.put(0, leader.sector(LeaderRecord.BYTES), 0, LeaderRecord.BYTES);
        RequestRecord.NONE.write(image, geometry.sectorSize());
        return image;
    }
}
