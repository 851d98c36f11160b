package io.holdfast.agent.monitoring;

import io.holdfast.protocol.DomainVitals;
import java.util.ArrayList;
import java.util.List;

/// Decides when to probe one storage domain and what to say of it. Reads no clock, does no I/O.
///
/// Two probes run side by side, each begun every 10 s and never twice at once:
///
/// * the *read*: one direct read of the domain's metadata. One that has not ended when the next is due counts once as
///   an error (2001); the next begins when it has ended.
/// * the *check*: whether the domain is whole, its version, and whether this host holds its id there. May take long.
///
/// The domain is valid while neither probe's last result is an error. What is said of it is *actual* once there was
/// an error, or both probes have delivered. When it is actual and valid and the host id is not held, the host id is
/// asked for, once for each check; the next one sees whether it came.
public final class DomainMonitor {
    /// Nanoseconds from one probe's beginning to the next.
    public static final long INTERVAL = 10_000_000_000L;

    /// The error of a read that does not end.
    public static final int READ_TIMED_OUT = 2001;

    private final Probe read = new Probe();
    private final Probe check = new Probe();
    private double delay;
    private int version = -1;
    private boolean hostIdHeld;
    private boolean joinDue;
    private long lastUpdate;
    private boolean wasActual;
    private boolean wasValid;

    /// A probe's course and its last result.
    private static final class Probe {
        private boolean running;
        private boolean delivered;
        private boolean hangReported;
        private long due;
        private int error;

        void begin(long now) {
            running = true;
            due = now + INTERVAL;
        }

        void end(int withError) {
            running = false;
            hangReported = false;
            deliver(withError);
        }

        void deliver(int withError) {
            delivered = true;
            error = withError;
        }
    }

    /// What happened.
    public sealed interface Observation {
        /// Time went on.
        record Tick() implements Observation {}

        /// The read ended well.
        ///
        /// @param nanos that it took
        record ReadEnded(long nanos) implements Observation {}

        /// The read ended with an error.
        ///
        /// @param code of the host protocol
        record ReadFailed(int code) implements Observation {}

        /// The check ended well.
        ///
        /// @param version of the domain's format
        record CheckEnded(int version, boolean hostIdHeld) implements Observation {}

        /// The check ended with an error.
        ///
        /// @param code of the host protocol
        record CheckFailed(int code, boolean hostIdHeld) implements Observation {}
    }

    /// What to do now.
    public enum Order {
        BEGIN_READ,
        BEGIN_CHECK,
        /// Ask for the host id, without waiting for it.
        JOIN_LOCKSPACE,
        /// The domain is valid, for the first time or again.
        BECAME_VALID,
        /// The domain is not valid, from the first look or any more.
        BECAME_INVALID
    }

    /// Begins to watch.
    ///
    /// @param now nanoseconds of the monotonic clock
    public DomainMonitor(long now) {
        lastUpdate = now;
        read.due = now;
        check.due = now;
    }

    /// Takes note of what happened and says what to do.
    ///
    /// @param now nanoseconds of the monotonic clock
    public List<Order> step(long now, Observation observation) {
        List<Order> orders = new ArrayList<>();
        switch (observation) {
            case Observation.Tick() -> tick(now, orders);
            case Observation.ReadEnded(long nanos) -> {
                delay = nanos / 1e9;
                read.end(0);
                lastUpdate = now;
            }
            case Observation.ReadFailed(int code) -> {
                read.end(code);
                lastUpdate = now;
            }
            case Observation.CheckEnded(int found, boolean held) -> {
                version = found;
                hostIdHeld = held;
                joinDue = !held;
                check.end(0);
                lastUpdate = now;
            }
            case Observation.CheckFailed(int code, boolean held) -> {
                hostIdHeld = held;
                check.end(code);
                lastUpdate = now;
            }
        }
        if (joinDue && isActual() && isValid()) {
            joinDue = false;
            orders.add(Order.JOIN_LOCKSPACE);
        }
        tellChange(orders);
        return orders;
    }

    private void tick(long now, List<Order> orders) {
        if (now - read.due >= 0) {
            if (!read.running) {
                read.begin(now);
                orders.add(Order.BEGIN_READ);
            } else if (!read.hangReported) {
                read.hangReported = true;
                read.deliver(READ_TIMED_OUT);
                lastUpdate = now;
            }
        }
        if (now - check.due >= 0 && !check.running) {
            check.begin(now);
            orders.add(Order.BEGIN_CHECK);
        }
    }

    private void tellChange(List<Order> orders) {
        if (isActual() && (!wasActual || wasValid != isValid())) {
            wasActual = true;
            wasValid = isValid();
            orders.add(wasValid ? Order.BECAME_VALID : Order.BECAME_INVALID);
        }
    }

    private int error() {
        return read.error != 0 ? read.error : check.error;
    }

    private boolean isValid() {
        return error() == 0;
    }

    private boolean isActual() {
        return !isValid() || (read.delivered && check.delivered);
    }

    /// What to tell of the domain.
    ///
    /// @param now nanoseconds of the monotonic clock
    public DomainVitals vitals(long now) {
        if (!isActual()) {
            return DomainVitals.UNMEASURED;
        }
        return new DomainVitals(error(), (now - lastUpdate) / 1e9, delay, isValid(), version, hostIdHeld, true);
    }
}
