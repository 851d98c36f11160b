package io.holdfast.manager;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the manager remembers of a host only while it runs. Losing it costs questions, never safety.
final class HostRuntime {
    /// When the last answered question was asked; null before the first answer of this run.
    @Nullable Instant lastGood;

    /// When the next question is due.
    @Nullable Instant nextPoll;

    /// Questions of this run that were not answered, since the last that was.
    int failures;

    /// The agent's monotonic clock in milliseconds, and when its answer came.
    long clock;

    @Nullable Instant clockAt;

    /// When other hosts are asked next to watch its leases, while it is only a suspect.
    @Nullable Instant nextWatch;

    /// Whether the host's last answer named us and our epoch.
    boolean adopted;

    /// When it may be told again who owns it.
    @Nullable Instant adoptNextTry;

    /// The connections and the pool map that the host was last brought to, and when; null = not in this run.
    @Nullable String connectedTo;

    @Nullable Instant connectedAt;

    /// When storage may be tried again, and how often it failed.
    @Nullable Instant storageNextTry;

    int storageFailures;

    /// Since when each domain has been bad on this host although others reach it.
    final Map<UUID, Instant> badSince = new LinkedHashMap<>();
}
