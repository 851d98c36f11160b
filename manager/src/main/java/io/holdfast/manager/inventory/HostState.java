package io.holdfast.manager.inventory;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where a host stands. Stored at every change, so that a restarted manager goes on with the same timers.
///
/// @param detail one sentence for people: why it is in this state
/// @param since when this state began
/// @param silentSince the last good answer before it fell silent; null while it answers
/// @param attempts how many tries to reach it failed since then
/// @param nextTry when the next attempt to bring it up is made, null when none is planned
public record HostState(
        UUID host,
        HostStatus status,
        String detail,
        Instant since,
        @Nullable Instant silentSince,
        int attempts,
        @Nullable Instant nextTry) {}
