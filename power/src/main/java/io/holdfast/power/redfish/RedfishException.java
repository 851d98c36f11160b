package io.holdfast.power.redfish;

import io.holdfast.power.FailureKind;

/// An exchange with a management controller that brought nothing usable.
final class RedfishException extends Exception {
    private final FailureKind kind;

    RedfishException(FailureKind kind, String message) {
        super(message);
        this.kind = kind;
    }

    RedfishException(FailureKind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    FailureKind kind() {
        return kind;
    }

    String text() {
        String message = getMessage();
        return message == null ? kind.name() : message;
    }
}
