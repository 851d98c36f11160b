package io.holdfast.rest;

import io.holdfast.restmodel.Representation;
import io.holdfast.restmodel.types.Action;
import java.util.List;

/// What an operation answers when it succeeds.
sealed interface Answer {
    /// An entity, as it is or after it was changed.
    record One(Representation entity) implements Answer {}

    /// A new entity.
    ///
    /// @param pending whether work on it goes on
    record Created(Representation entity, boolean pending) implements Answer {}

    /// A collection, before search and order.
    record Many<S>(Listing<S> listing) implements Answer {}

    /// A collection without members.
    record None(Class<? extends Representation> type) implements Answer {
        Listing<Representation> listing() {
            return new Listing<>(type, List.of(), each -> each);
        }
    }

    /// An entity was removed, or begins to be.
    record Removed() implements Answer {}

    /// An action was carried out, or begins to be.
    ///
    /// @param pending whether work on it goes on
    record Acted(Action action, boolean pending) implements Answer {}
}
