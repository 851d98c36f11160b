package io.holdfast.leasedaemon.system;

import io.holdfast.base.LinuxCall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// The system calls of this package, each as a method that throws what the kernel answered.
///
/// Not for several threads on one instance: they would share the place where `errno` is left.
final class SystemCalls {
    static final int POLLIN = 0x1;
    static final int POLLOUT = 0x4;
    static final int POLLERR = 0x8;
    static final int POLLHUP = 0x10;
    static final int POLLNVAL = 0x20;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int O_WRONLY = 0x1;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final MethodHandle SOCKET = of("socket", FunctionDescriptor.of(INT, INT, INT, INT));
    private static final MethodHandle BIND = of("bind", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT));
    private static final MethodHandle LISTEN = of("listen", FunctionDescriptor.of(INT, INT, INT));
    private static final MethodHandle ACCEPT =
            of("accept4", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, INT));
    private static final MethodHandle RECV =
            of("recv", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG, INT));
    private static final MethodHandle SEND =
            of("send", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG, INT));
    private static final MethodHandle READ = of("read", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG));
    private static final MethodHandle WRITE = of("write", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG));
    private static final MethodHandle CLOSE = of("close", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle UMASK = LinuxCall.handle("umask", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle POLL = of("poll", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, LONG, INT));
    private static final MethodHandle EVENTFD = of("eventfd", FunctionDescriptor.of(INT, INT, INT));
    private static final MethodHandle OPEN =
            of("open", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle IOCTL =
            of("ioctl", FunctionDescriptor.of(INT, INT, LONG, ValueLayout.ADDRESS), Linker.Option.firstVariadicArg(2));

    private final MemorySegment errno;

    /// @param arena keeps the place for `errno` alive
    SystemCalls(Arena arena) {
        errno = LinuxCall.errnoSegment(arena);
    }

    private static MethodHandle of(String name, FunctionDescriptor shape, Linker.Option... options) {
        return LinuxCall.capturing(name, shape, options);
    }

    /// The number of the failure that the last call reported.
    int errno() {
        return LinuxCall.errno(errno);
    }

    int socket(int domain, int type) throws IOException {
        try {
            return check((int) SOCKET.invokeExact(errno, domain, type, 0), "create a socket");
        } catch (Throwable e) {
            throw unwrap(e);
        }
    }

    void bind(int fd, MemorySegment address) throws IOException {
        try {
            check((int) BIND.invokeExact(errno, fd, address, (int) address.byteSize()), "bind the socket");
        } catch (Throwable e) {
            throw unwrap(e);
        }
    }

    void listen(int fd, int backlog) throws IOException {
        try {
            check((int) LISTEN.invokeExact(errno, fd, backlog), "listen");
        } catch (Throwable e) {
            throw unwrap(e);
        }
    }

    /// Returns the new connection, or a negative number with the cause in [#errno()].
    int accept(int fd, int flags) {
        try {
            return (int) ACCEPT.invokeExact(errno, fd, MemorySegment.NULL, MemorySegment.NULL, flags);
        } catch (Throwable e) {
            throw bug(e);
        }
    }

    /// Returns the number of bytes, or a negative number with the cause in [#errno()].
    long receive(int fd, MemorySegment into, long length, int flags) {
        try {
            return (long) RECV.invokeExact(errno, fd, into, length, flags);
        } catch (Throwable e) {
            throw bug(e);
        }
    }

    /// Returns the number of bytes, or a negative number with the cause in [#errno()].
    long send(int fd, MemorySegment from, long length, int flags) {
        try {
            return (long) SEND.invokeExact(errno, fd, from, length, flags);
        } catch (Throwable e) {
            throw bug(e);
        }
    }

    /// Returns the number of bytes, or a negative number with the cause in [#errno()].
    long read(int fd, MemorySegment into, long length) {
        try {
            return (long) READ.invokeExact(errno, fd, into, length);
        } catch (Throwable e) {
            throw bug(e);
        }
    }

    /// Returns the number of bytes, or a negative number with the cause in [#errno()].
    long write(int fd, MemorySegment from, long length) {
        try {
            return (long) WRITE.invokeExact(errno, fd, from, length);
        } catch (Throwable e) {
            throw bug(e);
        }
    }

    void close(int fd) {
        try {
            int ignored = (int) CLOSE.invokeExact(errno, fd);
        } catch (Throwable e) {
            throw bug(e);
        }
    }

    int umask(int mask) {
        try {
            return (int) UMASK.invokeExact(mask);
        } catch (Throwable e) {
            throw bug(e);
        }
    }

    /// Returns the number of ready entries, or a negative number with the cause in [#errno()].
    int poll(MemorySegment entries, long count, int timeoutMillis) {
        try {
            return (int) POLL.invokeExact(errno, entries, count, timeoutMillis);
        } catch (Throwable e) {
            throw bug(e);
        }
    }

    int eventDescriptor() throws IOException {
        try {
            return check((int) EVENTFD.invokeExact(errno, 0, O_CLOEXEC | O_NONBLOCK), "create an event descriptor");
        } catch (Throwable e) {
            throw unwrap(e);
        }
    }

    /// Returns the descriptor, or a negative number with the cause in [#errno()].
    int open(MemorySegment path, int flags) {
        try {
            return (int) OPEN.invokeExact(errno, path, flags);
        } catch (Throwable e) {
            throw bug(e);
        }
    }

    /// Returns what the call returned, negative with the cause in [#errno()].
    int control(int fd, long request, MemorySegment argument) {
        try {
            return (int) IOCTL.invokeExact(errno, fd, request, argument);
        } catch (Throwable e) {
            throw bug(e);
        }
    }

    private int check(int result, String attempt) throws IOException {
        if (result < 0) {
            throw new IOException("Cannot " + attempt + ": " + LinuxCall.describe(errno()));
        }
        return result;
    }

    private static IOException unwrap(Throwable e) {
        if (e instanceof IOException refused) {
            return refused;
        }
        throw bug(e);
    }

    private static RuntimeException bug(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException same ? same : new IllegalStateException("A system call failed", e);
    }
}
