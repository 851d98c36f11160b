package io.holdfast.lease.socket;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Text in a field of fixed size: UTF-8, padded with NUL, without a terminator when it fills the field.
public final class FixedText {
    private FixedText() {}

    /// Reads `size` bytes and returns the text before the first NUL; moves the buffer behind the field.
    ///
    /// @throws MalformedMessage if the bytes are not UTF-8
    public static String read(ByteBuffer from, int size) {
        ByteBuffer field = from.slice(from.position(), size);
        from.position(from.position() + size);
        int length = 0;
        while (length < size && field.get(length) != 0) {
            length++;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(field.slice(0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedMessage("A text of " + length + " bytes is not UTF-8", e);
        }
    }

    /// Writes the text and as many NULs as fill the field.
    ///
    /// @throws IllegalArgumentException if the text has more than `limit` bytes or contains a NUL
    public static void write(ByteBuffer to, String text, int size, int limit) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > limit || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" does not fit: at most " + limit + " bytes without a NUL are possible");
        }
        to.put(bytes);
        zero(to, size - bytes.length);
    }

    static void zero(ByteBuffer to, int count) {
        for (int at = 0; at < count; at++) {
            to.put((byte) 0);
        }
    }
}
