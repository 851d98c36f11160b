package io.holdfast.lease;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A copy of a leader record being changed. Fields not named here stay as they were; [#seal] computes the
/// checksum.
final class LeaderEdit {
    private final byte[] image;
    private final ByteBuffer view;

    LeaderEdit(byte[] image) {
        this.image = image;
        this.view = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Starts from nothing, for an area that is being formatted.
    static LeaderEdit blank(int magic, int version, LeaseGeometry geometry, LeaseName lockspace) {
        LeaderEdit edit = new LeaderEdit(new byte[LeaderRecord.BYTES]);
        edit.view.putInt(0, magic).putInt(4, version).putInt(8, geometry.flag()).putInt(12, geometry.sectorSize());
        lockspace.write(edit.view, LeaderRecord.SPACE_NAME);
        return edit;
    }

    LeaderEdit magic(int magic) {
        view.putInt(0, magic);
        return this;
    }

    LeaderEdit flags(int flags) {
        view.putInt(8, flags);
        return this;
    }

    LeaderEdit hosts(long hostCount, long maxHosts) {
        view.putLong(16, hostCount).putLong(24, maxHosts);
        return this;
    }

    LeaderEdit hostCount(long hostCount) {
        view.putLong(16, hostCount);
        return this;
    }

    LeaderEdit owner(long hostId, long generation) {
        view.putLong(LeaderRecord.OWNER_ID, hostId).putLong(LeaderRecord.OWNER_GENERATION, generation);
        return this;
    }

    LeaderEdit leaseVersion(long version) {
        view.putLong(48, version);
        return this;
    }

    LeaderEdit resourceName(LeaseName name) {
        name.write(view, LeaderRecord.RESOURCE_NAME);
        return this;
    }

    LeaderEdit timestamp(long seconds) {
        view.putLong(LeaderRecord.TIMESTAMP, seconds);
        return this;
    }

    LeaderEdit ioTimeout(int seconds) {
        view.putShort(LeaderRecord.IO_TIMEOUT, (short) seconds);
        return this;
    }

    LeaderEdit writer(long id, long generation, long timestamp) {
        view.putLong(176, id).putLong(184, generation).putLong(192, timestamp);
        return this;
    }

    LeaderRecord seal() {
        view.putInt(LeaderRecord.CHECKSUM, LeaseChecksum.ofLeader(view, 0));
        return new LeaderRecord(image.clone());
    }
}
