package io.holdfast.storage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/// The index of a volume of external leases: 253952 bytes that begin one alignment into the volume.
///
///     offset size  field of the head, 512 bytes
///          0    4  magic        0x12152016, big endian
///          4    1  0
///          5    4  version      "0001"
///          9    1  0
///         10   48  lockspace    ASCII, NUL padded: the domain's id
///         58    1  0
///         59   10  time         of the last format, seconds since 1970, 10 digits
///         69    1  0
///         70    1  flag         'u' being rewritten as a whole, '-' clean
///         71  440  0
///        511    1  newline
///
///     offset size  field of record n, 64 bytes at 512 + 64 n, n = 0..3959
///          0   48  lease id     ASCII, NUL padded; empty = free
///         48    1  0
///         49   11  offset       11 digits, 0 if free; informative: it follows from n
///         60    1  0
///         61    1  flag         'u' (old: being made), '-'
///         62    1  '-'
///         63    1  newline
///
/// A record is free only if it has exactly the bytes of a free record. The lease of record n lies at (3 + n) ×
/// alignment. Changes of one record write the block that contains it and leave the head alone.
final class XleaseIndex {
    static final int SIZE = 253952;
    static final int RECORDS = 3960;
    static final int LONGEST_ID = 48;
    private static final int HEAD_SIZE = 512;
    private static final int RECORD_SIZE = 64;
    private static final int MAGIC = 0x12152016;
    private static final byte[] FREE = record("", 0);

    private final byte[] bytes;

    private XleaseIndex(byte[] bytes) {
        this.bytes = bytes;
    }

    /// An index without leases.
    ///
    /// @param time seconds since 1970
    static XleaseIndex empty(String lockspace, long time) {
        XleaseIndex index = new XleaseIndex(new byte[SIZE]);
        index.writeHead(lockspace, time, true);
        for (int n = 0; n < RECORDS; n++) {
            System.arraycopy(FREE, 0, index.bytes, at(n), RECORD_SIZE);
        }
        return index;
    }

    /// Checks the head of what was read.
    ///
    /// @throws StorageException if it is no index, or one whose rewriting was interrupted
    static XleaseIndex read(ByteBuffer from) {
        byte[] bytes = new byte[SIZE];
        from.get(bytes);
        ByteBuffer head = ByteBuffer.wrap(bytes);
        if (head.getInt() != MAGIC
                || !text(bytes, 5, 4).equals("0001")
                || !text(bytes, 59, 10).matches("[0-9]{10}")
                || !isAscii(bytes, 10, LONGEST_ID)) {
            throw new StorageException(
                    StorageError.UNSUPPORTED,
                    "The volume of external leases has no index that can be read; it has to be formatted");
        }
        if (bytes[70] == 'u') {
            throw new StorageException(
                    StorageError.UNSUPPORTED,
                    "The index of external leases was being rewritten when its writer stopped; it has to be rebuilt");
        }
        return new XleaseIndex(bytes);
    }

    /// Ends a rewriting.
    void markClean(long time) {
        writeHead(lockspace(), time, false);
    }

    private void writeHead(String lockspace, long time, boolean updating) {
        ByteBuffer head = ByteBuffer.allocate(HEAD_SIZE);
        head.putInt(MAGIC).put((byte) 0).put(ascii("0001")).put((byte) 0);
        head.put(10, ascii(lockspace));
        head.put(59, ascii("%010d".formatted(time)));
        head.put(70, (byte) (updating ? 'u' : '-'));
        head.put(511, (byte) '\n');
        System.arraycopy(head.array(), 0, bytes, 0, HEAD_SIZE);
    }

    String lockspace() {
        return text(bytes, 10, LONGEST_ID);
    }

    /// The number of the record of a lease, empty if there is none. A record that was left being made does not count.
    OptionalInt find(String lease) {
        int found = withId(lease);
        return found >= 0 && bytes[at(found) + 61] != 'u' ? OptionalInt.of(found) : OptionalInt.empty();
    }

    /// The number of a lease's record, being made or not, or -1.
    int withId(String lease) {
        byte[] padded = Arrays.copyOf(checkedId(lease), LONGEST_ID + 1);
        for (int n = 0; n < RECORDS; n++) {
            int at = at(n);
            if (Arrays.equals(bytes, at, at + padded.length, padded, 0, padded.length)) {
                return n;
            }
        }
        return -1;
    }

    boolean isFree(int n) {
        return Arrays.equals(bytes, at(n), at(n) + RECORD_SIZE, FREE, 0, RECORD_SIZE);
    }

    void put(int n, String lease, long offset) {
        System.arraycopy(record(new String(checkedId(lease), StandardCharsets.US_ASCII), offset), 0, bytes, at(n), 64);
    }

    void free(int n) {
        System.arraycopy(FREE, 0, bytes, at(n), RECORD_SIZE);
    }

    /// Every lease with the number of its record, in the order of the records; records that make no sense and those
    /// that were left being made are not listed.
    Map<String, Integer> leases() {
        Map<String, Integer> found = new LinkedHashMap<>();
        for (int n = 0; n < RECORDS; n++) {
            int at = at(n);
            if (bytes[at] != 0 && bytes[at + 61] != 'u' && isAscii(bytes, at, LONGEST_ID) && hasOffset(at)) {
                found.putIfAbsent(text(bytes, at, LONGEST_ID), n);
            }
        }
        return found;
    }

    private boolean hasOffset(int at) {
        return text(bytes, at + 49, 11).matches("[0-9]{11}");
    }

    /// Where in the index the block lies that holds record `n`.
    static int blockOf(int n, int blockSize) {
        return at(n) / blockSize * blockSize;
    }

    /// The bytes of one block.
    ByteBuffer block(int offset, int blockSize) {
        return ByteBuffer.wrap(bytes, offset, blockSize).slice().asReadOnlyBuffer();
    }

    ByteBuffer all() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    private static int at(int n) {
        return HEAD_SIZE + RECORD_SIZE * n;
    }

    private static byte[] record(String lease, long offset) {
        byte[] record = new byte[RECORD_SIZE];
        byte[] id = ascii(lease);
        System.arraycopy(id, 0, record, 0, id.length);
        System.arraycopy(ascii("%011d".formatted(offset)), 0, record, 49, 11);
        record[61] = '-';
        record[62] = '-';
        record[63] = '\n';
        return record;
    }

    /// The bytes of a lease id.
    ///
    /// @throws StorageException (1000) if it is empty, longer than 48 bytes or not printable ASCII
    static byte[] checkedId(String lease) {
        boolean fits = !lease.isEmpty()
                && lease.length() <= LONGEST_ID
                && lease.chars().allMatch(each -> each > ' ' && each < 127);
        if (!fits) {
            throw new StorageException(
                    StorageError.PARAMETER,
                    "A lease id has 1 to 48 printable ASCII characters; \"" + lease + "\" has not");
        }
        return ascii(lease);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean isAscii(byte[] bytes, int at, int length) {
        for (int each = at; each < at + length; each++) {
            if (bytes[each] < 0) {
                return false;
            }
        }
        return true;
    }

    private static String text(byte[] bytes, int at, int length) {
        int end = at;
        while (end < at + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
    }
}
