package io.holdfast.agent.monitoring;

import io.holdfast.base.Clock;
import io.holdfast.protocol.DomainVitals;
import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.VerbFailed;
import io.holdfast.storage.StorageException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// Carries out what a [DomainMonitor] orders, on virtual threads.
final class DomainWatch {
    private static final Logger LOG = System.getLogger(DomainWatch.class.getName());
    private static final long TICK_MILLIS = 1000;

    private final UUID domain;
    private final DomainProbe probe;
    private final Clock clock;
    private final DomainMonitors.Listener listener;
    private final DomainMonitor monitor;
    private final LinkedBlockingQueue<DomainMonitor.Observation> observations = new LinkedBlockingQueue<>();
    private volatile boolean stopped;

    DomainWatch(UUID domain, DomainProbe probe, Clock clock, DomainMonitors.Listener listener) {
        this.domain = domain;
        this.probe = probe;
        this.clock = clock;
        this.listener = listener;
        this.monitor = new DomainMonitor(clock.monotonicNanos());
    }

    void start() {
        Thread.ofVirtual().name("monitor " + domain).start(this::watch);
    }

    /// Ends the watching and gives the host id back if nothing uses it.
    void stop() {
        stopped = true;
        observations.add(new DomainMonitor.Observation.Tick());
        aside("leave", probe::leave);
    }

    DomainVitals vitals() {
        synchronized (monitor) {
            return monitor.vitals(clock.monotonicNanos());
        }
    }

    private void watch() {
        try {
            while (!stopped) {
                DomainMonitor.@Nullable Observation next = observations.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
                if (!stopped) {
                    if (next != null) {
                        handle(next);
                    }
                    handle(new DomainMonitor.Observation.Tick());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(DomainMonitor.Observation observation) {
        List<DomainMonitor.Order> orders;
        synchronized (monitor) {
            orders = monitor.step(clock.monotonicNanos(), observation);
        }
        for (DomainMonitor.Order each : orders) {
            switch (each) {
                case BEGIN_READ -> aside("read", this::read);
                case BEGIN_CHECK -> aside("check", this::check);
                case JOIN_LOCKSPACE -> aside("join", this::join);
                case BECAME_VALID -> aside("valid", () -> listener.changed(domain, true));
                case BECAME_INVALID -> aside("invalid", () -> listener.changed(domain, false));
            }
        }
    }

    private void aside(String what, Runnable work) {
        Thread.ofVirtual().name(what + " " + domain).start(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "Cannot %s domain %s".formatted(what, domain), e);
            }
        });
    }

    private void read() {
        long begin = clock.monotonicNanos();
        int code = code(() -> {
            probe.read();
            return 0;
        });
        long took = clock.monotonicNanos() - begin;
        observations.add(
                code == 0
                        ? new DomainMonitor.Observation.ReadEnded(took)
                        : new DomainMonitor.Observation.ReadFailed(code));
    }

    private void check() {
        int[] version = new int[1];
        int code = code(() -> {
            version[0] = probe.check();
            return 0;
        });
        boolean held = false;
        try {
            held = probe.isHostIdHeld();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Cannot tell whether the host id of domain " + domain + " is held", e);
        }
        observations.add(
                code == 0
                        ? new DomainMonitor.Observation.CheckEnded(version[0], held)
                        : new DomainMonitor.Observation.CheckFailed(code, held));
    }

    private void join() {
        probe.join();
    }

    private int code(IntSupplier work) {
        try {
            return work.getAsInt();
        } catch (StorageException e) {
            LOG.log(Level.DEBUG, "Domain " + domain, e);
            return e.error().code();
        } catch (VerbFailed e) {
            LOG.log(Level.DEBUG, "Domain " + domain, e);
            return e.code();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Domain " + domain, e);
            return ErrorCode.STORAGE_EXCEPTION.code();
        }
    }
}
