package io.holdfast.leasedaemon;

/// Notices that the host was suspended: its watchdog and the clock of its leases stood still, while other hosts
/// counted on.
///
/// Of the two clocks since boot one counts suspended time and the other does not; their difference grows with a
/// suspension and at no other time.
final class SuspendWatch {
    /// The two clocks are not read in the same instant.
    private static final long TOLERANCE_NANOS = 500_000_000L;

    private long lead;

    /// @param lead nanoseconds by which the clock that counts suspended time is ahead at the start
    SuspendWatch(long lead) {
        this.lead = lead;
    }

    /// How long the host was suspended since it was last found to have been, 0 if it was not.
    long suspendedNanos(long newLead) {
        long grown = newLead - lead;
        if (grown < TOLERANCE_NANOS) {
            // The least lead seen is the one without the time between the two readings.
            lead = Math.min(lead, newLead);
            return 0;
        }
        lead = newLead;
        return grown;
    }
}
