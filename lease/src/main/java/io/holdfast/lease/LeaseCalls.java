package io.holdfast.lease;

import io.holdfast.base.DiskOperation;
import io.holdfast.base.DiskResult;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Turns the reads and writes that a [LeaseMachine] wants into calls to disks, for whoever runs it. Keeps what
/// outlives a machine: the read that timed out last, and writes that did. For one machine at a time.
public final class LeaseCalls {
    private final LeaseDisk lockspace;
    private final LeaseDisk resource;
    private final UnsettledWrites unsettled;
    private @Nullable DiskOperation lateRead;

    /// Prepares calls to two disks.
    ///
    /// @param resource the disk of the resource; the lockspace's where only the lockspace is used
    /// @param unsettled of this process
    public LeaseCalls(LeaseDisk lockspace, LeaseDisk resource, UnsettledWrites unsettled) {
        this.lockspace = lockspace;
        this.resource = resource;
        this.unsettled = unsettled;
    }

    /// Returns whether a machine may start: no write of this process to the bytes that it minds is in flight.
    public boolean mayStart(LeaseMachine<?> machine) {
        Optional<LeaseMachine.Span> span = machine.exclusiveSpan();
        return span.isEmpty()
                || !unsettled.overlap(
                        disk(span.get().place()).name(),
                        span.get().offset(),
                        span.get().length());
    }

    private LeaseDisk disk(LeaseStep.Place place) {
        return place == LeaseStep.Place.LOCKSPACE ? lockspace : resource;
    }

    /// Starts a read.
    public CompletableFuture<LeaseInput> read(LeaseStep.Read<?> read) {
        DiskOperation operation = disk(read.place()).disk().read(read.offset(), read.length(), read.deadline());
        return operation.result().thenApply(result -> {
            if (result instanceof DiskResult.TimedOut && read.place() == LeaseStep.Place.LOCKSPACE) {
                lateRead = operation;
            }
            return input(result, false);
        });
    }

    /// Starts a write, unless an earlier one to the same place has not ended.
    public CompletableFuture<LeaseInput> write(LeaseStep.Write<?> write) {
        LeaseDisk disk = disk(write.place());
        int length = write.data().remaining();
        if (unsettled.overlap(disk.name(), write.offset(), length)) {
            return CompletableFuture.completedFuture(new LeaseInput.Failed(LeaseCode.AGAIN));
        }
        DiskOperation operation = disk.disk().write(write.offset(), write.data(), write.deadline());
        return operation.result().thenApply(result -> {
            if (result instanceof DiskResult.TimedOut) {
                unsettled.add(disk.name(), write.offset(), length, operation);
            }
            return input(result, true);
        });
    }

    /// Returns the end of the read that timed out last; it is forgotten with this.
    public CompletableFuture<LeaseInput> lateRead() {
        DiskOperation operation = lateRead;
        lateRead = null;
        return operation == null
                ? CompletableFuture.completedFuture(new LeaseInput.Failed(LeaseCode.TIMED_OUT))
                : operation.completion().thenApply(result -> input(result, false));
    }

    private static LeaseInput input(DiskResult result, boolean write) {
        return switch (result) {
            case DiskResult.Completed completed -> write ? LeaseInput.WRITTEN : new LeaseInput.Data(completed.data());
            case DiskResult.Failed failed -> new LeaseInput.Failed(-failed.errno());
            case DiskResult.TimedOut _ -> new LeaseInput.Failed(LeaseCode.TIMED_OUT);
            case DiskResult.NotStarted _ -> new LeaseInput.Failed(LeaseCode.NO_SLOT);
        };
    }
}
