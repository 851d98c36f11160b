package io.holdfast.protocol.wire;

import io.holdfast.protocol.ConnectionState;
import io.holdfast.protocol.Fields;
import io.holdfast.protocol.HostEvent;
import io.holdfast.protocol.Json;
import io.holdfast.protocol.MalformedMessage;
import io.holdfast.protocol.Reply;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// One connection of a manager to a host, from its connect to its end. Not used again after that.
///
/// Answers come to a destination of its own, of a random name, so that nobody else's reach it.
final class ClientSession {
    private static final Logger LOG = LoggerFactory.getLogger(ClientSession.class);
    private static final Set<String> COMMANDS = Set.of(Frame.CONNECTED, Frame.MESSAGE, Frame.RECEIPT, Frame.ERROR);
    private static final long QUEUE_BYTES = 64L * 1024 * 1024;
    private static final int CALLS = 10_000;

    private final ConnectionOptions options;
    private final Predicate<HostEvent> events;
    private final String replies = UUID.randomUUID().toString();
    private final Socket raw = new Socket();
    private final Map<String, PendingCall> pending = new ConcurrentHashMap<>();
    private volatile @Nullable FrameWriter writer;
    private @Nullable FrameReader reader;
    private volatile @Nullable String endedBy;

    /// A session that is not yet connected.
    ///
    /// @param events takes what the host tells unasked; says no when it cannot take more
    ClientSession(ConnectionOptions options, Predicate<HostEvent> events) {
        this.options = options;
        this.events = events;
    }

    /// Connects, up to the host's first answer.
    ConnectionState.Up connect() throws IOException {
        Future<?> tooLate = Deadlines.after(
                options.connectTime(),
                () -> end("no answer within " + options.connectTime().toSeconds() + " s"));
        try {
            raw.setTcpNoDelay(true);
            raw.setKeepAlive(true);
            raw.connect(new InetSocketAddress(options.host(), options.port()), (int)
                    options.connectTime().toMillis());
            SSLContext tls = options.tls();
            if (tls == null) {
                greet(raw);
                return new ConnectionState.Up("", "");
            }
            SSLSocket secured = secure(tls);
            greet(secured);
            return identity(secured);
        } catch (IOException e) {
            String reason = endedBy;
            throw reason == null ? e : new IOException(reason, e);
        } finally {
            tooLate.cancel(false);
        }
    }

