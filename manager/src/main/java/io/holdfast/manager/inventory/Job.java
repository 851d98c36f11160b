package io.holdfast.manager.inventory;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A command that takes its time, from its acceptance to its outcome.
///
/// @param subject the thing that the command is about
/// @param detail what it is doing, or why it failed
public record Job(
        UUID id,
        JobKind kind,
        UUID subject,
        String description,
        JobStatus status,
        String detail,
        String correlation,
        Instant started,
        @Nullable Instant ended)
        implements Kept {
    @Override
    public UUID key() {
        return id;
    }

    public Job at(String newDetail) {
        return new Job(id, kind, subject, description, status, newDetail, correlation, started, ended);
    }

    public Job ended(JobStatus outcome, String newDetail, Instant now) {
        return new Job(id, kind, subject, description, outcome, newDetail, correlation, started, now);
    }
}
