package io.holdfast.simulation;

import io.holdfast.lease.LeaseCalls;
import io.holdfast.lease.LeaseCode;
import io.holdfast.lease.LeaseFailure;
import io.holdfast.lease.LeaseInput;
import io.holdfast.lease.LeaseMachine;
import io.holdfast.lease.LeaseStep;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Runs one lease machine on a host's simulated disk: the simulator's counterpart of the thread that runs the same
/// machine, with the same [LeaseCalls], in production.
///
/// @param <T> what the machine is for
final class LeaseTask<T> {
    private final Boot boot;
    private final LeaseCalls calls;
    private final LeaseMachine<T> machine;
    private final Consumer<T> onDone;
    private final Consumer<LeaseFailure> onFailed;

    private LeaseTask(
            Boot boot, LeaseCalls calls, LeaseMachine<T> machine, Consumer<T> onDone, Consumer<LeaseFailure> onFailed) {
        this.boot = boot;
        this.calls = calls;
        this.machine = machine;
        this.onDone = onDone;
        this.onFailed = onFailed;
    }

    /// Starts a machine; exactly one of the two is called in the end, unless the host is switched off before.
    static <T> void start(
            Boot boot, LeaseCalls calls, LeaseMachine<T> machine, Consumer<T> onDone, Consumer<LeaseFailure> onFailed) {
        if (calls.mayStart(machine)) {
            new LeaseTask<>(boot, calls, machine, onDone, onFailed).step(LeaseInput.START);
        } else {
            onFailed.accept(new LeaseFailure(LeaseCode.AGAIN, "an earlier write to the same place is in flight"));
        }
    }

    private void step(LeaseInput input) {
        switch (machine.step(boot.clock().monotonicNanos(), input)) {
            case LeaseStep.Read<T> read -> then(calls.read(read));
            case LeaseStep.Write<T> write -> then(calls.write(write));
            case LeaseStep.AwaitLateRead<T> late -> awaitLateRead(late.patience());
            case LeaseStep.Wait<T> wait ->
                boot.after(
                        Duration.ofNanos(
                                Math.max(0, wait.untilNanos() - boot.clock().monotonicNanos())),
                        () -> step(LeaseInput.ELAPSED));
            case LeaseStep.Done<T> done -> onDone.accept(done.value());
            case LeaseStep.Failed<T> failed -> onFailed.accept(failed.failure());
        }
    }

    private void then(CompletableFuture<LeaseInput> input) {
        boot.then(input, this::step);
    }

    private void awaitLateRead(Duration patience) {
        CompletableFuture<LeaseInput> first = new CompletableFuture<>();
        boot.kernelThen(calls.lateRead(), first::complete);
        boot.after(patience, () -> first.complete(new LeaseInput.Failed(LeaseCode.TIMED_OUT)));
        then(first);
    }
}
