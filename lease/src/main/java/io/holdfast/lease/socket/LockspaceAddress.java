package io.holdfast.lease.socket;

import java.nio.ByteBuffer;
import java.util.Objects;

/// A lockspace and one host's id in it.
///
///     offset size  field
///          0   48  name      NUL padded
///         48    8  host id
///         56    4  flags     0x1 being added, 0x2 being removed, sizes as in [AreaSize]
///         60    4  hole
///         64 1040  disk      where the lockspace's area begins
public record LockspaceAddress(String name, long hostId, int flags, DiskAddress disk) {
    public static final int SIZE = 64 + DiskAddress.SIZE;
    /// Bytes of the longest name of a lockspace, a resource or a host.
    public static final int NAME_SIZE = 48;

    public static final int FLAG_ADDING = 0x1;
    public static final int FLAG_REMOVING = 0x2;

    public LockspaceAddress {
        Objects.requireNonNull(name);
        Objects.requireNonNull(disk);
    }

    public LockspaceAddress(String name, long hostId, String path, long offset) {
        this(name, hostId, 0, new DiskAddress(path, offset));
    }

    /// Reads the next struct.
    ///
    /// @throws MalformedMessage if a text is not UTF-8
    public static LockspaceAddress read(ByteBuffer from) {
        String name = FixedText.read(from, NAME_SIZE);
        long hostId = from.getLong();
        int flags = from.getInt();
        from.getInt();
        return new LockspaceAddress(name, hostId, flags, DiskAddress.read(from));
    }

    public void write(ByteBuffer to) {
        write(to, 0, 0);
    }

    /// Writes the struct with the two words of its disk that only status records fill.
    public void write(ByteBuffer to, int sectorSize, int descriptor) {
        FixedText.write(to, name, NAME_SIZE, NAME_SIZE);
        to.putLong(hostId).putInt(flags).putInt(0);
        disk.write(to, sectorSize, descriptor);
    }

    public LockspaceAddress withFlags(int newFlags) {
        return new LockspaceAddress(name, hostId, newFlags, disk);
    }

    /// Whether name, host id and disk are the same, whatever the flags.
    public boolean isSameAs(LockspaceAddress other) {
        return name.equals(other.name) && hostId == other.hostId && disk.equals(other.disk);
    }
}
