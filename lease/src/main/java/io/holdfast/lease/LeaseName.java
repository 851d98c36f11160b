package io.holdfast.lease;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The name of a lockspace, a resource or a host: 1 to 48 bytes, ended by the first zero byte if shorter. What
/// follows that byte on disk may be anything and does not count.
public final class LeaseName {
    /// Bytes of the field on disk.
    public static final int BYTES = 48;

    /// No name: what some programs write over a lease that is removed. Nothing can be acquired under it.
    public static final LeaseName NONE = new LeaseName(new byte[BYTES]);

    /// Zero padded.
    private final byte[] bytes;

    private LeaseName(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Encodes a name.
    ///
    /// @throws IllegalArgumentException if it is empty, longer than 48 bytes of UTF-8, or has a zero character
    public static LeaseName of(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        if (encoded.length == 0 || encoded.length > BYTES || text.indexOf(0) >= 0) {
            throw new IllegalArgumentException(
                    "A lease name has 1 to 48 bytes and no zero byte: \"%s\" has %d".formatted(text, encoded.length));
        }
        return new LeaseName(Arrays.copyOf(encoded, BYTES));
    }

    /// Encodes the name that a host writes into its delta lease, cut to 47 bytes: a longer one would never match
    /// itself again, since what is stored always ends with a zero byte.
    public static LeaseName ofHost(String text) {
        byte[] bytes = of(text).bytes.clone();
        bytes[BYTES - 1] = 0;
        return new LeaseName(bytes);
    }

    /// Reads the 48 bytes at `offset`; an empty field gives an empty name.
    static LeaseName read(ByteBuffer from, int offset) {
        byte[] bytes = new byte[BYTES];
        from.get(offset, bytes);
        int end = 0;
        while (end < BYTES && bytes[end] != 0) {
            end++;
        }
        Arrays.fill(bytes, end, BYTES, (byte) 0);
        return new LeaseName(bytes);
    }

    void write(ByteBuffer to, int offset) {
        to.put(offset, bytes);
    }

    /// Returns whether the field at `offset` holds this name, as C compares: up to the first zero byte.
    boolean isAt(ByteBuffer from, int offset) {
        for (int i = 0; i < BYTES; i++) {
            if (from.get(offset + i) != bytes[i]) {
                return false;
            }
            if (bytes[i] == 0) {
                return true;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LeaseName name && Arrays.equals(bytes, name.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /// Returns the name as text; bytes that are not UTF-8 show as replacement characters.
    @Override
    public String toString() {
        int end = 0;
        while (end < BYTES && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
