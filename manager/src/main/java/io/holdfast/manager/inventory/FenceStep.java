package io.holdfast.manager.inventory;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One step of a fence plan, as it is shown to people.
///
/// @param attempt how often it was tried, 0 before the first
/// @param reason why it is in the plan
/// @param outcome what its last try gave, empty before
public record FenceStep(
        FenceStepKind kind,
        UUID subject,
        String name,
        StepState state,
        int attempt,
        @Nullable Instant begun,
        @Nullable Instant ended,
        @Nullable Instant nextTry,
        String reason,
        String outcome) {
    public static FenceStep waiting(FenceStepKind kind, UUID subject, String name, String reason) {
        return new FenceStep(kind, subject, name, StepState.WAITING, 0, null, null, null, reason, "");
    }

    public FenceStep running(Instant now) {
        return new FenceStep(kind, subject, name, StepState.RUNNING, attempt + 1, now, null, null, reason, outcome);
    }

    public FenceStep again(String what, Instant now, Instant next) {
        return new FenceStep(kind, subject, name, StepState.WAITING, attempt, begun, now, next, reason, what);
    }

    public FenceStep done(String what, Instant now) {
        return new FenceStep(kind, subject, name, StepState.DONE, attempt, begun, now, null, reason, what);
    }

    public FenceStep skipped(String what, Instant now) {
        return new FenceStep(kind, subject, name, StepState.SKIPPED, attempt, begun, now, null, reason, what);
    }
}
