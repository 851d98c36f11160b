package io.holdfast.protocol.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One STOMP 1.2 frame.
///
///     command LF
///     name:value LF        ... any number
///     LF
///     body NUL
///
/// In names and values of all frames but CONNECT and CONNECTED, CR, LF, colon and backslash are written `\r`,
/// `\n`, `\c`, `\\`. Every frame is sent with `content-length`, 0 included: there are clients that misread what
/// follows otherwise.
///
/// @param headers of a repeated name, the first value counts
/// @param body not copied: do not change it
@SuppressWarnings("ArrayRecordComponent") // never compared
record Frame(String command, Map<String, String> headers, byte[] body) {
    static final String CONNECT = "CONNECT";
    static final String CONNECTED = "CONNECTED";
    static final String SUBSCRIBE = "SUBSCRIBE";
    static final String UNSUBSCRIBE = "UNSUBSCRIBE";
    static final String SEND = "SEND";
    static final String MESSAGE = "MESSAGE";
    static final String RECEIPT = "RECEIPT";
    static final String DISCONNECT = "DISCONNECT";
    static final String ERROR = "ERROR";

    private static final byte[] EMPTY = {};

    /// A frame without a body.
    ///
    /// @param headers names and values in turn
    static Frame of(String command, String... headers) {
        return new Frame(command, pairs(headers), EMPTY);
    }

    static Frame withBody(String command, byte[] body, String... headers) {
        return new Frame(command, pairs(headers), body);
    }

    private static Map<String, String> pairs(String... headers) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], headers[i + 1]);
        }
        return map;
    }

    @Nullable String header(String name) {
        return headers.get(name);
    }

    String header(String name, String otherwise) {
        return headers.getOrDefault(name, otherwise);
    }

    String text() {
        return new String(body, UTF_8);
    }

    byte[] bytes() {
        boolean escaped = !command.equals(CONNECT) && !command.equals(CONNECTED);
        StringBuilder head = new StringBuilder(256).append(command).append('\n');
        headers.forEach((name, value) -> head.append(escaped ? escape(name) : name)
                .append(':')
                .append(escaped ? escape(value) : value)
                .append('\n'));
        head.append("content-length:").append(body.length).append("\n\n");
        byte[] start = head.toString().getBytes(UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(start.length + body.length + 1);
        out.writeBytes(start);
        out.writeBytes(body);
        out.write(0);
        return out.toByteArray();
    }

    static String escape(String text) {
        if (text.indexOf('\\') < 0 && text.indexOf(':') < 0 && text.indexOf('\n') < 0 && text.indexOf('\r') < 0) {
            return text;
        }
        return text.replace("\\", "\\\\")
                .replace("\r", "\\r")
                .replace("\n", "\\n")
                .replace(":", "\\c");
    }

    /// What is no escape is left as it stands, since there are clients that do not escape.
    static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
            int escape = c == '\\' ? "rnc\\".indexOf(next) : -1;
            if (escape < 0) {
                plain.append(c);
            } else {
                plain.append("\r\n:\\".charAt(escape));
                i++;
            }
        }
        return plain.toString();
    }
}
