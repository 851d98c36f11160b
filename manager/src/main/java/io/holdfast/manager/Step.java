package io.holdfast.manager;

import io.holdfast.manager.inventory.Change;
import io.holdfast.manager.inventory.Event;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the core decided in one step. The changes are committed first, whole; then the outcomes are told and the
/// actions carried out. If the commit fails nothing of it happened and the core is thrown away.
///
/// @param wakeAt when the next step is due although nothing was observed, null = never
public record Step(
        List<Change> changes,
        List<Event> events,
        List<Action> actions,
        List<Outcome> outcomes,
        @Nullable Instant wakeAt) {
    public Step {
        changes = List.copyOf(changes);
        events = List.copyOf(events);
        actions = List.copyOf(actions);
        outcomes = List.copyOf(outcomes);
    }

    /// The answer to a command: exactly one of `result` and `refusal` is there.
    public record Outcome(
            long ticket,
            @Nullable CommandResult result,
            @Nullable CommandRefused refusal) {}
}
