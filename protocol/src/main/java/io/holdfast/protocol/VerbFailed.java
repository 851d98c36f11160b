package io.holdfast.protocol;

import org.jspecify.annotations.Nullable;

/// A verb refuses or failed: what a handler throws to answer with an error. Managers act upon the code, people
/// read the message.
public final class VerbFailed extends RuntimeException {
    private final int code;

    public VerbFailed(ErrorCode code, String message) {
        this(code.code(), message, null);
    }

    public VerbFailed(ErrorCode code, String message, Throwable cause) {
        this(code.code(), message, cause);
    }

    /// Refuses with a number.
    ///
    /// @param code any number that the protocol knows
    public VerbFailed(int code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public int code() {
        return code;
    }
}
