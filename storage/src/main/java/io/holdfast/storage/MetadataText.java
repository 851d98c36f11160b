package io.holdfast.storage;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// What the metadata texts of domains and volumes have in common: `KEY=VALUE` lines in UTF-8.
final class MetadataText {
    /// The order of keys: by code point, which differs from that of UTF-16 units above U+FFFF.
    static final Comparator<String> KEY_ORDER = (a, b) ->
            java.util.Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());

    private MetadataText() {}

    /// Decodes a text strictly, without the NUL bytes that may follow it.
    ///
    /// @throws StorageException if it is not UTF-8
    static String decode(byte[] bytes, StorageError error, String what) {
        int length = bytes.length;
        while (length > 0 && bytes[length - 1] == 0) {
            length--;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new StorageException(error, what + " is not UTF-8", e);
        }
    }

    /// Splits at everything that Unicode knows as an end of line; an end at the end of the text adds no line.
    static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int at = 0; at < text.length(); at++) {
            if (endsLine(text.charAt(at))) {
                lines.add(text.substring(start, at));
                if (text.charAt(at) == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n') {
                    at++;
                }
                start = at + 1;
            }
        }
        if (start < text.length()) {
            lines.add(text.substring(start));
        }
        return lines;
    }

    /// Whether a reader would end a line at `unit`.
    static boolean endsLine(int unit) {
        return (unit >= 0x0A && unit <= 0x0D)
                || (unit >= 0x1C && unit <= 0x1E)
                || unit == 0x85
                || unit == 0x2028
                || unit == 0x2029;
    }

    /// Checks that a value can be written and will be read as the same.
    ///
    /// @throws StorageException if it has an end of line, a NUL or half a character
    static String checked(String key, String value) {
        boolean wrong =
                value.codePoints().anyMatch(each -> endsLine(each) || each == 0 || (each >= 0xD800 && each <= 0xDFFF));
        if (wrong) {
            throw new StorageException(
                    StorageError.METADATA_VALUE, "The value of " + key + " has characters that end a line of metadata");
        }
        return value;
    }

    /// The lines in the map's order, each ended by a newline.
    static StringBuilder format(Map<String, String> entries) {
        StringBuilder text = new StringBuilder();
        entries.forEach(
                (key, value) -> text.append(key).append('=').append(value).append('\n'));
        return text;
    }
}
