package io.holdfast.lease;

/// The guards on which exactly-once rests, each in one place and with a name, so that a simulation can take one
/// away and see what happens. Production uses [#STANDARD] and nothing else. All times are whole seconds of the
/// observer's own monotonic clock, rounded down.
///
/// With `t0` the timestamp of a host's last renewal that reached the disk: that host's watchdog fires before
/// `t0 + 8 x io_timeout + 60`. Others may act as if it were dead only when more than that has passed since *they
/// observed* the renewal, which is never earlier than `t0`.
public interface LeaseRules {
    /// Seconds from the last keep-alive of a host's watchdog to its reset. Not on disk; the same on every host.
    int WATCHDOG_FIRE_TIMEOUT = 60;

    /// The rules as they must be.
    LeaseRules STANDARD = new LeaseRules() {};

    /// Returns the seconds for which a host with this io_timeout may go on after its last renewal: then its
    /// processes are killed, or its watchdog, no longer fed, resets it.
    default int failureAge(int ioTimeout) {
        return 8 * ioTimeout;
    }

    /// Returns the seconds without a renewal after which the host is dead.
    default int deathAge(int ioTimeout) {
        return failureAge(ioTimeout) + WATCHDOG_FIRE_TIMEOUT;
    }

    /// **Guard: the strict comparison at the deadline.** Returns whether a lease, last seen to change at
    /// `lastChange`, has expired at `now`. Both are rounded down, so with `>=` up to one second would be missing.
    default boolean isExpired(long now, long lastChange, int ioTimeout) {
        return now - lastChange > deathAge(ioTimeout);
    }

    /// **Guard: the fresh read after the deadline.** Returns the time at which a lease that was found unchanged
    /// counts as unchanged: when the read that showed it was issued, since its data may be as old as that.
    ///
    /// @param issued when the last successful read of the lease was issued
    /// @param now the present, which is what must not be used
    default long evidenceTime(long issued, long now) {
        return issued;
    }

    /// **Guard: the fresh read after the deadline, its other half.** Returns whether an owner that is being
    /// waited for is read again each time; otherwise what was read at first would decide in the end.
    default boolean readsAgain() {
        return true;
    }

    /// **Guard: the watchdog expiry.** Returns until when the watchdog may be fed after a renewal.
    ///
    /// @param sampledBeforeWrite the time taken before the renewal was written, which is the timestamp on disk
    /// @param writeCompleted when the disk acknowledged it, which is what must not be used
    default long watchdogExpiry(long sampledBeforeWrite, long writeCompleted, int ioTimeout) {
        return sampledBeforeWrite + failureAge(ioTimeout);
    }

    /// **Guard: the other's io_timeout, from the disk.** Returns the io_timeout by which an owner is judged: the
    /// greatest that is known of it, and the own one only if none is.
    ///
    /// @param known what the host status table has of the owner, 0 for nothing
    /// @param onDisk what the owner's delta lease says now, 0 for nothing
    /// @param own the io_timeout of this host
    default int judgedIoTimeout(int known, int onDisk, int own) {
        int told = Math.max(known, onDisk);
        return told == 0 ? own : told;
    }

    /// **Guard: freeing on behalf.** Returns whether fresh reads of a powered-off host's delta lease, the last
    /// issued at `lastIssued` and equal to the first, completed at `firstCompleted`, are far enough apart to show
    /// that a host that lives would have renewed in between.
    default boolean showsNoRenewal(long firstCompleted, long lastIssued, int ioTimeout) {
        return lastIssued - firstCompleted > 2L * ioTimeout + 2;
    }
}
