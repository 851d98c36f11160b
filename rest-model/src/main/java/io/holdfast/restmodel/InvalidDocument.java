package io.holdfast.restmodel;

/// A document, or a value in it, that cannot be understood.
public final class InvalidDocument extends Exception {
    /// What is wrong.
    public enum Kind {
        /// It is not XML or not JSON, or its root is another type's.
        SYNTAX,
        /// A member has a value that its type does not have.
        VALUE
    }

    private final Kind kind;

    InvalidDocument(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    InvalidDocument(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
