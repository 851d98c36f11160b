package io.holdfast.manager.inventory;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What survivors see of the host's id in one lockspace, while its fence plan runs.
///
/// @param generation the host's generation when it last answered
/// @param ioTimeout seconds, as last read from the disk; 0 before
/// @param armed whether the host's last stored observation said that its watchdog was armed there within 60 s
/// @param observer the host that read last, null before
/// @param interval that host's unbroken observation interval
/// @param state the last verdict: FREE, LIVE, FAIL, DEAD, UNKNOWN
/// @param secondsUnchanged how long that host has seen no renewal
/// @param timestamp the renewal time on disk, in the owner's own seconds; -1 before the first read
/// @param seen when that was read
/// @param baseline the renewal time on disk at the first read after the power-off was confirmed; -1 before
/// @param freed whether the id stands free on disk
public record LeaseWatch(
        UUID domain,
        int hostId,
        long generation,
        int ioTimeout,
        boolean armed,
        @Nullable UUID observer,
        String interval,
        String state,
        long secondsUnchanged,
        long timestamp,
        @Nullable Instant seen,
        long baseline,
        boolean freed) {
    /// Nothing read yet.
    public static LeaseWatch begin(LockspaceObservation of) {
        return new LeaseWatch(
                of.domain(),
                of.hostId(),
                of.generation(),
                of.ioTimeout(),
                of.watchdogArmed() && of.fireTimeout() <= 60,
                null,
                "",
                "UNKNOWN",
                0,
                -1,
                null,
                -1,
                false);
    }

    public LeaseWatch freed(boolean now) {
        return new LeaseWatch(
                domain,
                hostId,
                generation,
                ioTimeout,
                armed,
                observer,
                interval,
                state,
                secondsUnchanged,
                timestamp,
                seen,
                baseline,
                now);
    }
}
