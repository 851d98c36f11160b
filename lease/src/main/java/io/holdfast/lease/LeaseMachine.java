package io.holdfast.lease;

import io.holdfast.base.Clock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/// One operation on a lease, as a machine that does no I/O and reads no clock: each [#step] takes the time and
/// what came of the step before, and says what is wanted next. [LeaseRunner] runs it on disks; a simulation runs
/// the same class on virtual time. Used once, by one thread at a time.
///
/// A machine reads the given time as "now, after the result became known and before the next call is issued".
///
/// @param <T> what it is for
public abstract class LeaseMachine<T> {
    private Continuation<T> next = (now, input) -> start(now);
    private long issued;

    /// One state: what to do with the result of the last step.
    @FunctionalInterface
    interface Continuation<T> {
        LeaseStep<T> step(long now, LeaseInput input);
    }

    /// What to do with the bytes of a read.
    @FunctionalInterface
    interface OnData<T> {
        LeaseStep<T> step(long now, ByteBuffer bytes);
    }

    /// What to do when a write or a wait is over.
    @FunctionalInterface
    interface OnDone<T> {
        LeaseStep<T> step(long now);
    }

    /// What to do with a failed call.
    @FunctionalInterface
    interface OnFailure<T> {
        LeaseStep<T> step(long now, int code);
    }

    LeaseMachine() {}

    /// Goes on.
    ///
    /// @param now monotonic nanoseconds, never less than in the step before
    /// @param input what came of the last step, [LeaseInput#START] at first
    public final LeaseStep<T> step(long now, LeaseInput input) {
        return next.step(now, input);
    }

    abstract LeaseStep<T> start(long now);

    /// Bytes of a disk.
    record Span(LeaseStep.Place place, long offset, long length) {}

    /// Returns the bytes to which no earlier write of this host may be in flight when this machine starts: one
    /// that landed later would undo what the machine built on.
    Optional<Span> exclusiveSpan() {
        return Optional.empty();
    }

    /// Reached when a call fails for which no other answer was given.
    abstract LeaseStep<T> failed(long now, int code);

    /// Returns when the last read or write was issued, whole seconds.
    final long issuedSeconds() {
        return issued / Clock.NANOS_PER_SECOND;
    }

    final LeaseStep<T> read(
            long now, LeaseStep.Place place, long offset, int length, Duration deadline, OnData<T> onData) {
        return read(now, place, offset, length, deadline, onData, this::failed);
    }

    final LeaseStep<T> read(
            long now,
            LeaseStep.Place place,
            long offset,
            int length,
            Duration deadline,
            OnData<T> onData,
            OnFailure<T> onFailure) {
        issued = now;
        next = dataOr(onData, onFailure);
        return new LeaseStep.Read<>(place, offset, length, deadline);
    }

    /// The data of a late read is as old as that read, so the time of issue is left alone.
    final LeaseStep<T> awaitLateRead(Duration patience, OnData<T> onData, OnFailure<T> onFailure) {
        next = dataOr(onData, onFailure);
        return new LeaseStep.AwaitLateRead<>(patience);
    }

    private static <T> Continuation<T> dataOr(OnData<T> onData, OnFailure<T> onFailure) {
        return (then, input) -> switch (input) {
            case LeaseInput.Data data -> onData.step(then, data.bytes());
            case LeaseInput.Failed failure -> onFailure.step(then, failure.code());
            default -> throw unexpected(input);
        };
    }

    final LeaseStep<T> write(
            long now, LeaseStep.Place place, long offset, ByteBuffer data, Duration deadline, OnDone<T> onDone) {
        return write(now, place, offset, data, deadline, onDone, this::failed);
    }

    final LeaseStep<T> write(
            long now,
            LeaseStep.Place place,
            long offset,
            ByteBuffer data,
            Duration deadline,
            OnDone<T> onDone,
            OnFailure<T> onFailure) {
        issued = now;
        next = (then, input) -> switch (input) {
            case LeaseInput.Written _ -> onDone.step(then);
            case LeaseInput.Failed failure -> onFailure.step(then, failure.code());
            default -> throw unexpected(input);
        };
        return new LeaseStep.Write<>(place, offset, data, deadline);
    }

    final LeaseStep<T> waitUntil(long untilNanos, OnDone<T> onElapsed, OnDone<T> onCancelled) {
        next = (then, input) -> switch (input) {
            case LeaseInput.Elapsed _ -> onElapsed.step(then);
            case LeaseInput.Cancelled _ -> onCancelled.step(then);
            default -> throw unexpected(input);
        };
        return new LeaseStep.Wait<>(untilNanos);
    }

    /// What to do with the value of another machine.
    @FunctionalInterface
    interface OnValue<S, T> {
        LeaseStep<T> step(long now, S value);
    }

    /// What to do with the failure of another machine.
    @FunctionalInterface
    interface OnEnd<T> {
        LeaseStep<T> step(long now, LeaseFailure failure);
    }

    /// Runs another machine to its end as a part of this one.
    final <S> LeaseStep<T> delegate(long now, LeaseMachine<S> part, OnValue<S, T> onValue, OnEnd<T> onFailure) {
        return delegated(now, part, part.step(now, LeaseInput.START), onValue, onFailure);
    }

    private <S> LeaseStep<T> delegated(
            long now, LeaseMachine<S> part, LeaseStep<S> wanted, OnValue<S, T> onValue, OnEnd<T> onFailure) {
        next = (then, input) -> delegated(then, part, part.step(then, input), onValue, onFailure);
        return switch (wanted) {
            case LeaseStep.Read<S> read ->
                new LeaseStep.Read<>(read.place(), read.offset(), read.length(), read.deadline());
            case LeaseStep.Write<S> write ->
                new LeaseStep.Write<>(write.place(), write.offset(), write.data(), write.deadline());
            case LeaseStep.AwaitLateRead<S> late -> new LeaseStep.AwaitLateRead<>(late.patience());
            case LeaseStep.Wait<S> wait -> new LeaseStep.Wait<>(wait.untilNanos());
            case LeaseStep.Done<S> done -> onValue.step(now, done.value());
            case LeaseStep.Failed<S> failed -> onFailure.step(now, failed.failure());
        };
    }

    final LeaseStep<T> done(T value) {
        next = LeaseMachine::over;
        return new LeaseStep.Done<>(value);
    }

    final LeaseStep<T> fail(LeaseFailure failure) {
        next = LeaseMachine::over;
        return new LeaseStep.Failed<>(failure);
    }

    private static <T> LeaseStep<T> over(long now, LeaseInput input) {
        throw new IllegalStateException("This lease operation has ended; make a new one");
    }

    private static IllegalStateException unexpected(LeaseInput input) {
        return new IllegalStateException("A lease machine was not waiting for " + input);
    }

    /// Returns whole seconds, rounded down: the unit of timestamps and of all lease arithmetic.
    static long seconds(long nanos) {
        return nanos / Clock.NANOS_PER_SECOND;
    }

    /// Returns a timestamp for the disk: never 0, which would mean free.
    static long timestamp(long nanos) {
        return Math.max(1, seconds(nanos));
    }
}
