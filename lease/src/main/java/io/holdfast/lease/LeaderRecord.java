package io.holdfast.lease;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The leader record: the first 200 bytes of a delta lease's sector, and of the first sector of a resource.
///
///     offset size  field              delta lease                    paxos lease
///          0    4  magic              0x12212010                     0x06152010; 0x11282016 = cleared
///          4    4  version            0x00030004                     0x00060004
///          8    4  flags              area size bit                  area size bit; 0x1 = short hold
///         12    4  sector_size        512 or 4096                    512 or 4096
///         16    8  num_hosts          0                              hosts that take part in ballots
///         24    8  max_hosts          1                              greatest host id
///         32    8  owner_id           host id, 0 until first used    host id of the owner
///         40    8  owner_generation   generation of that host id     generation of the owner
///         48    8  lver               0                              version of the lease
///         56   48  space_name         lockspace                      lockspace
///        104   48  resource_name      the owner host's own name      resource
///        152    8  timestamp          owner's seconds; 0 = free      owner's seconds; 0 = free
///        160    8  unused1            0                              0
///        168    4  checksum           over bytes 0..167              over bytes 0..167
///        172    2  unused2            0                              0
///        174    2  io_timeout         the owner's, seconds           0
///        176    8  write_id           event: target generation       host id that wrote this record
///        184    8  write_generation   event: number                  generation of the writer
///        192    8  write_timestamp    event: data                    seconds of the writer
///
/// Little-endian, numbers unsigned. Of the version only the upper half must match. Written with one direct write
/// of a whole sector; a reader sees the old or the new one. Names may be followed by bytes of an earlier, longer
/// one, and the version by an older minor number: the image is kept as read, so what is not edited is written
/// back unchanged. Two records are equal if all 200 bytes are.
public final class LeaderRecord {
    /// Bytes of a record.
    public static final int BYTES = 200;

    static final int DELTA_MAGIC = 0x12212010;
    static final int PAXOS_MAGIC = 0x06152010;
    static final int CLEARED_MAGIC = 0x11282016;
    static final int DELTA_VERSION = 0x00030004;
    static final int PAXOS_VERSION = 0x00060004;

    /// The leader is held only for the moment in which a shared lease is taken.
    public static final int SHORT_HOLD = 0x1;

    static final int OWNER_ID = 32;
    static final int OWNER_GENERATION = 40;
    static final int SPACE_NAME = 56;
    static final int RESOURCE_NAME = 104;
    static final int TIMESTAMP = 152;
    static final int CHECKSUM = 168;
    static final int IO_TIMEOUT = 174;

    private final byte[] image;
    private final ByteBuffer view;

