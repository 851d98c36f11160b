package io.holdfast.lease;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Where a lockspace lies.
///
/// @param name of the lockspace
/// @param geometry its sizes
/// @param offset bytes from the start of its disk
public record LockspaceArea(LeaseName name, LeaseGeometry geometry, long offset) {
    /// Returns where the delta lease of `hostId` lies on the disk, bytes.
    public long deltaOffset(long hostId) {
        return offset + geometry.deltaOffset(hostId);
    }

    /// Returns the image of a new lockspace: a free delta lease for each host id, zeros elsewhere.
    ///
    /// @param ioTimeout seconds, until a host writes its own
    ByteBuffer format(int ioTimeout) {
        ByteBuffer image = ByteBuffer.allocate(geometry.areaSize()).order(ByteOrder.LITTLE_ENDIAN);
        LeaderRecord free = LeaderEdit.blank(LeaderRecord.DELTA_MAGIC, LeaderRecord.DELTA_VERSION, geometry, name)
                .hosts(0, 1)
                .ioTimeout(ioTimeout)
                .seal();
        for (int host = 1; host <= geometry.maxHosts(); host++) {
            image.put(geometry.deltaOffset(host), free.sector(LeaderRecord.BYTES), 0, LeaderRecord.BYTES);
        }
        return image;
    }
}
