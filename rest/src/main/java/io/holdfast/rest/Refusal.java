package io.holdfast.rest;

import io.holdfast.manager.CommandRefused;
import io.holdfast.restmodel.InvalidDocument;
import org.jspecify.annotations.Nullable;

/// A request that is not served, as its client is told.
final class Refusal extends Exception {
    private static final String FAILED = "Operation Failed";

    private final int status;
    private final String reason;

    /// @param status of HTTP
    /// @param reason one of the few texts that scripts look for
    /// @param detail for people
    Refusal(int status, String reason, String detail) {
        super(detail);
        this.status = status;
        this.reason = reason;
    }

    private Refusal(int status, String reason, @Nullable String detail, Throwable cause) {
        super(detail, cause);
        this.status = status;
        this.reason = reason;
    }

    static Refusal notFound(String what) {
        return new Refusal(404, FAILED, "Entity not found: " + what);
    }

    static Refusal invalid(String detail) {
        return new Refusal(400, FAILED, "[" + detail + "]");
    }

    static Refusal conflict(String detail) {
        return new Refusal(409, FAILED, "[" + detail + "]");
    }

    /// @param type such as `Vm`
    /// @param members such as `name`
    static Refusal incomplete(String type, String members, String method) {
        return new Refusal(400, "Incomplete parameters", type + " [" + members + "] required for " + method);
    }

    static Refusal unsupported(String what) {
        return new Refusal(501, "Not supported", what + " is not supported by this version of Holdfast.");
    }

    static Refusal of(CommandRefused refused) {
        int status =
                switch (refused.kind()) {
                    case NOT_FOUND -> 404;
                    case INVALID -> 400;
                    case CONFLICT -> 409;
                };
        return new Refusal(status, FAILED, "[" + refused.getMessage() + "]", refused);
    }

    static Refusal of(InvalidDocument document) {
        String reason =
                switch (document.kind()) {
                    case SYNTAX -> "Request syntactically incorrect.";
                    case VALUE -> "Invalid value";
                };
        return new Refusal(400, reason, document.getMessage(), document);
    }

    int status() {
        return status;
    }

    String reason() {
        return reason;
    }

    String detail() {
        String message = getMessage();
        return message == null ? reason : message;
    }
}
