package io.holdfast.manager.system;

import io.holdfast.base.Clock;
import java.time.Instant;

/// The site's time: begins at the time of day, or at the last committed step if that is later, and goes on with the
/// monotonic clock. So it never goes back, not over a restart either, whatever is done to the time of day.
final class SiteClock {
    private final Clock clock;
    private final Instant start;
    private final long startNanos;

    SiteClock(Clock clock, Instant lastCommit) {
        this.clock = clock;
        Instant wall = clock.wall();
        start = wall.isAfter(lastCommit) ? wall : lastCommit;
        startNanos = clock.monotonicNanos();
    }

    Instant now() {
        return start.plusNanos(clock.monotonicNanos() - startNanos);
    }
}
