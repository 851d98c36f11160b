package io.holdfast.manager;

import java.time.Instant;

/// Something that the manager learns between two steps.
public sealed interface Observation {
    /// An action has come to its end.
    ///
    /// @param sentAt the site's time when it was given to the executor: what it tells is not older than that
    record Answered(Action action, Instant sentAt, Reply reply) implements Observation {}

    /// A user asks for something.
    ///
    /// @param ticket names the outcome in [Step#outcomes]
    record Commanded(long ticket, Command command, String correlation) implements Observation {}
}
