package io.holdfast.restmodel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/// The text of an XML document as it grows. What XML 1.0 cannot carry, such as a control character in the output of
/// a device, becomes U+FFFD.
final class XmlText {
    private final StringBuilder text = new StringBuilder(1024).append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    private final Deque<String> open = new ArrayDeque<>();
    private boolean empty;

    void start(String tag) {
        finishStart();
        text.append('<').append(tag);
        open.push(tag);
        empty = true;
    }

    /// Directly after [#start] only.
    void attribute(String name, String value) {
        text.append(' ').append(name).append("=\"");
        escape(value, true);
        text.append('"');
    }

    void text(String value) {
        if (!value.isEmpty()) {
            finishStart();
            escape(value, false);
        }
    }

    void end() {
        String tag = open.pop();
        if (empty) {
            text.append("/>");
            empty = false;
        } else {
            text.append("</").append(tag).append('>');
        }
    }

    byte[] bytes() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void finishStart() {
        if (empty) {
            text.append('>');
            empty = false;
        }
    }

    private void escape(String value, boolean attribute) {
        for (int i = 0; i < value.length(); ) {
            int each = value.codePointAt(i);
            i += Character.charCount(each);
            switch (each) {
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '&' -> text.append("&amp;");
                case '\r' -> text.append("&#13;");
                case '"' -> text.append(attribute ? "&quot;" : "\"");
                case '\n' -> text.append(attribute ? "&#10;" : "\n");
                case '\t' -> text.append(attribute ? "&#9;" : "\t");
                default -> text.appendCodePoint(allowed(each) ? each : 0xFFFD);
            }
        }
    }

    private static boolean allowed(int each) {
        return each >= ' ' && each != 0xFFFE && each != 0xFFFF && (each < 0xD800 || each > 0xDFFF);
    }
}
