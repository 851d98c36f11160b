package io.holdfast.storage.files;

import org.jspecify.annotations.Nullable;

/// A call to a [FileStore] did not succeed.
public final class FileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public enum Kind {
        MISSING,
        EXISTS,
        /// Not allowed, or the file system is read-only.
        REFUSED,
        NO_SPACE,
        /// The server no longer knows the file (`ESTALE`): look it up again.
        STALE,
        NOT_SUPPORTED,
        TOO_LARGE,
        NOT_EMPTY,
        INPUT_OUTPUT,
        /// No answer by the deadline. **A change is still in flight** and may happen at any later time, or never.
        TIMED_OUT,
        /// The deadline passed before the call could begin, because all threads are held by calls that do not
        /// return. It never happens.
        NOT_STARTED,
        /// The calling thread was interrupted. A change may still happen.
        INTERRUPTED
    }

    private final Kind kind;

    public FileException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public FileException(Kind kind, String message) {
        this(kind, message, null);
    }

    public Kind kind() {
        return kind;
    }

    /// Whether a change may have happened, or may happen yet, although the call failed.
    public boolean outcomeUnknown() {
        return kind == Kind.TIMED_OUT || kind == Kind.INTERRUPTED || kind == Kind.INPUT_OUTPUT || kind == Kind.STALE;
    }
}
