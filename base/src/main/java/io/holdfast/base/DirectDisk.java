package io.holdfast.base;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A file or block device, read and written past the page cache (`O_DIRECT | O_SYNC`), with alignment enforced.
///
/// Each disk has at most `slots` platform threads, started when first needed. A thread owns the aligned buffer it
/// transfers with, so a call that hangs keeps one thread and one buffer, and nothing of it is ever reused before
/// it returned. Opening and closing can hang as well (a dead NFS server, a stopped FUSE process) and are done on
/// such threads, never on the caller's.
public final class DirectDisk implements Disk {
    /// Slots of a disk unless said otherwise; what lease I/O needs with room for two calls that hang.
    public static final int DEFAULT_SLOTS = 4;

    private static final Duration THREAD_IDLE = Duration.ofSeconds(30);

    private final Path path;
    private final int alignment;
    private final int slots;
    private final DirectFile file;
    private final AtomicInteger late = new AtomicInteger();

    /// Guards the four fields below; held for moments only.
    private final Object lock = new Object();

    private final ArrayDeque<DirectCall> queue = new ArrayDeque<>();
    private int threads;
    private int idle;
    private boolean closed;

    private DirectDisk(Path path, int alignment, int slots, DirectFile file) {
        this.path = path;
        this.alignment = alignment;
        this.slots = slots;
        this.file = file;
    }

    /// How a disk is opened.
    ///
    /// @param readOnly writes are refused by the kernel with `EBADF`
    /// @param alignment 512 or 4096; must be a multiple of what the device demands
    /// @param slots most calls in flight at once, 1..64
    public record Options(boolean readOnly, int alignment, int slots) {
        public Options {
            if (alignment != 512 && alignment != 4096) {
                throw new IllegalArgumentException("Alignment is 512 or 4096 bytes, not " + alignment);
            }
            if (slots < 1 || slots > 64) {
                throw new IllegalArgumentException("A disk has 1 to 64 slots, not " + slots);
            }
        }

        /// Returns read and write, 512 bytes, [#DEFAULT_SLOTS]
        public static Options readWrite() {
            return new Options(false, 512, DEFAULT_SLOTS);
        }

        /// Returns the same with another alignment
        public Options aligned(int bytes) {
            return new Options(readOnly, bytes, slots);
        }

        /// Returns the same with another number of slots.
        public Options withSlots(int calls) {
            return new Options(readOnly, alignment, calls);
        }
    }

    /// Opens an existing file or block device; never creates one.
    ///
    /// @param deadline how long opening may take; a later success is closed again
    /// @throws DiskException if the kernel refuses (`ENOENT`, `EINVAL` where there is no direct I/O…) or does not
    ///     answer in time (`ETIMEDOUT`)
    /// @throws InterruptedException if interrupted while waiting
    public static DirectDisk open(Path path, Options options, Duration deadline) throws InterruptedException {
        DirectFile file = DirectFile.open(path, options.readOnly(), deadline);
        return new DirectDisk(path, options.alignment(), options.slots(), file);
    }

    @Override
    public int alignment() {
        return alignment;
    }

    @Override
    public DiskOperation read(long offset, int length, Duration deadline) {
        Disk.checkAligned(offset, length, alignment);
        return start(DirectCall.read(offset, length, late), deadline);
    }

    @Override
    public DiskOperation write(long offset, ByteBuffer data, Duration deadline) {
        Disk.checkAligned(offset, data.remaining(), alignment);
        return start(DirectCall.write(offset, data, late), deadline);
    }

    @Override
    public int outstanding() {
        return late.get();
    }

    private DiskOperation start(DirectCall call, Duration deadline) {
        boolean startThread = false;
        synchronized (lock) {
            if (closed) {
                call.abandon();
                return call;
            }
            queue.add(call);
            if (idle >= queue.size()) {
                lock.notify();
            } else if (threads < slots) {
                threads++;
                startThread = true;
            }
        }
        call.expireAfter(deadline);
        if (startThread) {
            Thread.ofPlatform()
                    .daemon()
                    .name("disk " + path)
                    .stackSize(DirectFile.STACK_BYTES)
                    .start(this::serve);
        }
        return call;
    }

    /// One thread's life: calls until the disk is closed or nothing came for a while.
    private void serve() {
        DirectBuffer buffer = new DirectBuffer();
        for (DirectCall call = next(); call != null; call = next()) {
            call.run(file, buffer);
        }
    }

    /// Returns the next call, or null if this thread is to end: it is then no longer counted, and if it was the
    /// last
    ///     one of a closed disk it has closed the file
    private @Nullable DirectCall next() {
        boolean last;
        synchronized (lock) {
            DirectCall call = queue.poll();
            if (call == null && !closed) {
                awaitWork();
                call = queue.poll();
            }
            if (call != null) {
                return call;
            }
            // In the same breath as finding nothing: a call that is queued from now on finds this thread gone.
            threads--;
            last = closed && threads == 0;
        }
        if (last) {
            file.close();
        }
        return null;
    }

    /// Waits, once, holding the lock; a thread that wakes in vain ends, and the next call starts a new one.
    @SuppressWarnings("WaitNotInLoop")
    private void awaitWork() {
        idle++;
        try {
            lock.wait(THREAD_IDLE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            idle--;
        }
    }

    @Override
    public void close() {
        boolean unused;
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            queue.forEach(DirectCall::abandon);
            queue.clear();
            lock.notifyAll();
            unused = threads == 0;
        }
        if (unused) {
            Thread.ofPlatform()
                    .daemon()
                    .name("close " + path)
                    .stackSize(DirectFile.STACK_BYTES)
                    .start(file::close);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /// Returns a future that this disk's users can wait for in tests: done when every thread has gone
    CompletableFuture<Void> closedCompletely() {
        return file.closed();
    }
}
