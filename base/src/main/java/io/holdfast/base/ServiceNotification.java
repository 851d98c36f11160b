package io.holdfast.base;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/// Tells the service manager about this process (`sd_notify`): one datagram of lines `KEY=value` to the Unix
/// socket that the environment names in `NOTIFY_SOCKET`. An address that starts with `@` is in the abstract name
/// space.
public final class ServiceNotification {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int PATH_BYTES = 108;

    private ServiceNotification() {}

    /// Says that start-up is over.
    ///
    /// @return see [#send]
    public static int ready() {
        return send("READY=1");
    }

    /// Sends lines of state.
    ///
    /// @param state lines such as `READY=1` or `STATUS=joined gold`
    /// @return 0 (also when nobody asked to be told), or a negative errno; never worth failing for
    public static int send(String state) {
        String address = System.getenv("NOTIFY_SOCKET");
        return address == null || address.isEmpty() ? 0 : send(address, state);
    }

    static int send(String address, String state) {
        byte[] name = address.getBytes(StandardCharsets.UTF_8);
        if (name.length >= PATH_BYTES) {
            return -Errno.EINVAL;
        }
        if (name[0] == '@') {
            name[0] = 0;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = LinuxCall.errnoSegment(arena);
            MemorySegment target = arena.allocate(2 + PATH_BYTES, 2);
            target.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(MemorySegment.ofArray(name), 0, target, 2, name.length);
            byte[] text = state.getBytes(StandardCharsets.UTF_8);
            MemorySegment message = arena.allocate(Math.max(1, text.length));
            MemorySegment.copy(MemorySegment.ofArray(text), 0, message, 0, text.length);
            int socket = (int) Handles.SOCKET.invokeExact(errno, AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
            if (socket < 0) {
                return -LinuxCall.errno(errno);
            }
            long sent = (long) Handles.SENDTO.invokeExact(
                    errno, socket, message, (long) text.length, MSG_NOSIGNAL, target, 2 + name.length);
            int result = sent < 0 ? -LinuxCall.errno(errno) : 0;
            Native.close(socket);
            return result;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("Cannot notify the service manager", e);
        }
    }

    private static final class Handles {
        static final MethodHandle SOCKET =
                LinuxCall.capturing("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        static final MethodHandle SENDTO = LinuxCall.capturing(
                "sendto", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    }
}
