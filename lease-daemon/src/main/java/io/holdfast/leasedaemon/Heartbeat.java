package io.holdfast.leasedaemon;

/// When the event loop last looked at the lockspaces. A loop that no longer does could not end the processes of a lost
/// lockspace, so renewals behind it must not keep the watchdog quiet.
final class Heartbeat {
    private volatile long last;

    /// @param now monotonic seconds
    void beat(long now) {
        last = now;
    }

    /// Monotonic seconds, 0 before the first.
    long last() {
        return last;
    }
}
