package io.holdfast.storage.files;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.holdfast.base.Errno;
import io.holdfast.base.LinuxCall;
import io.holdfast.base.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/// What Linux says and does about files and the JDK does not: `statx` and `fallocate`.
final class LinuxFile {
    private static final int AT_FDCWD = -100;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int STATX_BASIC = 0x7FF;
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    private static final int O_DIRECT = System.getProperty("os.arch", "").equals("aarch64") ? 0x10000 : 0x4000;
    private static final int PAGE = 4096;
    private static final int S_IFMT = 0xF000;

    private LinuxFile() {}

    /// The status of what is at `path` itself; empty if nothing is.
    static Optional<FileStatus> status(Path path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = LinuxCall.errnoSegment(arena);
            MemorySegment answer = arena.allocate(256, 8);
            int result = (int) Handles.STATX.invokeExact(
                    errno, AT_FDCWD, arena.allocateFrom(path.toString()), AT_SYMLINK_NOFOLLOW, STATX_BASIC, answer);
            if (result < 0) {
                int number = LinuxCall.errno(errno);
                if (number == Errno.ENOENT) {
                    return Optional.empty();
                }
                throw FileFailures.failed("look at " + path, number);
            }
            int mode = Short.toUnsignedInt(answer.get(JAVA_SHORT, 28));
            return Optional.of(new FileStatus(
                    kind(mode),
                    answer.get(JAVA_LONG, 40),
                    answer.get(JAVA_LONG, 48) * 512,
                    mode & 0xFFF,
                    answer.get(JAVA_LONG, 112)));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    private static FileStatus.Kind kind(int mode) {
        return switch (mode & S_IFMT) {
            case 0x8000 -> FileStatus.Kind.FILE;
            case 0x4000 -> FileStatus.Kind.DIRECTORY;
            case 0xA000 -> FileStatus.Kind.LINK;
            default -> FileStatus.Kind.OTHER;
        };
    }

    /// Reads a whole file past the page cache, or through it where the file system has no direct input (some in
    /// memory, which have nothing stale to show).
    ///
    /// @throws FileException of kind `TOO_LARGE` if it has more than `limit` bytes
    static byte[] read(Path file, int limit) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = LinuxCall.errnoSegment(arena);
            MemorySegment name = arena.allocateFrom(file.toString());
            int descriptor = (int) Handles.OPEN.invokeExact(errno, name, O_CLOEXEC | O_DIRECT);
            if (descriptor < 0 && LinuxCall.errno(errno) == Errno.EINVAL) {
                descriptor = (int) Handles.OPEN.invokeExact(errno, name, O_CLOEXEC);
            }
            if (descriptor < 0) {
                throw FileFailures.failed("open " + file, LinuxCall.errno(errno));
            }
            try {
                return content(file, descriptor, limit, arena, errno);
            } finally {
                Native.close(descriptor);
            }
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    private static byte[] content(Path file, int descriptor, int limit, Arena arena, MemorySegment errno)
            throws Throwable {
        long capacity = (limit / PAGE + 1L) * PAGE;
        MemorySegment buffer = arena.allocate(capacity, PAGE);
        long length = 0;
        while (length < capacity) {
            MemorySegment rest = buffer.asSlice(length);
            long part = (long) Handles.PREAD.invokeExact(errno, descriptor, rest, capacity - length, length);
            if (part < 0) {
                throw FileFailures.failed("read " + file, LinuxCall.errno(errno));
            }
            length += part;
            if (part == 0 || length % PAGE != 0) {
                // Only the end of a file is no whole page.
                break;
            }
        }
        if (length > limit) {
            throw new FileException(FileException.Kind.TOO_LARGE, file + " is longer than " + limit + " bytes");
        }
        byte[] content = new byte[(int) length];
        MemorySegment.copy(buffer, 0, MemorySegment.ofArray(content), 0, length);
        return content;
    }

    /// Reserves space, growing the file.
    ///
    /// @return 0 or a positive errno
    static int allocate(Path file, long offset, long length) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = LinuxCall.errnoSegment(arena);
            int descriptor =
                    (int) Handles.OPEN.invokeExact(errno, arena.allocateFrom(file.toString()), O_RDWR | O_CLOEXEC);
            if (descriptor < 0) {
                return LinuxCall.errno(errno);
            }
            int result = (int) Handles.FALLOCATE.invokeExact(errno, descriptor, 0, offset, length);
            int number = result < 0 ? LinuxCall.errno(errno) : 0;
            int synced = (int) Handles.FSYNC.invokeExact(errno, descriptor);
            if (number == 0 && synced < 0) {
                number = LinuxCall.errno(errno);
            }
            Native.close(descriptor);
            return number;
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /// Gives a file a size.
    ///
    /// @return 0 or a positive errno
    static int truncate(Path file, long size) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = LinuxCall.errnoSegment(arena);
            int result = (int) Handles.TRUNCATE.invokeExact(errno, arena.allocateFrom(file.toString()), size);
            return result < 0 ? LinuxCall.errno(errno) : 0;
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /// Writes zeros at the start of a file with one call past the page cache.
    ///
    /// @return 0 or a positive errno
    static int writeDirectly(Path file, int length) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = LinuxCall.errnoSegment(arena);
            int flags = O_RDWR | O_CLOEXEC | O_DIRECT;
            int descriptor = (int) Handles.OPEN.invokeExact(errno, arena.allocateFrom(file.toString()), flags);
            if (descriptor < 0) {
                return LinuxCall.errno(errno);
            }
            long written =
                    (long) Handles.PWRITE.invokeExact(errno, descriptor, arena.allocate(4096, 4096), (long) length, 0L);
            int number = written < 0 ? LinuxCall.errno(errno) : written == length ? 0 : Errno.EIO;
            Native.close(descriptor);
            return number;
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    private static RuntimeException unchecked(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
    }

    private static final class Handles {
        static final MethodHandle STATX = LinuxCall.capturing(
                "statx", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
        static final MethodHandle OPEN = LinuxCall.capturing(
                "open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
        static final MethodHandle FALLOCATE = LinuxCall.capturing(
                "fallocate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
        static final MethodHandle TRUNCATE =
                LinuxCall.capturing("truncate", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
        static final MethodHandle PREAD =
                LinuxCall.capturing("pread", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
        static final MethodHandle PWRITE = LinuxCall.capturing(
                "pwrite", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
        static final MethodHandle FSYNC = LinuxCall.capturing("fsync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    }
}
