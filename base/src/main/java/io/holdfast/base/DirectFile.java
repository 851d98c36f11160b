package io.holdfast.base;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/// A file descriptor opened for direct, synchronous I/O, and the four system calls on it. Every method but the
/// static [#open] blocks as long as the kernel likes and belongs on a disk's own thread.
final class DirectFile {
    /// Enough for a system call and its few Java frames.
    static final long STACK_BYTES = 256L * 1024;

    private static final int O_RDWR = 2;
    private static final int O_SYNC = 0x101000;
    private static final int O_CLOEXEC = 0x80000;
    private static final int O_DIRECT = "aarch64".equals(System.getProperty("os.arch")) ? 0x10000 : 0x4000;
    private static final int EINTR = 4;

    /// Most opens in flight in this process, so that storage which hangs cannot pile up threads without end.
    private static final Semaphore OPENING = new Semaphore(64);

    private static final MethodHandle OPEN = LinuxCall.capturing(
            "open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle PREAD =
            LinuxCall.capturing("pread64", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle PWRITE =
            LinuxCall.capturing("pwrite64", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle CLOSE = LinuxCall.capturing("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final int descriptor;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private DirectFile(int descriptor) {
        this.descriptor = descriptor;
    }

    /// Opens on a thread of its own and waits at most `deadline`; a file that opens later is closed at once.
    static DirectFile open(Path path, boolean readOnly, Duration deadline) throws InterruptedException {
        if (!OPENING.tryAcquire()) {
            throw new DiskException(
                    "Cannot open %s: 64 earlier opens of storage have not returned; see which storage hangs"
                            .formatted(path),
                    Errno.EAGAIN);
        }
        CompletableFuture<DirectFile> opened = new CompletableFuture<>();
        AtomicBoolean wanted = new AtomicBoolean(true);
        Thread.ofPlatform().daemon().name("open " + path).stackSize(STACK_BYTES).start(() -> {
            try {
                DirectFile file = openNow(path, readOnly);
                if (wanted.getAndSet(false)) {
                    opened.complete(file);
                } else {
                    file.close();
                }
            } catch (DiskException e) {
                opened.completeExceptionally(e);
            } finally {
                OPENING.release();
            }
        });
        try {
            return opened.get(Math.max(1, deadline.toNanos()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DiskException cause) {
                throw cause;
            }
            throw new IllegalStateException("Cannot open " + path, e.getCause());
        } catch (TimeoutException | InterruptedException e) {
            if (!wanted.getAndSet(false)) {
                // It opened in this very moment.
                var _ = opened.thenAccept(file -> Thread.ofPlatform().daemon().start(file::close));
            }
            if (e instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            throw new DiskException(
                    "Cannot open %s: no answer within %d ms; its storage may hang".formatted(path, deadline.toMillis()),
                    Errno.ETIMEDOUT);
        }
    }

    private static DirectFile openNow(Path path, boolean readOnly) {
        int flags = (readOnly ? 0 : O_RDWR) | O_DIRECT | O_SYNC | O_CLOEXEC;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = LinuxCall.errnoSegment(arena);
            MemorySegment name = arena.allocateFrom(path.toString());
            int descriptor;
            do {
                descriptor = (int) OPEN.invokeExact(errno, name, flags);
            } while (descriptor < 0 && LinuxCall.errno(errno) == EINTR);
            if (descriptor < 0) {
                int number = LinuxCall.errno(errno);
                throw new DiskException(
                        "Cannot open %s for direct I/O: %s".formatted(path, LinuxCall.describe(number)), number);
            }
            return new DirectFile(descriptor);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("Cannot open " + path, e);
        }
    }

    /// Returns 0, or the errno of the failure; `EMSGSIZE` for fewer bytes than the segment has
    int read(MemorySegment into, long offset) {
        return transfer(PREAD, into, offset);
    }

    /// Returns 0, or the errno of the failure; `EMSGSIZE` for fewer bytes than the segment has
    int write(MemorySegment from, long offset) {
        return transfer(PWRITE, from, offset);
    }

    private int transfer(MethodHandle call, MemorySegment memory, long offset) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = LinuxCall.errnoSegment(arena);
            long moved;
            do {
                moved = (long) call.invokeExact(errno, descriptor, memory, memory.byteSize(), offset);
            } while (moved < 0 && LinuxCall.errno(errno) == EINTR);
            if (moved < 0) {
                return LinuxCall.errno(errno);
            }
            return moved == memory.byteSize() ? 0 : Errno.EMSGSIZE;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("A direct transfer at " + offset + " could not be made", e);
        }
    }

    /// Closes the descriptor. Called once, when no call uses it any more: its number may be given to another file
    /// at once.
    void close() {
        try (Arena arena = Arena.ofConfined()) {
            // Linux frees the descriptor whatever close reports, and every write was synchronous.
            int _ = (int) CLOSE.invokeExact(LinuxCall.errnoSegment(arena), descriptor);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("Cannot close a disk", e);
        } finally {
            closed.complete(null);
        }
    }

    CompletableFuture<Void> closed() {
        return closed;
    }
}
