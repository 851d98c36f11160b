package io.holdfast.lease;

import java.nio.ByteBuffer;
import java.time.Duration;

/// Finds out which lockspace lies at a place, and in which geometry. Looks at the magic number and the version of
/// its first record, not at the name or the checksum.
public final class LockspaceDiscovery extends LeaseMachine<LockspaceArea> {
    /// Holds the first record for both sector sizes.
    private static final int LOOK_BYTES = 4096;

    private final long offset;
    private final Duration patience;

    /// Prepares.
    ///
    /// @param offset bytes from the start of the disk
    public LockspaceDiscovery(long offset, Duration patience) {
        this.offset = offset;
        this.patience = patience;
    }

    @Override
    LeaseStep<LockspaceArea> start(long now) {
        return read(now, LeaseStep.Place.LOCKSPACE, offset, LOOK_BYTES, patience, this::judge);
    }

    private LeaseStep<LockspaceArea> judge(long now, ByteBuffer bytes) {
        LeaderRecord first = LeaderRecord.read(bytes, 0);
        if (first.magic() != LeaderRecord.DELTA_MAGIC) {
            return failed(now, LeaseCode.LEADER_MAGIC);
        }
        if (first.version() >>> 16 != LeaderRecord.DELTA_VERSION >>> 16) {
            return failed(now, LeaseCode.LEADER_VERSION);
        }
        if (first.sectorSize() != 512 && first.sectorSize() != 4096) {
            return failed(now, LeaseCode.LEADER_SECTOR_SIZE);
        }
        return LeaseGeometry.of(first)
                .map(geometry -> done(new LockspaceArea(first.lockspaceName(), geometry, offset)))
                .orElseGet(() -> failed(now, LeaseCode.LOCKSPACE_SIZES));
    }

    @Override
    LeaseStep<LockspaceArea> failed(long now, int code) {
        return fail(LeaseFailures.io(code, "Cannot find a lockspace at byte %d".formatted(offset)));
    }
}
