package io.holdfast.base;

import java.time.Duration;
import java.time.Instant;

/// The one door to time. Durations are always measured on the monotonic clock; the wall clock is for people.
///
/// The real side is [#system()], the simulated one [SimulatedClock].
public interface Clock {
    /// Nanoseconds in a second, for the code that turns a reading into whole seconds.
    long NANOS_PER_SECOND = 1_000_000_000L;

    /// Returns nanoseconds of Linux `CLOCK_MONOTONIC`: since boot, without the time spent suspended; the same
    ///     origin in every process of the host, never negative, never going back
    long monotonicNanos();

    /// Returns nanoseconds of Linux `CLOCK_BOOTTIME`: as [#monotonicNanos()], with the time spent suspended. A
    ///     growing difference of the two says that the host was suspended while leases ran out
    long boottimeNanos();

    /// Returns the time of day, for logs and people; never compared to decide anything
    Instant wall();

    /// Sleeps at least `duration`; returns at once if it is zero or negative.
    ///
    /// @throws InterruptedException if the thread was interrupted before or while sleeping
    void sleep(Duration duration) throws InterruptedException;

    /// Returns [#monotonicNanos()] in whole seconds, rounded down: the unit of every timestamp of a lease
    default long monotonicSeconds() {
        return monotonicNanos() / NANOS_PER_SECOND;
    }

    /// Returns the clock of this host
    static Clock system() {
        return SystemClock.INSTANCE;
    }
}
