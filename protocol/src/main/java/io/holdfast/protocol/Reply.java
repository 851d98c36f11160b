package io.holdfast.protocol;

import java.util.function.Function;

/// How a call to a host ended. What matters for safety is whether the host can have acted on it:
///
/// * [Result]: it has, and this is its answer.
/// * [RemoteError]: it has seen the call and refuses or failed; the code tells which.
/// * [NotSent]: it certainly has not; not one byte of the request left this process.
/// * [OutcomeUnknown]: nobody knows. Such a call must be treated as if it had been carried out, and as if it
/// had not.
public sealed interface Reply<T> {
    /// The host's answer.
    record Result<T>(T value) implements Reply<T> {}

    /// The host's refusal or failure.
    ///
    /// @param code the host's own number; [ErrorCode#of] names the known ones
    record RemoteError<T>(int code, String message) implements Reply<T> {
        public boolean is(ErrorCode expected) {
            return code == expected.code();
        }
    }

    /// The host cannot have acted on it.
    ///
    /// @param timedOut whether the deadline passed while waiting for a connection, in contrast to having none
    record NotSent<T>(boolean timedOut, String reason) implements Reply<T> {}

    /// The host may have acted on it, or may act on it yet.
    ///
    /// @param timedOut whether no answer came in time, in contrast to a lost connection or an unreadable answer
    record OutcomeUnknown<T>(boolean timedOut, String reason) implements Reply<T> {}

    /// One sentence for people: how it ended.
    default String description() {
        return switch (this) {
            case Result<T> result -> "answered";
            case RemoteError<T> error -> "refused with code " + error.code() + ": " + error.message();
            case NotSent<T> missed -> "not sent: " + missed.reason();
            case OutcomeUnknown<T> unknown -> "outcome unknown: " + unknown.reason();
        };
    }

    /// The value read as another shape. A value that cannot be read leaves the outcome unknown: the host has
    /// acted, but what it said about it is lost.
    default <U> Reply<U> map(Function<? super T, ? extends U> conversion) {
        return switch (this) {
            case Result<T> result -> {
                try {
                    yield new Result<>(conversion.apply(result.value()));
                } catch (MalformedMessage e) {
                    yield new OutcomeUnknown<>(false, "unreadable answer: " + e.getMessage());
                }
            }
            case RemoteError<T> error -> new RemoteError<>(error.code(), error.message());
            case NotSent<T> missed -> new NotSent<>(missed.timedOut(), missed.reason());
            case OutcomeUnknown<T> unknown -> new OutcomeUnknown<>(unknown.timedOut(), unknown.reason());
        };
    }

    /// The result, or the failure as an exception.
    ///
    /// @throws CallFailed if this is not a [Result]
    default T orThrow(String attempt) {
        if (this instanceof Result<T>(T value)) {
            return value;
        }
        throw new CallFailed(attempt, this);
    }
}
