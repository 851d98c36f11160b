package io.holdfast.lease;

import io.holdfast.base.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Runs a [LeaseMachine] by events instead of by a blocked thread: as a simulation does, where disks answer and
/// time passes on one thread. Everything happens on the threads that complete the disk's results and run the
/// timer.
///
/// @param <T> what the machine is for
public final class LeaseEvents<T> {
    private final LeaseMachine<T> machine;
    private final LeaseCalls calls;
    private final Clock clock;
    private final Timer timer;
    private final Consumer<LeaseStep<T>> onEnd;
    private boolean cancelled;
    private boolean dropped;
    private Runnable cancelWait = () -> {};

    /// Calls back when time has come.
    @FunctionalInterface
    public interface Timer {
        /// Runs `action` once the host's monotonic clock shows `nanos`.
        void at(long nanos, Runnable action);
    }

    private LeaseEvents(
            LeaseMachine<T> machine, LeaseCalls calls, Clock clock, Timer timer, Consumer<LeaseStep<T>> onEnd) {
        this.machine = machine;
        this.calls = calls;
        this.clock = clock;
        this.timer = timer;
        this.onEnd = onEnd;
    }

    /// Starts a machine.
    ///
    /// @param clock of the host
    /// @param onEnd gets the [LeaseStep.Done] or [LeaseStep.Failed]
    public static <T> LeaseEvents<T> start(
            LeaseMachine<T> machine, LeaseCalls calls, Clock clock, Timer timer, Consumer<LeaseStep<T>> onEnd) {
        LeaseEvents<T> run = new LeaseEvents<>(machine, calls, clock, timer, onEnd);
        if (calls.mayStart(machine)) {
            run.step(LeaseInput.START);
        } else {
            onEnd.accept(new LeaseStep.Failed<>(LeaseFailures.io(LeaseCode.AGAIN, "Cannot begin " + machine)));
        }
        return run;
    }

    /// Asks the machine to give up at its next wait, or at once if it is waiting.
    public void cancel() {
        cancelled = true;
        cancelWait.run();
    }

    /// Never steps the machine again, as when its process dies.
    public void drop() {
        dropped = true;
    }

    private void step(LeaseInput input) {
        if (dropped) {
            return;
        }
        switch (machine.step(clock.monotonicNanos(), input)) {
            case LeaseStep.Read<T> read -> then(calls.read(read));
            case LeaseStep.Write<T> write -> then(calls.write(write));
            case LeaseStep.AwaitLateRead<T> late -> {
                CompletableFuture<LeaseInput> first = new CompletableFuture<>();
                then(first);
                var _ = calls.lateRead().thenAccept(first::complete);
                timer.at(
                        clock.monotonicNanos() + late.patience().toNanos(),
                        () -> first.complete(new LeaseInput.Failed(LeaseCode.TIMED_OUT)));
            }
            case LeaseStep.Wait<T> wait -> await(wait.untilNanos());
            case LeaseStep.Done<T> done -> onEnd.accept(done);
            case LeaseStep.Failed<T> failed -> onEnd.accept(failed);
        }
    }

    private void then(CompletableFuture<LeaseInput> input) {
        var _ = input.thenAccept(this::step);
    }

    private void await(long untilNanos) {
        if (cancelled) {
            step(LeaseInput.CANCELLED);
            return;
        }
        AtomicBoolean over = new AtomicBoolean();
        cancelWait = () -> {
            if (!over.getAndSet(true)) {
                step(LeaseInput.CANCELLED);
            }
        };
        timer.at(untilNanos, () -> {
            if (!over.getAndSet(true)) {
                step(LeaseInput.ELAPSED);
            }
        });
    }
}
