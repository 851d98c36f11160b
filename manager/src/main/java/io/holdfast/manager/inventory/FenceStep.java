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
        String outcome) {}
