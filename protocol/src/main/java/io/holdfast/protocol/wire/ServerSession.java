package io.holdfast.protocol.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.protocol.CallContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection to the agent's server: its reader and its writer, each on a virtual thread.
///
/// CONNECT is answered whenever it comes and is no precondition for anything: there are managers that subscribe
/// first.
final class ServerSession {
    private static final Logger LOG = LoggerFactory.getLogger(ServerSession.class);
    private static final Set<String> COMMANDS =
            Set.of(Frame.CONNECT, Frame.SUBSCRIBE, Frame.UNSUBSCRIBE, Frame.SEND, Frame.DISCONNECT);

    /// Calls at once of one connection.
    private static final int CALLS = 128;

    private static final Duration FAREWELL = Duration.ofSeconds(5);
    private static final long QUEUE_BYTES = 32L * 1024 * 1024;
    private static final long SHORTEST_BEAT = 1000;
    private static final long LONGEST_BEAT = Duration.ofDays(1).toMillis();

    private final Socket raw;
    private final @Nullable SSLContext tls;
    private final HostServer server;
    private final Semaphore calls = new Semaphore(CALLS);
    private @Nullable DribblingSocket dribbling;
    private volatile @Nullable FrameWriter writer;
    private volatile String peer = "";

    ServerSession(Socket raw, @Nullable SSLContext tls, HostServer server) {
        this.raw = raw;
        this.tls = tls;
        this.server = server;
    }

    /// Begins to serve.
    ///
    /// @param arrival how long it may take to the end of the first command
    void start(Duration arrival) {
        Future<?> tooLate = Deadlines.after(arrival, () -> drop("no command within " + arrival.toSeconds() + " s"));
        Thread.ofVirtual().name("host-protocol-reader").start(() -> {
            try {
                serve(tooLate);
            } catch (SocketTimeoutException e) {
                LOG.info("connection of {} ended: silent for too long", this);
            } catch (ProtocolViolation e) {
                LOG.warn("connection of {} ended: {}", this, e.getMessage());
            } catch (IOException e) {
                LOG.debug("connection of {} ended: {}", this, e.toString());
            } catch (RuntimeException e) {
                LOG.error("connection of {} ended by surprise", this, e);
            } finally {
                tooLate.cancel(false);
                server.ended(this);
                end("it is over");
            }
        });
    }

    private void serve(Future<?> tooLate) throws IOException {
        raw.setTcpNoDelay(true);
        raw.setKeepAlive(true);
        Socket socket = secured();
        InputStream in = socket.getInputStream();
        FrameReader reader = new FrameReader(
                (buffer, timeoutMillis) -> {
                    socket.setSoTimeout(timeoutMillis);
                    return in.read(buffer);
                },
                FrameReader.Limits.SERVER,
                COMMANDS);
        Frame first = reader.next();
        tooLate.cancel(false);
        if (first == null) {
            return;
        }
        if (!server.arrived(this)) {
            LOG.warn("connection of {} refused: too many are open", this);
            return;
        }
        startWriter(socket);
        for (Frame frame = first; frame != null; frame = reader.next()) {
            if (!handle(frame, reader)) {
                return;
            }
        }
    }

    private Socket secured() throws IOException {
        if (tls == null) {
            return raw;
        }
        DribblingSocket below = new DribblingSocket(raw);
        dribbling = below;
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(below, null, true);
        socket.setUseClientMode(false);
        socket.setNeedClientAuth(true);
        socket.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        socket.startHandshake();
        try {
            peer = socket.getSession().getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException e) {
            throw new IOException("no client certificate", e);
        }
        return socket;
    }

