package io.holdfast.lease;

/// A host id that this host holds.
///
/// @param record as last written
/// @param renewedAt the seconds sampled before that write was issued, on this host's monotonic clock: the start
///     of the 8 x io_timeout within which the next renewal must reach the disk
public record DeltaLease(LeaderRecord record, long renewedAt) {
    /// Returns the generation under which it is held.
    public long generation() {
        return record.ownerGeneration();
    }

    /// Returns who this host is as long as it holds the id.
    public Membership membership() {
        return new Membership(record.ownerId(), record.ownerGeneration(), record.ioTimeout());
    }
}
