package io.holdfast.hypervisor;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands events to listeners, in order, away from libvirt's own thread (which may call nothing of libvirt that
/// waits).
final class EventQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);

    private final List<Consumer<MachineEvent>> listeners = new CopyOnWriteArrayList<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("machine-events").factory());

    void listen(Consumer<MachineEvent> listener) {
        listeners.add(listener);
    }

    void put(MachineEvent event) {
        try {
            thread.execute(() -> listeners.forEach(listener -> tell(listener, event)));
        } catch (RejectedExecutionException e) {
            LOG.debug("Nobody listens any more to {}", event);
        }
    }

    private static void tell(Consumer<MachineEvent> listener, MachineEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            LOG.error("A listener failed on {}", event, e);
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
