package io.holdfast.lease;

import io.holdfast.base.Clock;

/// When to renew, and whether the lockspace still stands: pure bookkeeping of one membership. Times are whole
/// seconds of the own monotonic clock unless said otherwise. For one thread, or guarded by its owner.
public final class RenewalHealth {
    private static final long HALF_SECOND = Clock.NANOS_PER_SECOND / 2;

    private final int ioTimeout;
    private final LeaseRules rules;
    private long lastSuccess;
    private long watchdogExpiry;
    private boolean lastAttemptSucceeded = true;
    private long lastAttemptEnded;
    private int corruption;

    /// How the lockspace stands.
    public enum Standing {
        HEALTHY,
        /// No renewal for 6 x io_timeout.
        WARNING,
        /// No renewal for 8 x io_timeout, or the own delta lease was altered. There is no way back: what depends
        /// on the lockspace is killed even if renewals succeed again.
        FAILED
    }

    /// Starts with the acquisition of the host id.
    ///
    /// @param completedNanos when it was confirmed, monotonic nanoseconds
    public RenewalHealth(DeltaLease acquired, long completedNanos, LeaseRules rules) {
        this.ioTimeout = acquired.record().ioTimeout();
        this.rules = rules;
        renewed(acquired, completedNanos);
    }

    /// Notes a successful renewal.
    ///
    /// @param completedNanos when it ended, monotonic nanoseconds
    public void renewed(DeltaLease lease, long completedNanos) {
        lastSuccess = lease.renewedAt();
        watchdogExpiry = rules.watchdogExpiry(lastSuccess, LeaseMachine.seconds(completedNanos), ioTimeout);
        lastAttemptSucceeded = true;
        lastAttemptEnded = completedNanos;
    }

    /// Notes a failed renewal.
    ///
    /// @param code see [LeaseCode]; one that says that the own record was altered makes the lockspace fail at
    ///     once
    public void failed(int code, long completedNanos) {
        lastAttemptSucceeded = false;
        lastAttemptEnded = completedNanos;
        if (corruption == 0 && LeaseCode.isCorruption(code)) {
            corruption = code;
        }
    }

    /// Returns when the next renewal is to start, monotonic nanoseconds: 2 x io_timeout and half a second after
    /// the last success, but half a second after a failure.
    public long nextAttemptNanos() {
        if (!lastAttemptSucceeded) {
            return lastAttemptEnded + HALF_SECOND;
        }
        long due = (lastSuccess + 2L * ioTimeout) * Clock.NANOS_PER_SECOND + HALF_SECOND;
        return Math.max(due, lastAttemptEnded);
    }

    /// Returns how the lockspace stands at `now`. The caller remembers a FAILED for good.
    public Standing standing(long now) {
        long age = now - lastSuccess;
        if (corruption != 0 || age >= rules.failureAge(ioTimeout)) {
            return Standing.FAILED;
        }
        return age >= 6L * ioTimeout ? Standing.WARNING : Standing.HEALTHY;
    }

    /// Returns the code by which the own delta lease was found altered, 0 if it never was.
    public int corruption() {
        return corruption;
    }

    /// Returns the time written with the last successful renewal.
    public long lastSuccess() {
        return lastSuccess;
    }

    /// Returns whether the latest attempt succeeded, so that the own record on disk is the one last written.
    public boolean lastAttemptSucceeded() {
        return lastAttemptSucceeded;
    }

    /// Returns until when the watchdog may be fed: 8 x io_timeout after the time that was sampled before the last
    /// successful renewal was written.
    public long watchdogExpiry() {
        return watchdogExpiry;
    }

    /// Returns until when the processes that depend on the lockspace are asked to end; from then on they are
    /// killed.
    ///
    /// @param graceSeconds added to the failure, usually 40
    public long killDeadline(int graceSeconds) {
        return lastSuccess + rules.failureAge(ioTimeout) + graceSeconds;
    }
}
