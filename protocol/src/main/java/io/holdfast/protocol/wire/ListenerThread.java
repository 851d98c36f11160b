package io.holdfast.protocol.wire;

import io.holdfast.protocol.ConnectionState;
import io.holdfast.protocol.HostConnection;
import io.holdfast.protocol.HostEvent;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells a listener what happens, in order, on a thread of its own, so that the connection does not wait for it.
final class ListenerThread {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerThread.class);
    private static final int EVENT_LIMIT = 10_000;

    private final HostConnection.Listener listener;
    private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger events = new AtomicInteger();
    private final Thread thread;
    private volatile boolean ended;

    ListenerThread(HostConnection.Listener listener, String host) {
        this.listener = listener;
        this.thread = Thread.ofVirtual().name("host-events " + host).start(this::run);
    }

    void state(ConnectionState state) {
        queue.add(() -> listener.stateChanged(state));
    }

    /// Queues an event.
    ///
    /// @return false if the listener is too far behind: the event is lost
    boolean event(HostEvent event) {
        if (events.incrementAndGet() > EVENT_LIMIT) {
            events.decrementAndGet();
            return false;
        }
        queue.add(() -> {
            events.decrementAndGet();
            listener.event(event);
        });
        return true;
    }

    /// Ends the thread once what is queued was told.
    void end() {
        queue.add(() -> ended = true);
    }

    private void run() {
        while (!ended) {
            try {
                queue.take().run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.error("{} failed by surprise", thread.getName(), e);
            }
        }
    }
}
