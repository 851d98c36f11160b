package io.holdfast.base;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;

/// Time that passes only when told: a queue of events, run one by one in order of their time, and of being
/// scheduled where times are equal. Deterministic, and for one thread.
///
/// Hosts of a simulation that booted at different moments use [#view] to see the same time with their own
/// origins.
public final class SimulatedClock implements Clock {
    /// The day on which simulated time starts, for people.
    public static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long now;
    private long scheduled;

    /// Starts time.
    ///
    /// @param startNanos the first reading; not zero in most simulations, as no host has just been switched on
    public SimulatedClock(long startNanos) {
        this.now = startNanos;
    }

    private record Event(long at, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    @Override
    public long monotonicNanos() {
        return now;
    }

    @Override
    public long boottimeNanos() {
        return now;
    }

    @Override
    public Instant wall() {
        return EPOCH.plusNanos(now);
    }

    /// Lets time pass for everybody, running what is due.
    @Override
    public void sleep(Duration duration) {
        advance(duration);
    }

    /// Runs `action` when time has come to `atNanos`, or at the next step if that is past.
    public void schedule(long atNanos, Runnable action) {
        events.add(new Event(Math.max(atNanos, now), scheduled++, action));
    }

    /// Runs `action` after `delay`.
    public void scheduleAfter(Duration delay, Runnable action) {
        schedule(now + delay.toNanos(), action);
    }

    /// Goes to the time of the next event and runs it.
    ///
    /// @return false if there is none
    public boolean runNext() {
        Event next = events.poll();
        if (next == null) {
            return false;
        }
        now = next.at();
        next.action().run();
        return true;
    }

    /// Runs all events that are due in the next `duration`, then stands at its end.
    public void advance(Duration duration) {
        long end = now + Math.max(0, duration.toNanos());
        while (!events.isEmpty() && events.peek().at() <= end) {
            runNext();
        }
        now = Math.max(now, end);
    }

    /// Returns how many events are waiting
    public int pending() {
        return events.size();
    }

    /// Makes the clock of one host.
    ///
    /// @param bootedAt the reading of this clock when that host was switched on
    /// @return the same time as a host sees it that counts from its own boot
    public Clock view(long bootedAt) {
        SimulatedClock site = this;
        return new Clock() {
            @Override
            public long monotonicNanos() {
                return site.now - bootedAt;
            }

            @Override
            public long boottimeNanos() {
                return site.now - bootedAt;
            }

            @Override
            public Instant wall() {
                return site.wall();
            }

            @Override
            public void sleep(Duration duration) {
                site.sleep(duration);
            }
        };
    }
}
