package io.holdfast.power;

import java.time.Duration;

/// How long a power device may take.
///
/// @param status for reading the state or the identity
/// @param change for switching on or off, with the reads that confirm it
public record PowerDeadlines(Duration status, Duration change) {
    /// 15 s to read, 60 s to switch: a management controller that is slow, not dead, makes it.
    public static final PowerDeadlines STANDARD = new PowerDeadlines(Duration.ofSeconds(15), Duration.ofSeconds(60));

    public PowerDeadlines {
        if (!status.isPositive() || !change.isPositive()) {
            throw new IllegalArgumentException("Deadlines of a power device must be positive");
        }
    }
}
