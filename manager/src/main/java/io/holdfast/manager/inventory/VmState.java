package io.holdfast.manager.inventory;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where a machine stands.
///
/// @param wanted whether it should be running
/// @param host where it runs or last ran, null when nowhere
/// @param detail one sentence for people, for instance what a restart waits for
/// @param attempts failed starts since it last ran
/// @param nextTry when the next start is tried, null when none is planned
public record VmState(
        UUID vm,
        VmStatus status,
        boolean wanted,
        @Nullable UUID host,
        String detail,
        Instant since,
        int attempts,
        @Nullable Instant nextTry) {}