    private void startWriter(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        DribblingSocket below = dribbling;
        FrameWriter own = new FrameWriter(
                out,
                QUEUE_BYTES,
                below == null ? last -> endOfLine(out) : last -> below.dribble(last, () -> endOfLine(out)));
        writer = own;
        Thread.ofVirtual().name("host-protocol-writer").start(() -> {
            try {
                own.run();
                socket.shutdownOutput();
            } catch (IOException e) {
                LOG.debug("cannot write to {}: {}", this, e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                own.end();
                close();
            }
        });
    }

    private static void endOfLine(OutputStream out) throws IOException {
        out.write('\n');
        out.flush();
    }

    /// Acts upon one frame.
    ///
    /// @return whether the connection goes on
    private boolean handle(Frame frame, FrameReader reader) {
        switch (frame.command()) {
            case Frame.CONNECT -> connect(frame, reader);
            case Frame.SUBSCRIBE -> subscribe(frame);
            case Frame.UNSUBSCRIBE -> {
                server.subscriptions().remove(this, frame.header("id", ""));
                receipt(frame);
            }
            case Frame.SEND -> dispatch(frame);
            default -> {
                receipt(frame);
                return frame.header("receipt") != null;
            }
        }
        return true;
    }

    private void connect(Frame frame, FrameReader reader) {
        List<String> versions = List.of(frame.header("accept-version", "").split(","));
        if (versions.stream().noneMatch(version -> version.strip().equals("1.2"))) {
            send(error("Version unsupported"));
            return;
        }
        long[] beats = beats(frame.header("heart-beat", "0,0"));
        reader.allowSilence(2 * beats[0]);
        send(Frame.of(Frame.CONNECTED, "version", "1.2", "heart-beat", beats[1] + "," + beats[0]));
        FrameWriter own = writer;
        if (own != null) {
            own.beatEvery(beats[1]);
        }
    }

    /// What the client can send and what it wants to get, in milliseconds; 0 for none.
    private static long[] beats(String header) {
        String[] parts = header.split(",", -1);
        long[] beats = {0, 0};
        for (int i = 0; i < 2 && i < parts.length; i++) {
            try {
                long wanted = Long.parseLong(parts[i].strip());
                beats[i] = wanted <= 0 ? 0 : Math.clamp(wanted, SHORTEST_BEAT, LONGEST_BEAT);
            } catch (NumberFormatException e) {
                LOG.debug("not a heart-beat: {}", header);
            }
        }
        return beats;
    }

    private void subscribe(Frame frame) {
        String destination = frame.header("destination");
        String id = frame.header("id");
        if (destination == null || id == null) {
            send(error("SUBSCRIBE needs a destination and an id"));
        } else if (!server.subscriptions().add(this, id, destination)) {
            send(error("Subscription " + id + " exists, or there are too many"));
        } else {
            receipt(frame);
        }
    }

    private void dispatch(Frame frame) {
        String destination = frame.header("destination", "");
        List<Subscriptions.Subscriber> subscribers = server.subscriptions().of(destination);
        subscribers.forEach(subscriber -> subscriber.session().send(forwarded(frame, subscriber.id())));
        receipt(frame);
        if (Destinations.isRequest(destination)) {
            String replyTo = frame.header("reply-to", Destinations.RESPONSES);
            CallContext context = new CallContext(peer, frame.header("ovirtCorrelationId", ""), OptionalLong.empty());
            server.runner().run(frame.body(), context, calls, answer -> server.deliver(replyTo, answer));
        } else if (subscribers.isEmpty()) {
            send(error("Subscription not available"));
        }
    }

    private static Frame forwarded(Frame frame, String subscription) {
        Map<String, String> headers = new LinkedHashMap<>(frame.headers());
        headers.remove("content-length");
        headers.remove("receipt");
        headers.put("subscription", subscription);
        return new Frame(Frame.MESSAGE, headers, frame.body());
    }

    private void receipt(Frame frame) {
        String receipt = frame.header("receipt");
        if (receipt != null) {
            send(Frame.of(Frame.RECEIPT, "receipt-id", receipt));
        }
    }

    private static Frame error(String text) {
        return Frame.withBody(Frame.ERROR, text.getBytes(UTF_8), "content-type", "text/plain");
    }

    /// Queues a frame; a session that takes nothing any more ends.
    void send(Frame frame) {
        FrameWriter own = writer;
        if (own != null && !own.offer(frame)) {
            drop("it reads too slowly");
        }
    }

    /// Ends after what is queued was written, and soon in any case.
    void end(String reason) {
        LOG.debug("connection of {} ends: {}", this, reason);
        FrameWriter own = writer;
        if (own != null) {
            own.end();
            Future<?> ignored = Deadlines.after(FAREWELL, this::close);
        } else {
            close();
        }
    }

    /// Ends at once.
    void drop(String reason) {
        LOG.info("connection of {} dropped: {}", this, reason);
        close();
    }

    /// Under TLS too only the socket below is closed, which waits for nobody.
    private void close() {
        try {
            raw.close();
        } catch (IOException e) {
            LOG.debug("cannot close the connection of {}", this, e);
        }
    }

    @Override
    public String toString() {
        return raw.getRemoteSocketAddress() + (peer.isEmpty() ? "" : " (" + peer + ")");
    }
}
