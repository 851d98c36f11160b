package io.holdfast.lease.socket;

import java.nio.ByteBuffer;
import java.util.Objects;

/// Where an area of leases begins.
///
///     offset size  field
///          0 1024  path     NUL terminated
///       1024    8  offset   bytes
///       1032    4  zero     in status records: the sector size
///       1036    4  zero     in status records: a file descriptor, -1 if closed
public record DiskAddress(String path, long offset) {
    public static final int SIZE = 1040;
    static final int PATH_SIZE = 1024;

    public DiskAddress {
        Objects.requireNonNull(path);
    }

    /// Reads the next struct.
    ///
    /// @throws MalformedMessage if the path is not UTF-8
    public static DiskAddress read(ByteBuffer from) {
        String path = FixedText.read(from, PATH_SIZE);
        long offset = from.getLong();
        from.getLong();
        return new DiskAddress(path, offset);
    }

    public void write(ByteBuffer to) {
        write(to, 0, 0);
    }

    /// Writes the struct with the two words that only status records fill.
    public void write(ByteBuffer to, int sectorSize, int descriptor) {
        FixedText.write(to, path, PATH_SIZE, PATH_SIZE - 1);
        to.putLong(offset).putInt(sectorSize).putInt(descriptor);
    }
}
