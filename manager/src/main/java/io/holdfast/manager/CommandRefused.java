package io.holdfast.manager;

/// A command was not accepted; nothing changed.
public final class CommandRefused extends Exception {
    /// Why, for clients that answer by kind.
    public enum Kind {
        /// The thing it names does not exist.
        NOT_FOUND,
        /// A value in it cannot be accepted.
        INVALID,
        /// It cannot be done in the present state.
        CONFLICT
    }

    private final Kind kind;

    public CommandRefused(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
