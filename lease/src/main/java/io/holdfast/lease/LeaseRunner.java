package io.holdfast.lease;

import io.holdfast.base.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/// Runs [LeaseMachine]s on disks, blocking the calling thread, which may be a virtual one. For one machine at a
/// time; the renewals of a lockspace share one runner, for a read that was late for one may serve the next.
public final class LeaseRunner {
    /// How quickly a wait notices that the caller gave up.
    private static final Duration ATTENTION = Duration.ofMillis(200);

    private final Clock clock;
    private final LeaseCalls calls;

    /// Prepares to run machines that use a resource.
    public LeaseRunner(Clock clock, LeaseDisk lockspace, LeaseDisk resource, UnsettledWrites unsettled) {
        this.clock = clock;
        this.calls = new LeaseCalls(lockspace, resource, unsettled);
    }

    /// Prepares to run machines that use a lockspace only, or one disk with both.
    public LeaseRunner(Clock clock, LeaseDisk disk, UnsettledWrites unsettled) {
        this(clock, disk, disk, unsettled);
    }

    /// Runs a machine that nobody will want to stop.
    ///
    /// @see #run(LeaseMachine, BooleanSupplier)
    public <T> T run(LeaseMachine<T> machine) throws LeaseException, InterruptedException {
        return run(machine, () -> false);
    }

    /// Runs a machine to its end.
    ///
    /// @param cancelled asked during waits; once true, the machine takes back what it can and fails
    /// @throws LeaseException if it fails; [LeaseCode#AGAIN] at once if an earlier write of this process to the
    ///     same place is still in flight
    /// @throws InterruptedException if the thread is interrupted. What is on disk is then not known and nothing
    ///     was taken back: to stop a machine use `cancelled`
    public <T> T run(LeaseMachine<T> machine, BooleanSupplier cancelled) throws LeaseException, InterruptedException {
        if (!calls.mayStart(machine)) {
            throw new LeaseException(LeaseFailures.io(LeaseCode.AGAIN, "Cannot begin " + machine));
        }
        LeaseInput input = LeaseInput.START;
        while (true) {
            switch (machine.step(clock.monotonicNanos(), input)) {
                case LeaseStep.Read<T> read -> input = await(calls.read(read));
                case LeaseStep.Write<T> write -> input = await(calls.write(write));
                case LeaseStep.AwaitLateRead<T> late -> input = await(calls.lateRead(), late.patience());
                case LeaseStep.Wait<T> wait -> input = sleepUntil(wait.untilNanos(), cancelled);
                case LeaseStep.Done<T> done -> {
                    return done.value();
                }
                case LeaseStep.Failed<T> failed -> throw new LeaseException(failed.failure());
            }
        }
    }

    private LeaseInput sleepUntil(long untilNanos, BooleanSupplier cancelled) throws InterruptedException {
        for (long left = untilNanos - clock.monotonicNanos(); left > 0; left = untilNanos - clock.monotonicNanos()) {
            if (cancelled.getAsBoolean()) {
                return LeaseInput.CANCELLED;
            }
            clock.sleep(Duration.ofNanos(Math.min(left, ATTENTION.toNanos())));
        }
        return LeaseInput.ELAPSED;
    }

    private static LeaseInput await(CompletableFuture<LeaseInput> input) throws InterruptedException {
        try {
            return input.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A disk's result never completes exceptionally", e);
        }
    }

    private static LeaseInput await(CompletableFuture<LeaseInput> input, Duration patience)
            throws InterruptedException {
        try {
            return input.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A disk's result never completes exceptionally", e);
        } catch (TimeoutException e) {
            return new LeaseInput.Failed(LeaseCode.TIMED_OUT);
        }
    }
}
