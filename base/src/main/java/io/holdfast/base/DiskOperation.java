package io.holdfast.base;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// One call to a disk, started and on its way.
public interface DiskOperation {
    /// Completes at the deadline at the latest, never exceptionally. What is attached to it runs on a disk's
    /// thread and must be short.
    CompletableFuture<DiskResult> result();

    /// Completes when the call really ended: with [DiskResult.Completed] or [DiskResult.Failed], perhaps long
    /// after [#result()] said [DiskResult.TimedOut], perhaps never; or with [DiskResult.NotStarted].
    CompletableFuture<DiskResult> completion();

    /// Waits for [#result()].
    ///
    /// @throws InterruptedException if interrupted; the call goes on
    default DiskResult await() throws InterruptedException {
        try {
            return result().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A disk's result never completes exceptionally", e);
        }
    }
}
