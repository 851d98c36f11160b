package io.holdfast.hypervisor;

import io.holdfast.hypervisor.HypervisorException.Kind;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Runs native calls on platform threads, each with a deadline. A call that hangs keeps its thread and nothing
/// else;
/// when all are kept, further calls fail at once. (The last error of libvirt belongs to a platform thread, so a
/// call
/// and the reading of its error must not be parted, as they could be on a virtual thread.)
final class BoundedCalls implements AutoCloseable {
    private static final int MOST = 24;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0,
            MOST,
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("libvirt-", 0).factory());

    /// Runs `call`.
    ///
    /// @param attempt what is done, as a phrase that follows "Cannot"
    /// @throws HypervisorException what the call threw, or with [Kind#UNKNOWN_OUTCOME] at the deadline
    <T> T run(String attempt, Duration deadline, Supplier<T> call) {
        Future<T> end;
        try {
            end = threads.submit(call::get);
        } catch (RejectedExecutionException e) {
            throw new HypervisorException(
                    Kind.UNREACHABLE, "Cannot " + attempt + ": " + MOST + " calls to libvirt have not come back", e);
        }
        try {
            return end.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HypervisorException known) {
                throw known;
            }
            throw new HypervisorException(Kind.FAILED, "Cannot " + attempt + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new HypervisorException(
                    Kind.UNKNOWN_OUTCOME,
                    "Cannot " + attempt + ": no answer from libvirt within " + deadline.toSeconds() + " s",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorException(Kind.UNKNOWN_OUTCOME, "Interrupted while trying to " + attempt, e);
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