    private SSLSocket secure(SSLContext tls) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(raw, options.host(), options.port(), true);
        socket.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        socket.startHandshake();
        return socket;
    }

    private static ConnectionState.Up identity(SSLSocket socket) throws IOException {
        X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return new ConnectionState.Up(
                    HexFormat.of().formatHex(digest),
                    certificate.getSubjectX500Principal().getName());
        } catch (GeneralSecurityException e) {
            throw new IOException("the host's certificate cannot be read", e);
        }
    }

    private void greet(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        FrameReader frames = new FrameReader(
                (buffer, timeoutMillis) -> {
                    socket.setSoTimeout(timeoutMillis);
                    return in.read(buffer);
                },
                FrameReader.Limits.CLIENT,
                COMMANDS);
        FrameWriter own = new FrameWriter(socket.getOutputStream(), QUEUE_BYTES);
        writer = own;
        Thread.ofVirtual().name("host-writer " + options).start(() -> write(own));
        long beat = options.heartBeat().toMillis();
        own.offer(Frame.of(
                Frame.CONNECT, "accept-version", "1.2", "heart-beat", beat + "," + beat, "host", options.host()));
        Frame answer = frames.next();
        if (answer == null) {
            throw new EOFException("the host closed the connection");
        }
        if (!answer.command().equals(Frame.CONNECTED)) {
            throw new ProtocolViolation(answer.command() + " instead of CONNECTED: " + answer.text());
        }
        String[] beats = answer.header("heart-beat", "0,0").split(",", -1);
        frames.allowSilence(2 * number(beats[0]));
        own.beatEvery(beats.length > 1 ? number(beats[1]) / 2 : 0);
        own.offer(Frame.of(
                Frame.SUBSCRIBE, "destination", replies, "id", UUID.randomUUID().toString(), "ack", "auto"));
        own.offer(Frame.of(
                Frame.SUBSCRIBE,
                "destination",
                Destinations.EVENTS,
                "id",
                UUID.randomUUID().toString(),
                "ack",
                "auto"));
        reader = frames;
    }

    private static long number(String text) throws ProtocolViolation {
        try {
            return Math.max(0, Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            throw new ProtocolViolation("not a heart-beat: " + text);
        }
    }

    private void write(FrameWriter own) {
        try {
            own.run();
        } catch (IOException e) {
            end("cannot write: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Reads until the connection ends.
    ///
    /// @return why it ended
    String serve() {
        FrameReader frames = reader;
        if (frames == null) {
            return "not connected";
        }
        try {
            for (Frame frame = frames.next(); frame != null; frame = frames.next()) {
                receive(frame);
            }
            end("the host closed the connection");
        } catch (SocketTimeoutException e) {
            end("the host was silent for too long");
        } catch (IOException e) {
            end(String.valueOf(e.getMessage()));
        } catch (MalformedMessage e) {
            end("the host sent what is no message: " + e.getMessage());
        }
        return String.valueOf(endedBy);
    }

    private void receive(Frame frame) throws IOException {
        switch (frame.command()) {
            case Frame.MESSAGE -> {
                JsonNode body = Json.parse(frame.body());
                if (body.isArray()) {
                    for (JsonNode part : body) {
                        receive(part);
                    }
                } else {
                    receive(body);
                }
            }
            case Frame.ERROR -> throw new ProtocolViolation("the host reports an error: " + frame.text());
            default -> {}
        }
    }

    private void receive(JsonNode message) throws IOException {
        Fields fields = Fields.of(message, "message");
        if (fields.has("id")) {
            PendingCall call = pending.remove(fields.text("id"));
            if (call != null) {
                call.answer(reply(fields));
            }
        } else if (fields.has("method")) {
            event(message);
        } else {
            LOG.warn("{} says to nobody: {}", options, message);
        }
    }

    private void event(JsonNode message) throws IOException {
        HostEvent event;
        try {
            event = HostEvent.parse(message);
        } catch (MalformedMessage e) {
            LOG.warn("{} sent an event that cannot be read: {}", options, e.getMessage());
            return;
        }
        if (!events.test(event)) {
            throw new IOException("events come faster than they are taken");
        }
    }

    private static Reply<JsonNode> reply(Fields fields) {
        if (fields.has("error")) {
            try {
                Fields error = fields.object("error");
                return new Reply.RemoteError<>(error.integer("code"), error.text("message", ""));
            } catch (MalformedMessage e) {
                return new Reply.OutcomeUnknown<>(false, "unreadable answer: " + e.getMessage());
            }
        }
        return fields.value("result")
                .<Reply<JsonNode>>map(Reply.Result::new)
                .orElseGet(() -> new Reply.OutcomeUnknown<>(false, "an answer without result or error"));
    }

    /// Sends a call.
    void call(PendingCall call) {
        FrameWriter own = writer;
        if (own == null || pending.size() >= CALLS) {
            call.abandon(false, own == null ? "not connected" : "too many calls wait for their answers");
            return;
        }
        pending.put(call.id(), call);
        Frame frame = Frame.withBody(
                Frame.SEND,
                Json.bytes(call.request()),
                "destination",
                Destinations.REQUESTS.getFirst(),
                "reply-to",
                replies,
                "content-type",
                "application/json");
        String reason = endedBy;
        if (!own.offer(frame, call::claim) || reason != null) {
            pending.remove(call.id());
            call.abandon(false, reason == null ? "too much waits to be sent to " + options : reason);
        }
    }

    void forget(PendingCall call) {
        pending.remove(call.id());
    }

    /// Ends the connection; the first reason counts. All pending calls end.
    void end(String reason) {
        synchronized (pending) {
            if (endedBy == null) {
                endedBy = reason;
            }
        }
        FrameWriter own = writer;
        if (own != null) {
            own.end();
        }
        try {
            raw.close();
        } catch (IOException e) {
            LOG.debug("cannot close the connection to {}", options, e);
        }
        pending.values().forEach(call -> {
            if (pending.remove(call.id(), call)) {
                call.abandon(false, "the connection to " + options + " was lost: " + endedBy);
            }
        });
    }
}
