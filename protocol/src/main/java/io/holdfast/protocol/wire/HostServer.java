package io.holdfast.protocol.wire;

import io.holdfast.protocol.EventSink;
import io.holdfast.protocol.HostEvent;
import io.holdfast.protocol.Json;
import io.holdfast.protocol.VerbRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// The agent's server: answers the verbs of a registry and sends events to all who subscribed to them.
///
/// Each connection has its own threads, so that one that is slow, silent or hostile keeps nobody else waiting.
/// Everything is bounded: connections, frames, subscriptions, calls at once and what waits for a slow reader;
/// who goes beyond is refused or dropped, alone.
public final class HostServer implements EventSink, AutoCloseable {
    /// The protocol's usual port.
    public static final int PORT = 54321;

    private static final Logger LOG = LoggerFactory.getLogger(HostServer.class);
    private static final int OPEN_LIMIT = 200;
    private static final int ARRIVING_LIMIT = 100;
    private static final Duration ARRIVAL = Duration.ofSeconds(10);
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final VerbRegistry registry;
    private final @Nullable SSLContext tls;
    private final ServerSocket socket;
    private final Subscriptions subscriptions = new Subscriptions();
    private final RequestRunner runner;
    /// Both are guarded by `this`.
    private final Set<ServerSession> arriving = new LinkedHashSet<>();

    private final Set<ServerSession> open = new LinkedHashSet<>();
    private volatile boolean closed;

    private HostServer(ServerSocket socket, @Nullable SSLContext tls, VerbRegistry registry) {
        this.socket = socket;
        this.tls = tls;
        this.registry = registry;
        this.runner = new RequestRunner(registry);
    }

    /// Listens, and answers from now on.
    ///
    /// @param address port 0 for any free one
    /// @param tls null for a connection in clear, for tests; both sides must agree
    /// @throws UncheckedIOException if the address cannot be listened on
    public static HostServer start(InetSocketAddress address, @Nullable SSLContext tls, VerbRegistry registry) {
        try {
            ServerSocket socket = new ServerSocket();
            try {
                socket.setReuseAddress(true);
                socket.bind(address, 50);
            } catch (IOException e) {
                socket.close();
                throw e;
            }
            HostServer server = new HostServer(socket, tls, registry);
            Thread.ofPlatform().name("host-protocol-accept").start(server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    /// The port that it listens on.
    public int port() {
        return socket.getLocalPort();
    }

    /// Sends an event to every subscriber; waits for none. Dropped while the registry is not ready.
    @Override
    public void publish(HostEvent event) {
        if (registry.ready()) {
            deliver(Destinations.EVENTS, event.format());
        }
    }

    /// Refuses new calls, lets running ones go on for 2 s, then ends all connections. Handlers are not
    /// interrupted: what they do goes on to its end, its answer is lost.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        runner.close();
        try {
            socket.close();
        } catch (IOException e) {
            LOG.warn("cannot close port {}", port(), e);
        }
        boolean idle = runner.awaitIdle(FAREWELL);
        List<ServerSession> sessions;
        synchronized (this) {
            sessions = new ArrayList<>(arriving);
            sessions.addAll(open);
        }
        sessions.forEach(session -> session.end("the agent is shutting down"));
        if (!idle) {
            LOG.info("closed with calls still running");
        }
    }

    private void accept() {
        while (!closed) {
            try {
                Socket accepted = socket.accept();
                welcome(accepted);
            } catch (IOException e) {
                if (!closed) {
                    LOG.warn("cannot accept a connection on port {}", port(), e);
                    pause();
                }
            }
        }
    }

    /// Out of file descriptors, accepting fails at once, again and again.
    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void welcome(Socket accepted) {
        ServerSession session = new ServerSession(accepted, tls, this);
        ServerSession crowdedOut = null;
        synchronized (this) {
            if (arriving.size() >= ARRIVING_LIMIT) {
                Iterator<ServerSession> oldest = arriving.iterator();
                crowdedOut = oldest.next();
                oldest.remove();
            }
            arriving.add(session);
        }
        if (crowdedOut != null) {
            crowdedOut.drop("too many connections arrive at once");
        }
        session.start(ARRIVAL);
    }

    /// A session has shown who it is and sent its first command.
    boolean arrived(ServerSession session) {
        synchronized (this) {
            if (!arriving.remove(session) || open.size() >= OPEN_LIMIT || closed) {
                return false;
            }
            return open.add(session);
        }
    }

    void ended(ServerSession session) {
        synchronized (this) {
            arriving.remove(session);
            open.remove(session);
        }
        subscriptions.removeAll(session);
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    RequestRunner runner() {
        return runner;
    }

    /// Sends a JSON value as a message to all subscribers of a destination.
    ///
    /// @param message an object or an array
    void deliver(String destination, JsonNode message) {
        List<Subscriptions.Subscriber> subscribers = subscriptions.of(destination);
        if (subscribers.isEmpty()) {
            LOG.debug("nobody is subscribed to {}", destination);
            return;
        }
        byte[] body = Json.bytes(message);
        for (Subscriptions.Subscriber subscriber : subscribers) {
            subscriber
                    .session()
                    .send(Frame.withBody(
                            Frame.MESSAGE,
                            body,
                            "destination",
                            destination,
                            "content-type",
                            "application/json",
                            "subscription",
                            subscriber.id()));
        }
    }
}
