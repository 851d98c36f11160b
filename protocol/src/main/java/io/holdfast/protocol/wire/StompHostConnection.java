package io.holdfast.protocol.wire;

import io.holdfast.protocol.ConnectionState;
import io.holdfast.protocol.HostConnection;
import io.holdfast.protocol.Reply;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The real connection to a host: connects, waits for the connection to end, pauses and connects again, until
/// closed.
public final class StompHostConnection implements HostConnection {
    private static final Logger LOG = LoggerFactory.getLogger(StompHostConnection.class);

    private final ConnectionOptions options;
    private final ListenerThread listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    /// Calls that wait for the connect under way.
    private final List<PendingCall> waiting = new ArrayList<>();

    private ConnectionState state = new ConnectionState.Connecting(0);
    private @Nullable ClientSession session;
    private boolean closed;
    private boolean hurry;

    private StompHostConnection(ConnectionOptions options, Listener listener) {
        this.options = options;
        this.listener = new ListenerThread(listener, options.toString());
    }

    /// Begins to connect.
    public static StompHostConnection open(ConnectionOptions options, Listener listener) {
        StompHostConnection connection = new StompHostConnection(options, listener);
        Thread.ofVirtual().name("host-connection " + options).start(connection::keepConnected);
        return connection;
    }

    @Override
    public CompletableFuture<Reply<JsonNode>> send(String verb, ObjectNode params, Duration deadline) {
        PendingCall call = new PendingCall(verb, params);
        lock.lock();
        try {
            switch (state) {
                case ConnectionState.Up up -> forward(call, deadline);
                case ConnectionState.Connecting connecting -> {
                    waiting.add(call);
                    call.limit(deadline, () -> forget(call));
                }
                case ConnectionState.BackingOff pause ->
                    call.abandon(
                            false,
                            "no connection to " + options + " (" + pause.reason() + "); next try at "
                                    + pause.nextTry());
                case ConnectionState.Closed end -> call.abandon(false, "the connection to " + options + " is closed");
            }
        } finally {
            lock.unlock();
        }
        return call.reply();
    }

    private void forward(PendingCall call, Duration deadline) {
        ClientSession current = session;
        if (current == null) {
            call.abandon(false, "no connection to " + options);
            return;
        }
        current.call(call);
        call.limit(deadline, () -> current.forget(call));
    }

    private void forget(PendingCall call) {
        lock.lock();
        try {
            waiting.remove(call);
            if (session != null) {
                session.forget(call);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public ConnectionState state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void retryNow() {
        lock.lock();
        try {
            hurry = true;
            wake.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        ClientSession last;
        List<PendingCall> abandoned;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            last = session;
            abandoned = takeWaiting();
            become(new ConnectionState.Closed());
            wake.signal();
        } finally {
            lock.unlock();
        }
        abandoned.forEach(call -> call.abandon(false, "the connection to " + options + " was closed"));
        if (last != null) {
            last.end("closed by this side");
        }
        listener.end();
    }

    private void keepConnected() {
        int failures = 0;
        while (true) {
            ClientSession attempt = begin(failures);
            if (attempt == null) {
                return;
            }
            String reason;
            try {
                ConnectionState.Up up = attempt.connect();
                if (isUp(attempt, up)) {
                    failures = 0;
                }
                reason = attempt.serve();
            } catch (IOException e) {
                reason = reasonOf(e);
            } catch (RuntimeException e) {
                LOG.error("the connection to {} failed by surprise", options, e);
                reason = e.toString();
            }
            attempt.end(reason);
            failures++;
            if (!pause(failures, reason)) {
                return;
            }
        }
    }

    private static String reasonOf(IOException failure) {
        String message = failure.getMessage();
        return message == null ? failure.toString() : message;
    }

    private @Nullable ClientSession begin(int failures) {
        lock.lock();
        try {
            if (closed) {
                return null;
            }
            ClientSession attempt = new ClientSession(options, listener::event);
            session = attempt;
            if (!(state instanceof ConnectionState.Connecting(int known) && known == failures)) {
                become(new ConnectionState.Connecting(failures));
            } else {
                listener.state(state);
            }
            return attempt;
        } finally {
            lock.unlock();
        }
    }

    private boolean isUp(ClientSession attempt, ConnectionState.Up up) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            become(up);
            LOG.info("connected to {}", options);
            takeWaiting().forEach(attempt::call);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Waits before the next connect.
    ///
    /// @return whether there is to be one
    private boolean pause(int failures, String reason) {
        long millis = options.pause(failures).toMillis();
        Duration pause = Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(millis / 4 + 1));
        List<PendingCall> abandoned;
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            session = null;
            abandoned = takeWaiting();
            become(new ConnectionState.BackingOff(
                    failures, reason, pause, Instant.now().plus(pause)));
        } finally {
            lock.unlock();
        }
        LOG.info("no connection to {}: {}; next try in {} ms", options, reason, pause.toMillis());
        abandoned.forEach(call -> call.abandon(false, "cannot connect to " + options + ": " + reason));
        return sleep(pause);
    }

    private boolean sleep(Duration pause) {
        lock.lock();
        try {
            long left = pause.toNanos();
            while (left > 0 && !closed && !hurry) {
                left = wake.awaitNanos(left);
            }
            hurry = false;
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private List<PendingCall> takeWaiting() {
        List<PendingCall> calls = List.copyOf(waiting);
        waiting.clear();
        return calls;
    }

    private void become(ConnectionState next) {
        state = next;
        listener.state(next);
    }
}
