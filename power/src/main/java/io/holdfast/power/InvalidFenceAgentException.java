package io.holdfast.power;

/// The settings of a fence agent cannot work: an unknown type, or an option missing, unknown or malformed.
public final class InvalidFenceAgentException extends RuntimeException {
    public InvalidFenceAgentException(String message) {
        super(message);
    }

    public InvalidFenceAgentException(String message, Throwable cause) {
        super(message, cause);
    }
}
