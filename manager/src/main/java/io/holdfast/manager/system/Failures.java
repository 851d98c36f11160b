package io.holdfast.manager.system;

import io.holdfast.manager.Reply.Failed;
import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.Reply;
import io.holdfast.protocol.TaskStatus;
import java.util.EnumSet;
import java.util.Set;

/// Turns the ways in which a call can end without a result into what the core acts upon.
final class Failures {
    /// Refusals that say nothing about what was asked: the host is not in the right state, now.
    private static final Set<ErrorCode> PASSING = EnumSet.of(
            ErrorCode.NOT_SPM,
            ErrorCode.POOL_UNKNOWN,
            ErrorCode.RESOURCES_EXHAUSTED,
            ErrorCode.RESOURCE_TIMEOUT,
            ErrorCode.OPERATION_IN_PROGRESS,
            ErrorCode.HOST_ID_NOT_ACQUIRED,
            ErrorCode.LOCK_NOT_ACQUIRED,
            ErrorCode.SHUTTING_DOWN,
            ErrorCode.TASK_ABORTED);

    private Failures() {}

    /// @param reply anything but a result
    static Failed of(Reply<?> reply) {
        return switch (reply) {
            case Reply.RemoteError<?> error -> refused(error.code(), error.message());
            case Reply.NotSent<?> missed -> new Failed(Failed.Kind.UNREACHABLE, 0, missed.reason());
            case Reply.OutcomeUnknown<?> unknown -> new Failed(Failed.Kind.UNANSWERED, 0, unknown.reason());
            case Reply.Result<?> _ -> throw new IllegalArgumentException("a result is no failure");
        };
    }

    static Failed ofTask(TaskStatus status) {
        return refused(status.code(), status.message());
    }

    private static Failed refused(int code, String message) {
        boolean passing = ErrorCode.of(code).filter(PASSING::contains).isPresent();
        return new Failed(
                passing ? Failed.Kind.UNREACHABLE : Failed.Kind.REFUSED, code, message + " (code " + code + ")");
    }
}
