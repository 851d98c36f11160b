package io.holdfast.manager;

import io.holdfast.manager.inventory.FencePlan;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the fence planner decided.
///
/// @param plan the plan's next version, stored before any of the actions is carried out
/// @param liars devices caught reporting a wrong state
record FenceDecision(
        FencePlan plan,
        List<Action> actions,
        Set<UUID> liars,
        @Nullable Instant wakeAt) {
    FenceDecision {
        actions = List.copyOf(actions);
        liars = Set.copyOf(liars);
    }
}
