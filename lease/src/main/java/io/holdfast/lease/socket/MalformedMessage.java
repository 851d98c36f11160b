package io.holdfast.lease.socket;

/// The bytes of a message do not have the layout they must have.
public final class MalformedMessage extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MalformedMessage(String message) {
        super(message);
    }

    public MalformedMessage(String message, Throwable cause) {
        super(message, cause);
    }
}
