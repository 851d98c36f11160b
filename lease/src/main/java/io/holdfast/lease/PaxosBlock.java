package io.holdfast.lease;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A host's part in ballots: the first 56 bytes of its private sector of a resource.
///
///     offset size  field
///          0    8  mbal      number of the ballot in progress
///          8    8  bal       number of the ballot in which inp was accepted, 0 = none
///         16    8  inp       host id proposed as owner, 0 = none
///         24    8  inp2      its generation
///         32    8  inp3      its timestamp
///         40    8  lver      version of the lease that this ballot decides
///         48    4  checksum  over bytes 0..47
///         52    4  flags     0x1 = released; not covered by the checksum
///
/// Little-endian, numbers unsigned. A block of zeros was never written and is valid; so is one of zeros with
/// their checksum.
///
/// @param ballot `mbal`
/// @param accepted `bal`
/// @param ownerId `inp`
/// @param ownerGeneration `inp2`
/// @param ownerTimestamp `inp3`
/// @param leaseVersion `lver`
/// @param checksum as stored
/// @param flags see [#RELEASED]
public record PaxosBlock(
        long ballot,
        long accepted,
        long ownerId,
        long ownerGeneration,
        long ownerTimestamp,
        long leaseVersion,
        int checksum,
        int flags) {
    /// Bytes of a block.
    public static final int BYTES = 56;

    /// The host has given up the lease that it won with this block.
    public static final int RELEASED = 0x1;

    /// Copies the block at `offset`; checks nothing.
    public static PaxosBlock read(ByteBuffer from, int offset) {
        return new PaxosBlock(
                from.getLong(offset),
                from.getLong(offset + 8),
                from.getLong(offset + 16),
                from.getLong(offset + 24),
                from.getLong(offset + 32),
                from.getLong(offset + 40),
                from.getInt(offset + 48),
                from.getInt(offset + 52));
    }

    /// Returns whether the block at `offset` was never written, or its checksum matches.
    static boolean isValidAt(ByteBuffer from, int offset) {
        int checksum = from.getInt(offset + 48);
        boolean empty = checksum == 0
                && from.getLong(offset) == 0
                && from.getLong(offset + 8) == 0
                && from.getLong(offset + 16) == 0
                && from.getLong(offset + 40) == 0;
        return empty || checksum == LeaseChecksum.ofBlock(from, offset);
    }

    /// Starts a ballot: nothing accepted yet.
    static PaxosBlock promise(long ballot, long leaseVersion) {
        return sealed(ballot, 0, 0, 0, 0, leaseVersion, 0);
    }

    /// Accepts a value in ballot `ballot`.
    static PaxosBlock accept(long ballot, long ownerId, long ownerGeneration, long ownerTimestamp, long leaseVersion) {
        return sealed(ballot, ballot, ownerId, ownerGeneration, ownerTimestamp, leaseVersion, 0);
    }

    private static PaxosBlock sealed(
            long ballot, long accepted, long id, long generation, long timestamp, long version, int flags) {
        ByteBuffer image = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        new PaxosBlock(ballot, accepted, id, generation, timestamp, version, 0, flags).write(image, 0);
        return new PaxosBlock(
                ballot, accepted, id, generation, timestamp, version, LeaseChecksum.ofBlock(image, 0), flags);
    }

    /// Returns the same values with the mark that the lease was given up. The values must stay: another host may
    /// be in the middle of a ballot that depends on them.
    PaxosBlock released() {
        return sealed(ballot, accepted, ownerId, ownerGeneration, ownerTimestamp, leaseVersion, flags | RELEASED);
    }

    /// Returns whether the host gave its lease up.
    public boolean isReleased() {
        return (flags & RELEASED) != 0;
    }

    void write(ByteBuffer to, int offset) {
        to.putLong(offset, ballot)
                .putLong(offset + 8, accepted)
                .putLong(offset + 16, ownerId)
                .putLong(offset + 24, ownerGeneration)
                .putLong(offset + 32, ownerTimestamp)
                .putLong(offset + 40, leaseVersion)
                .putInt(offset + 48, checksum)
                .putInt(offset + 52, flags);
    }

    /// Returns a whole private sector with this block and no shared mark.
    ByteBuffer sector(int sectorSize) {
        ByteBuffer sector = ByteBuffer.allocate(sectorSize).order(ByteOrder.LITTLE_ENDIAN);
        write(sector, 0);
        return sector;
    }
}
