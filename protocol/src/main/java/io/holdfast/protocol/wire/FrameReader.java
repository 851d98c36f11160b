package io.holdfast.protocol.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Cuts what arrives on one connection into frames. Whatever arrives, it ends in a frame, at the end of the
/// stream or in an exception, within bounded memory; a frame once begun must be complete within the time
/// allowed.
final class FrameReader {
    /// Where bytes come from.
    @FunctionalInterface
    interface Source {
        /// Waits for bytes.
        ///
        /// @param timeoutMillis 0 for ever
        /// @return the number of bytes put into `buffer`, -1 at the end
        /// @throws java.net.SocketTimeoutException if none came in time
        int read(byte[] buffer, int timeoutMillis) throws IOException;
    }

    /// What is accepted.
    ///
    /// @param headBytes of command and headers together
    /// @param headers number of them
    /// @param bodyBytes of one body
    /// @param frameSeconds from the first byte of a frame to its last
    record Limits(int headBytes, int headers, int bodyBytes, int frameSeconds) {
        /// What an agent accepts.
        static final Limits SERVER = new Limits(16 * 1024, 64, 8 * 1024 * 1024, 30);

        /// What a manager accepts, which asked for it.
        static final Limits CLIENT = new Limits(16 * 1024, 64, 64 * 1024 * 1024, 60);
    }

    private final Source source;
    private final Limits limits;
    private final Set<String> commands;
    private final byte[] buffer = new byte[16 * 1024];
    private int position;
    private int end;
    private volatile int silenceMillis;
    private long frameEnds;
    private boolean inFrame;

    /// Reads from one connection.
    ///
    /// @param commands those that may come; another one is a violation as soon as it differs
    FrameReader(Source source, Limits limits, Set<String> commands) {
        this.source = source;
        this.limits = limits;
        this.commands = commands;
    }

    /// Any byte ends a silence. 0 allows any silence between frames.
    void allowSilence(long millis) {
        silenceMillis = (int) Math.min(millis, Integer.MAX_VALUE);
    }

    /// The next frame, or null at the end of the stream between frames.
    @Nullable Frame next() throws IOException {
        int first = firstByte();
        if (first < 0) {
            return null;
        }
        inFrame = true;
        frameEnds = System.nanoTime() + TimeUnit.SECONDS.toNanos(limits.frameSeconds());
        try {
            String command = command(first);
            Map<String, String> headers = headers(command);
            return new Frame(command, headers, body(headers.get("content-length")));
        } finally {
            inFrame = false;
        }
    }

    /// Ends of line between frames are heart-beats.
    private int firstByte() throws IOException {
        while (true) {
            if (position == end && !fill()) {
                return -1;
            }
            byte next = buffer[position++];
            if (next != '\n' && next != '\r') {
                return next;
            }
        }
    }

    private String command(int first) throws IOException {
        StringBuilder command = new StringBuilder().append((char) (first & 0xff));
        while (true) {
            String begun = command.toString();
            if (commands.stream().noneMatch(known -> known.startsWith(begun))) {
                throw new ProtocolViolation("not a STOMP command");
            }
            int next = read();
            if (next == '\r') {
                next = read();
            }
            if (next == '\n') {
                if (!commands.contains(begun)) {
                    throw new ProtocolViolation("not a STOMP command");
                }
                return begun;
            }
            command.append((char) next);
        }
    }

    private Map<String, String> headers(String command) throws IOException {
        boolean escaped = !command.equals(Frame.CONNECT) && !command.equals(Frame.CONNECTED);
        Map<String, String> headers = new LinkedHashMap<>();
        int room = limits.headBytes();
        for (int count = 0; ; count++) {
            String line = line(room);
            if (line.isEmpty()) {
                return headers;
            }
            if (count == limits.headers()) {
                throw new ProtocolViolation("more than " + limits.headers() + " headers");
            }
            room -= line.length();
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new ProtocolViolation("a header without a colon");
            }
            String name = line.substring(0, colon);
            String value = line.substring(colon + 1);
            headers.putIfAbsent(escaped ? Frame.unescape(name) : name, escaped ? Frame.unescape(value) : value);
        }
    }

    private String line(int room) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        while (true) {
            int next = read();
            if (next == '\n') {
                byte[] bytes = line.toByteArray();
                boolean carriageReturn = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
                return new String(bytes, 0, carriageReturn ? bytes.length - 1 : bytes.length, UTF_8);
            }
            if (next == 0) {
                throw new ProtocolViolation("NUL in the headers");
            }
            if (line.size() >= room) {
                throw new ProtocolViolation("headers of more than " + limits.headBytes() + " bytes");
            }
            line.write(next);
        }
    }

    private byte[] body(@Nullable String contentLength) throws IOException {
        return contentLength == null ? bodyUntilNul() : bodyOf(length(contentLength));
    }

    private int length(String contentLength) throws ProtocolViolation {
        try {
            int length = Integer.parseInt(contentLength.strip());
            if (length >= 0 && length <= limits.bodyBytes()) {
                return length;
            }
        } catch (NumberFormatException e) {
            throw new ProtocolViolation("content-length is not a number");
        }
        throw new ProtocolViolation("content-length is not within 0 and " + limits.bodyBytes());
    }

    /// Memory is taken as bytes arrive, not as they are announced.
    private byte[] bodyOf(int length) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(Math.min(length, buffer.length));
        while (body.size() < length) {
            ensureFilled();
            int part = Math.min(length - body.size(), end - position);
            body.write(buffer, position, part);
            position += part;
        }
        if (read() != 0) {
            throw new ProtocolViolation("no NUL behind the body");
        }
        return body.toByteArray();
    }

    private byte[] bodyUntilNul() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int next = read();
            if (next == 0) {
                return body.toByteArray();
            }
            if (body.size() >= limits.bodyBytes()) {
                throw new ProtocolViolation("a body of more than " + limits.bodyBytes() + " bytes");
            }
            body.write(next);
        }
    }

    private int read() throws IOException {
        ensureFilled();
        return buffer[position++] & 0xff;
    }

    private void ensureFilled() throws IOException {
        if (position == end && !fill()) {
            throw new EOFException("the connection ended within a frame");
        }
    }

    private boolean fill() throws IOException {
        int timeout = silenceMillis;
        if (inFrame) {
            long left = TimeUnit.NANOSECONDS.toMillis(frameEnds - System.nanoTime());
            if (left <= 0) {
                throw new ProtocolViolation("a frame took more than " + limits.frameSeconds() + " s");
            }
            timeout = (int) (timeout == 0 ? left : Math.min(timeout, left));
        }
        position = 0;
        end = Math.max(0, source.read(buffer, timeout));
        return end > 0;
    }
}
