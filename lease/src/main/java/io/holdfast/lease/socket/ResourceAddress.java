package io.holdfast.lease.socket;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// A resource: its lockspace, its name and the disk areas that hold its lease.
///
///     offset size  field
///          0   48  lockspace name   NUL padded
///         48   48  name             NUL padded
///         96    8  lver             version of the lease, meant only with FLAG_VERSION
///        104    8  data64
///        112    4  data32           new number of hosts with FLAG_NUM_HOSTS
///        116    4  zero
///        120    4  flags
///        124    4  number of disks  1 to 4
///        128       disks, 1040 bytes each, where a command says that they follow
public record ResourceAddress(
        String lockspace, String name, long lver, long data64, int data32, int flags, List<DiskAddress> disks) {
    /// Bytes of the struct without its disks.
    public static final int SIZE = 128;

    public static final int MAX_DISKS = 4;
    public static final int FLAG_VERSION = 0x1;
    public static final int FLAG_NUM_HOSTS = 0x2;
    public static final int FLAG_SHARED = 0x4;
    public static final int FLAG_PERSISTENT = 0x8;

    public ResourceAddress {
        Objects.requireNonNull(lockspace);
        Objects.requireNonNull(name);
        disks = List.copyOf(disks);
    }

    /// An exclusive lease of one area.
    public ResourceAddress(String lockspace, String name, String path, long offset) {
        this(lockspace, name, 0, 0, 0, 0, List.of(new DiskAddress(path, offset)));
    }

    /// The names alone, as RELEASE wants them.
    public ResourceAddress(String lockspace, String name) {
        this(lockspace, name, 0, 0, 0, 0, List.of());
    }

    /// The number of disks that a struct at the buffer's position announces, as an unsigned number.
    public static long announcedDisks(ByteBuffer from) {
        return Integer.toUnsignedLong(from.getInt(from.position() + 124));
    }

    /// Reads the struct without disks, whatever number of them it announces.
    ///
    /// @throws MalformedMessage if a text is not UTF-8
    public static ResourceAddress read(ByteBuffer from) {
        return read(from, 0);
    }

    /// Reads the struct and that many disks behind it.
    ///
    /// @throws MalformedMessage if a text is not UTF-8
    public static ResourceAddress read(ByteBuffer from, int diskCount) {
        String lockspace = FixedText.read(from, LockspaceAddress.NAME_SIZE);
        String name = FixedText.read(from, LockspaceAddress.NAME_SIZE);
        long lver = from.getLong();
        long data64 = from.getLong();
        int data32 = from.getInt();
        from.getInt();
        int flags = from.getInt();
        from.getInt();
        List<DiskAddress> disks = new ArrayList<>();
        for (int at = 0; at < diskCount; at++) {
            disks.add(DiskAddress.read(from));
        }
        return new ResourceAddress(lockspace, name, lver, data64, data32, flags, disks);
    }

    /// Writes the struct without disks, but with their number.
    public void write(ByteBuffer to) {
        write(to, disks.size());
    }

    /// Writes the struct without disks and announces that many.
    public void write(ByteBuffer to, int diskCount) {
        FixedText.write(to, lockspace, LockspaceAddress.NAME_SIZE, LockspaceAddress.NAME_SIZE);
        FixedText.write(to, name, LockspaceAddress.NAME_SIZE, LockspaceAddress.NAME_SIZE);
        to.putLong(lver).putLong(data64).putInt(data32).putInt(0).putInt(flags).putInt(diskCount);
    }

    /// Writes the struct and its disks.
    public void writeWithDisks(ByteBuffer to) {
        write(to);
        for (DiskAddress each : disks) {
            each.write(to);
        }
    }

    public int sizeWithDisks() {
        return SIZE + disks.size() * DiskAddress.SIZE;
    }

    public boolean isShared() {
        return (flags & FLAG_SHARED) != 0;
    }

    public ResourceAddress named(String newLockspace, String newName) {
        return new ResourceAddress(newLockspace, newName, lver, data64, data32, flags, disks);
    }

    public ResourceAddress withFlags(int newFlags) {
        return new ResourceAddress(lockspace, name, lver, data64, data32, newFlags, disks);
    }

    public ResourceAddress withVersion(long newLver) {
        return new ResourceAddress(lockspace, name, newLver, data64, data32, flags, disks);
    }
}
