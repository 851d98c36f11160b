package io.holdfast.protocol.wire;

import io.holdfast.protocol.ConnectionState;
import io.holdfast.protocol.HostConnection;
import io.holdfast.protocol.HostEvent;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Keeps what a connection tells until a test asks for it.
final class RecordingListener implements HostConnection.Listener {
    private static final int PATIENCE_SECONDS = 20;
    final LinkedBlockingQueue<HostEvent> events = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<ConnectionState> states = new LinkedBlockingQueue<>();

    @Override
    public void stateChanged(ConnectionState state) {
        states.add(state);
    }

    @Override
    public void event(HostEvent event) {
        events.add(event);
    }

    /// Waits for the next state of that kind; states of other kinds before it are skipped.
    <S extends ConnectionState> S await(Class<S> kind) throws InterruptedException {
        long ends = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        ConnectionState last = null;
        while (true) {
            ConnectionState state = states.poll(ends - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (state == null) {
                throw new AssertionError(
                        "no " + kind.getSimpleName() + " within " + PATIENCE_SECONDS + " s; last: " + last);
            }
            if (kind.isInstance(state)) {
                return kind.cast(state);
            }
            last = state;
        }
    }
}
