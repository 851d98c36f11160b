package io.holdfast.lease.socket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// The head and the text of one record of a status answer.
///
///     offset size  field
///          0    4  kind
///          4    4  zero
///          8    4  data32        client and resource: pid or -1; host: host id
///         12    4  hole
///         16    8  data64        lockspace: host id; resource: lver; host and renewal: timestamp
///         24   48  name          NUL padded
///         72    4  text length   with its final NUL, at most 4096
///         76    4  hole
///         80       text          `key=value` pairs joined by one blank
///
/// Behind the text of a lockspace follows a [LockspaceAddress], behind that of a resource a [ResourceAddress]
/// with its disks; see [StateEntry].
public record StateRecord(Kind kind, int data32, long data64, String name, String text) {
    public static final int SIZE = 80;
    public static final int MAX_TEXT = 4096;

    /// What a record describes, with its number on the wire.
    public enum Kind {
        DAEMON(1),
        CLIENT(2),
        LOCKSPACE(3),
        RESOURCE(4),
        HOST(5),
        RENEWAL(6);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        static Kind of(int number) {
            for (Kind each : values()) {
                if (each.number == number) {
                    return each;
                }
            }
            throw new MalformedMessage("A status record has the unknown kind " + number);
        }
    }

    public StateRecord {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(name);
        Objects.requireNonNull(text);
    }

    /// The text's pairs in their order. A word without `=` has an empty value.
    public Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : text.split(" ", -1)) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                values.put(equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
            }
        }
        return values;
    }

    /// Bytes on the wire, the text included.
    public int size() {
        return SIZE + text.getBytes(StandardCharsets.UTF_8).length + 1;
    }

    /// Writes head and text into a little-endian buffer.
    ///
    /// @throws IllegalArgumentException if the text is too long
    public void write(ByteBuffer to) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length + 1 > MAX_TEXT) {
            throw new IllegalArgumentException("A status text of " + bytes.length + " bytes is too long");
        }
        to.putInt(kind.number).putInt(0).putInt(data32).putInt(0).putLong(data64);
        FixedText.write(to, name, LockspaceAddress.NAME_SIZE, LockspaceAddress.NAME_SIZE);
        to.putInt(bytes.length + 1).putInt(0);
        to.put(bytes).put((byte) 0);
    }

    /// The length of the text of the record whose 80 bytes of head start at the buffer's position.
    ///
    /// @throws MalformedMessage if it is impossible
    static int textLength(ByteBuffer from) {
        int length = from.getInt(from.position() + 72);
        if (length < 0 || length > MAX_TEXT) {
            throw new MalformedMessage("A status record announces a text of " + length + " bytes");
        }
        return length;
    }

    /// Reads head and text.
    ///
    /// @throws MalformedMessage if kind, text length or coding are wrong
    static StateRecord read(ByteBuffer from) {
        int textLength = textLength(from);
        Kind kind = Kind.of(from.getInt());
        from.getInt();
        int data32 = from.getInt();
        from.getInt();
        long data64 = from.getLong();
        String name = FixedText.read(from, LockspaceAddress.NAME_SIZE);
        from.getLong();
        return new StateRecord(kind, data32, data64, name, FixedText.read(from, textLength));
    }
}
