package io.holdfast.base;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One read or write of a [DirectDisk], from the queue to its real end.
final class DirectCall implements DiskOperation {
    private static final ScheduledThreadPoolExecutor DEADLINES = deadlines();

    private enum State {
        QUEUED,
        RUNNING,
        /// Past its deadline and still in the kernel.
        LATE,
        ENDED
    }

    private final long offset;
    private final int length;

    /// What to write; null for a read.
    private final byte @Nullable [] data;

    private final AtomicInteger late;
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
    private final CompletableFuture<DiskResult> result = new CompletableFuture<>();
    private final CompletableFuture<DiskResult> completion = new CompletableFuture<>();

    private DirectCall(long offset, int length, byte @Nullable [] data, AtomicInteger late) {
        this.offset = offset;
        this.length = length;
        this.data = data;
        this.late = late;
    }

    /// @param late counts the disk's calls that are past their deadline and have not returned
    static DirectCall read(long offset, int length, AtomicInteger late) {
        return new DirectCall(offset, length, null, late);
    }

    /// @param late counts the disk's calls that are past their deadline and have not returned
    static DirectCall write(long offset, ByteBuffer data, AtomicInteger late) {
        byte[] copy = new byte[data.remaining()];
        data.get(data.position(), copy);
        return new DirectCall(offset, copy.length, copy, late);
    }

    private static ScheduledThreadPoolExecutor deadlines() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("disk deadlines").factory());
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    @Override
    public CompletableFuture<DiskResult> result() {
        return result;
    }

    @Override
    public CompletableFuture<DiskResult> completion() {
        return completion;
    }

    void expireAfter(Duration deadline) {
        Future<?> timer = DEADLINES.schedule(this::expire, Math.max(1, deadline.toNanos()), TimeUnit.NANOSECONDS);
        var _ = result.thenRun(() -> timer.cancel(false));
    }

    private void expire() {
        if (state.compareAndSet(State.QUEUED, State.ENDED)) {
            notStarted();
            return;
        }
        late.incrementAndGet();
        if (state.compareAndSet(State.RUNNING, State.LATE)) {
            complete(new DiskResult.TimedOut(), result);
        } else {
            late.decrementAndGet();
        }
    }

    /// Ends a call that no thread has taken up; it never runs.
    void abandon() {
        if (state.compareAndSet(State.QUEUED, State.ENDED)) {
            notStarted();
        }
    }

    private void notStarted() {
        DiskResult never = new DiskResult.NotStarted();
        complete(never, result);
        complete(never, completion);
    }

    /// Not on the one thread that watches all deadlines: what waits for the result must not delay another's.
    private static void complete(DiskResult value, CompletableFuture<DiskResult> future) {
        Thread.ofVirtual().start(() -> future.complete(value));
    }

    /// Makes the call, unless its deadline passed in the queue; returns when the kernel does.
    void run(DirectFile file, DirectBuffer buffer) {
        if (!state.compareAndSet(State.QUEUED, State.RUNNING)) {
            return;
        }
        DiskResult end = new DiskResult.Failed(Errno.EIO);
        try {
            end = transfer(file, buffer.ofLength(length));
        } catch (OutOfMemoryError e) {
            end = new DiskResult.Failed(Errno.ENOMEM);
        } finally {
            if (state.getAndSet(State.ENDED) == State.LATE) {
                late.decrementAndGet();
            } else {
                result.complete(end);
            }
            completion.complete(end);
        }
    }

    private DiskResult transfer(DirectFile file, MemorySegment memory) {
        if (data != null) {
            MemorySegment.copy(MemorySegment.ofArray(data), 0, memory, 0, length);
            int errno = file.write(memory, offset);
            return errno == 0 ? new DiskResult.Completed(ByteBuffer.allocate(0)) : new DiskResult.Failed(errno);
        }
        int errno = file.read(memory, offset);
        if (errno != 0) {
            return new DiskResult.Failed(errno);
        }
        byte[] copy = new byte[length];
        MemorySegment.copy(memory, 0, MemorySegment.ofArray(copy), 0, length);
        return new DiskResult.Completed(ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN));
    }
}
