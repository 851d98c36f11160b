package io.holdfast.power.redfish;

import java.time.Duration;

/// A point on the JDK's monotonic clock by which an operation ends.
record Deadline(long atNanos) {
    static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /// Returns nanoseconds left, not below 0.
    long left() {
        return Math.max(0, atNanos - System.nanoTime());
    }

    boolean passed() {
        return left() == 0;
    }
}
