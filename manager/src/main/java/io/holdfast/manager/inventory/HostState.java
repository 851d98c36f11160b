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
        @Nullable Instant nextTry)
        implements Kept {
    @Override
    public UUID key() {
        return host;
    }

    /// Into another status, as of now; silence and failed attempts stay.
    public HostState to(HostStatus next, String why, Instant now) {
        return new HostState(host, next, why, next == status ? since : now, silentSince, attempts, nextTry);
    }

    public HostState silent(Instant lastAnswer) {
        return new HostState(host, status, detail, since, lastAnswer, 1, nextTry);
    }

    public HostState unanswered() {
        return new HostState(host, status, detail, since, silentSince, attempts + 1, nextTry);
    }

    public HostState answering() {
        return new HostState(host, status, detail, since, null, 0, nextTry);
    }

    public HostState tryingAgain(@Nullable Instant at) {
        return new HostState(host, status, detail, since, silentSince, attempts, at);
    }
}
