package io.holdfast.leasedaemon.system;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/// The Unix stream socket at which the daemon is reached.
///
/// A stale file of an earlier daemon is replaced. The file is never removed, so that a client of a daemon that is
/// gone is refused at once.
public final class SocketListener {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int BACKLOG = 128;
    private static final int SCRATCH_BYTES = 64 << 10;
    private static final int MASK_0660 = 0117;
    private static final int ECONNABORTED = 103;
    private static final Duration PAUSE_WITHOUT_DESCRIPTORS = Duration.ofMillis(100);

    private final EventLoop loop;
    private final int fd;
    private final MemorySegment scratch = Arena.global().allocate(SCRATCH_BYTES);
    private final EventLoop.Watch watch;

    private SocketListener(EventLoop loop, int fd, Consumer<SocketConnection> accepted) {
        this.loop = loop;
        this.fd = fd;
        this.watch = loop.watch(fd, SystemCalls.POLLIN, events -> accept(accepted));
    }

    /// Starts to listen with mode 0660.
    ///
    /// @throws IOException if the path is too long or cannot be used
    public static SocketListener open(EventLoop loop, Path path, Consumer<SocketConnection> accepted)
            throws IOException {
        Files.deleteIfExists(path);
        SystemCalls calls = loop.calls();
        int fd = calls.socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC);
        int mask = calls.umask(MASK_0660);
        try (Arena arena = Arena.ofConfined()) {
            calls.bind(fd, address(path, arena));
            calls.listen(fd, BACKLOG);
        } catch (IOException e) {
            calls.close(fd);
            throw new IOException("Cannot listen at " + path + ": " + e.getMessage(), e);
        } finally {
            int ignored = calls.umask(mask);
        }
        return new SocketListener(loop, fd, accepted);
    }

    public int fd() {
        return fd;
    }

    /// A `sockaddr_un`: the family in two bytes, then the path with a NUL in at most 108.
    private static MemorySegment address(Path path, Arena arena) throws IOException {
        byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 107) {
            throw new IOException("a socket's path has at most 107 bytes, this one " + bytes.length);
        }
        MemorySegment address = arena.allocate(110);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, 2, bytes.length);
        return address;
    }

    private void accept(Consumer<SocketConnection> accepted) {
        while (true) {
            int connection = loop.calls().accept(fd, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (connection >= 0) {
                accepted.accept(new SocketConnection(loop, connection, scratch));
                continue;
            }
            int errno = loop.calls().errno();
            if (errno != SystemCalls.EAGAIN && errno != SystemCalls.EINTR && errno != ECONNABORTED) {
                // No descriptor or memory is left; the client waits in the queue meanwhile.
                watch.interest(0);
                loop.after(PAUSE_WITHOUT_DESCRIPTORS, () -> watch.interest(SystemCalls.POLLIN));
            }
            return;
        }
    }
}
