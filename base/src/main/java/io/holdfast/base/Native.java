package io.holdfast.base;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// System calls that Java has no word for. Failures are reported as a negative `errno`, never thrown, because
/// what to do about each is the caller's to decide.
public final class Native {
    private static final int MCL_CURRENT = 1;
    private static final int MCL_FUTURE = 2;
    private static final int MCL_ONFAULT = 4;
    private static final long SYS_PIDFD_SEND_SIGNAL = 424;
    private static final long SYS_PIDFD_OPEN = 434;
    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;

    private Native() {}

    /// The process at the other end of a Unix socket, as the kernel noted when it connected.
    public record Peer(int pid, int uid, int gid) {}

    /// Keeps every page that this process has or will touch in memory (`mlockall` with `MCL_CURRENT | MCL_FUTURE
    /// | MCL_ONFAULT`): a page that was never touched costs nothing, so a JVM keeps its size.
    ///
    /// @return 0, or a negative errno (`-ENOMEM`, `-EPERM` without the right or above the limit of locked memory)
    public static int lockMemory() {
        MethodHandle call = LinuxCall.capturing("mlockall", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = LinuxCall.errnoSegment(arena);
            int result = (int) call.invokeExact(errno, MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
            return result < 0 ? -LinuxCall.errno(errno) : 0;
        } catch (Throwable e) {
            throw unexpected("mlockall", e);
        }
    }

    /// Opens a handle on a process that stays on that process when its number is given to another one.
    ///
    /// @return a file descriptor, or a negative errno (`-ESRCH` if there is no such process)
    public static int openProcess(int pid) {
        return system(SYS_PIDFD_OPEN, pid, 0);
    }

    /// Sends a signal to the process behind a handle of [#openProcess].
    ///
    /// @param signal 0 asks only whether it is there
    /// @return 0, or a negative errno (`-ESRCH` if it has been reaped, `-EPERM`)
    public static int signalProcess(int handle, int signal) {
        return system(SYS_PIDFD_SEND_SIGNAL, handle, signal);
    }

    /// Closes a file descriptor.
    ///
    /// @return 0, or a negative errno; the descriptor is free in any case
    public static int close(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = LinuxCall.errnoSegment(arena);
            int result = (int) Handles.CLOSE.invokeExact(errno, descriptor);
            return result < 0 ? -LinuxCall.errno(errno) : 0;
        } catch (Throwable e) {
            throw unexpected("close", e);
        }
    }

    /// Tells who connected.
    ///
    /// @param socket a connected Unix socket
    /// @return who is at its other end
    /// @throws IllegalArgumentException if it is not a Unix socket
    public static Peer peer(int socket) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = LinuxCall.errnoSegment(arena);
            MemorySegment credentials = arena.allocate(12, 4);
            MemorySegment length = arena.allocate(JAVA_INT);
            length.set(JAVA_INT, 0, 12);
            int result =
                    (int) Handles.GETSOCKOPT.invokeExact(errno, socket, SOL_SOCKET, SO_PEERCRED, credentials, length);
            if (result < 0) {
                throw new IllegalArgumentException("Cannot tell who is at the other end of socket %d: %s"
                        .formatted(socket, LinuxCall.describe(LinuxCall.errno(errno))));
            }
            return new Peer(credentials.get(JAVA_INT, 0), credentials.get(JAVA_INT, 4), credentials.get(JAVA_INT, 8));
        } catch (Throwable e) {
            throw unexpected("getsockopt", e);
        }
    }

    /// Both process calls take three or four words and return an int; unused ones are ignored by the kernel.
    private static int system(long number, int first, int second) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = LinuxCall.errnoSegment(arena);
            long result = (long) Handles.SYSCALL.invokeExact(errno, number, (long) first, (long) second, 0L, 0L);
            return result < 0 ? -LinuxCall.errno(errno) : (int) result;
        } catch (Throwable e) {
            throw unexpected("system call " + number, e);
        }
    }

    private static RuntimeException unexpected(String call, Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException runtime
                ? runtime
                : new IllegalStateException("Cannot make the call " + call, e);
    }

    private static final class Handles {
        static final MethodHandle CLOSE = LinuxCall.capturing("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        static final MethodHandle GETSOCKOPT = LinuxCall.capturing(
                "getsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
        static final MethodHandle SYSCALL = LinuxCall.capturing(
                "syscall",
                FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                java.lang.foreign.Linker.Option.firstVariadicArg(1));
    }
}
