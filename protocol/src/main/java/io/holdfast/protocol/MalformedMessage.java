package io.holdfast.protocol;

/// What the other side sent is not JSON, or not of the shape that was agreed on. Nothing was changed by it.
public final class MalformedMessage extends RuntimeException {
    private final boolean missing;

    public MalformedMessage(String message) {
        this(message, false);
    }

    MalformedMessage(String message, boolean missing) {
        super(message);
        this.missing = missing;
    }

    public MalformedMessage(String message, Throwable cause) {
        super(message, cause);
        this.missing = false;
    }

    /// Whether a required member is absent, in contrast to present with a value that cannot be used.
    public boolean missing() {
        return missing;
    }
}