    LeaderRecord(byte[] image) {
        this.image = image;
        this.view = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Copies the record at `offset`; checks nothing.
    public static LeaderRecord read(ByteBuffer from, int offset) {
        byte[] image = new byte[BYTES];
        from.get(offset, image);
        return new LeaderRecord(image);
    }

    /// Returns 0 if this is a delta lease of `lockspace`, or the code of the first thing that is wrong: magic,
    /// version, lockspace, checksum, in this order.
    public int checkDelta(LeaseName lockspace) {
        if (magic() != DELTA_MAGIC) {
            return LeaseCode.LEADER_MAGIC;
        }
        if (version() >>> 16 != DELTA_VERSION >>> 16) {
            return LeaseCode.LEADER_VERSION;
        }
        if (!lockspace.isAt(view, SPACE_NAME)) {
            return LeaseCode.LEADER_LOCKSPACE;
        }
        return isIntact() ? 0 : LeaseCode.LEADER_CHECKSUM;
    }

    /// Returns 0 if this is the leader of `resource` in which `hostId` may take part, or the code of the first
    /// thing that is wrong: magic (a cleared lease as well), version, lockspace, resource, number of hosts,
    /// checksum.
    ///
    /// @param hostId 0 to leave the number of hosts out
    public int checkPaxos(LeaseName lockspace, LeaseName resource, long hostId) {
        if (magic() != PAXOS_MAGIC) {
            return LeaseCode.LEADER_MAGIC;
        }
        if (version() >>> 16 != PAXOS_VERSION >>> 16) {
            return LeaseCode.LEADER_VERSION;
        }
        if (!lockspace.isAt(view, SPACE_NAME)) {
            return LeaseCode.LEADER_LOCKSPACE;
        }
        if (!resource.isAt(view, RESOURCE_NAME)) {
            return LeaseCode.LEADER_RESOURCE;
        }
        if (Long.compareUnsigned(hostCount(), hostId) < 0) {
            return LeaseCode.LEADER_HOST_COUNT;
        }
        return isIntact() ? 0 : LeaseCode.LEADER_CHECKSUM;
    }

    /// Returns whether this is the mark of a removed lease, which nobody can acquire.
    public boolean isCleared() {
        return magic() == CLEARED_MAGIC;
    }

    /// Returns whether the checksum matches the bytes that it covers.
    public boolean isIntact() {
        return view.getInt(CHECKSUM) == LeaseChecksum.ofLeader(view, 0);
    }

    public int magic() {
        return view.getInt(0);
    }

    public int version() {
        return view.getInt(4);
    }

    public int flags() {
        return view.getInt(8);
    }

    public int sectorSize() {
        return view.getInt(12);
    }

    /// Returns how many hosts take part in ballots, `num_hosts`.
    public long hostCount() {
        return view.getLong(16);
    }

    public long maxHosts() {
        return view.getLong(24);
    }

    public long ownerId() {
        return view.getLong(OWNER_ID);
    }

    public long ownerGeneration() {
        return view.getLong(OWNER_GENERATION);
    }

    /// Returns the version of a paxos lease, `lver`.
    public long leaseVersion() {
        return view.getLong(48);
    }

    public LeaseName lockspaceName() {
        return LeaseName.read(view, SPACE_NAME);
    }

    /// Returns the resource's name, or in a delta lease the name of the owner host.
    public LeaseName resourceName() {
        return LeaseName.read(view, RESOURCE_NAME);
    }

    /// Returns the owner's seconds at its last renewal or acquisition; 0 if the lease is free.
    public long timestamp() {
        return view.getLong(TIMESTAMP);
    }

    /// Returns whether nobody holds the lease.
    public boolean isFree() {
        return timestamp() == 0;
    }

    public int checksum() {
        return view.getInt(CHECKSUM);
    }

    /// Returns the owner's io_timeout in seconds, 0 if it was not told.
    public int ioTimeout() {
        return Short.toUnsignedInt(view.getShort(IO_TIMEOUT));
    }

    public long writeId() {
        return view.getLong(176);
    }

    public long writeGeneration() {
        return view.getLong(184);
    }

    public long writeTimestamp() {
        return view.getLong(192);
    }

    /// Returns whether all 48 bytes of the resource or owner name are the same, residue included.
    boolean hasSameRawName(LeaderRecord other) {
        return Arrays.equals(image, RESOURCE_NAME, RESOURCE_NAME + 48, other.image, RESOURCE_NAME, RESOURCE_NAME + 48);
    }

    /// Returns a sector of `sectorSize` bytes with this record and nothing else.
    public ByteBuffer sector(int sectorSize) {
        return ByteBuffer.wrap(Arrays.copyOf(image, sectorSize)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Starts a copy in which fields can be changed.
    LeaderEdit edit() {
        return new LeaderEdit(image.clone());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LeaderRecord record && Arrays.equals(image, record.image);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(image);
    }

    @Override
    public String toString() {
        return "%s/%s owner %d:%d version %d timestamp %d io_timeout %d written by %d:%d at %d"
                .formatted(
                        lockspaceName(),
                        resourceName(),
                        ownerId(),
                        ownerGeneration(),
                        leaseVersion(),
                        timestamp(),
                        ioTimeout(),
                        writeId(),
                        writeGeneration(),
                        writeTimestamp());
    }
}
