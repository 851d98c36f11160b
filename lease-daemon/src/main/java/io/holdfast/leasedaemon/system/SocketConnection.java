package io.holdfast.leasedaemon.system;

import io.holdfast.base.Native;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;

/// A connection of a local program: bytes in, bytes out, never blocking.
///
/// What was received and not consumed stays in a buffer that grows up to a limit. Answers that the peer does not
/// take are queued up to a limit, too; behind it the connection is ended. Belongs to the loop's thread.
public final class SocketConnection {
    /// The most that a request may hold back before it is understood.
    public static final int MAX_INPUT = 64 << 10;

    private static final int MAX_OUTPUT = 4 << 20;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);

    private final EventLoop loop;
    private final int fd;
    private final MemorySegment scratch;
    private final EventLoop.Watch watch;
    private final ArrayDeque<ByteBuffer> output = new ArrayDeque<>();
    private Handler handler = new Handler() {};
    private ByteBuffer input = EMPTY;
    private int outputBytes;
    private boolean paused;
    private boolean ended;
    private boolean closeWhenSent;
    private boolean closed;

    /// What becomes of a connection's news.
    public interface Handler {
        /// More bytes are in [SocketConnection#input()]. Consume what is understood.
        default void received() {}

        /// The peer has closed, or was cut off. Called once; the descriptor is still open.
        default void ended() {}
    }

    /// @param scratch for receiving, shared by all connections of a loop
    SocketConnection(EventLoop loop, int fd, MemorySegment scratch) {
        this.loop = loop;
        this.fd = fd;
        this.scratch = scratch;
        this.watch = loop.watch(fd, SystemCalls.POLLIN, this::ready);
    }

    public void handler(Handler newHandler) {
        handler = newHandler;
    }

    public int fd() {
        return fd;
    }

    /// The process that connected, as it is numbered here; 0 if it lives in a process namespace not seen from here.
    public int peerPid() {
        return Native.peer(fd).pid();
    }

    /// The bytes received and not consumed, little-endian, from its position to its limit.
    public ByteBuffer input() {
        return input;
    }

    /// Reads nothing more until [#resume]. A hang-up is still noticed.
    public void pause() {
        paused = true;
        interest();
    }

    /// Hands what is in the buffer to the handler, and reads on. Must be called from the handler's outside.
    public void resume() {
        paused = false;
        interest();
        if (!ended && input.hasRemaining()) {
            handler.received();
        }
    }

    /// Sends the bytes between position and limit, now or when the peer takes them.
    public void send(ByteBuffer bytes) {
        if (ended || closed || closeWhenSent) {
            return;
        }
        if (output.isEmpty()) {
            flush(bytes);
        }
        if (bytes.hasRemaining() && !ended) {
            outputBytes += bytes.remaining();
            output.add(bytes);
            if (outputBytes > MAX_OUTPUT) {
                end();
            }
        }
        interest();
    }

    /// Closes when everything that was sent has been taken.
    public void closeWhenSent() {
        closeWhenSent = true;
        if (output.isEmpty()) {
            end();
        } else {
            interest();
        }
    }

    /// Whether the peer is gone.
    public boolean hasEnded() {
        return ended;
    }

    /// Closes the descriptor. The handler hears nothing more.
    public void close() {
        if (!closed) {
            closed = true;
            ended = true;
            watch.cancel();
            output.clear();
            input = EMPTY;
            loop.calls().close(fd);
        }
    }

    private void ready(int events) {
        if ((events & SystemCalls.POLLOUT) != 0) {
            flushQueue();
        }
        if ((events & SystemCalls.POLLIN) != 0 && !ended && !paused) {
            receive();
        }
        if ((events & (SystemCalls.POLLERR | SystemCalls.POLLNVAL)) != 0 && !ended) {
            end();
        }
        // What a peer sent before it hung up is served first.
        if ((events & SystemCalls.POLLHUP) != 0 && !ended && (paused || (events & SystemCalls.POLLIN) == 0)) {
            end();
        }
    }

    private void receive() {
        int room = Math.min((int) scratch.byteSize(), MAX_INPUT - input.remaining());
        if (room <= 0) {
            end();
            return;
        }
        long count = loop.calls().receive(fd, scratch, room, MSG_DONTWAIT);
        if (count < 0) {
            int errno = loop.calls().errno();
            if (errno != SystemCalls.EAGAIN && errno != SystemCalls.EINTR) {
                end();
            }
            return;
        }
        if (count == 0) {
            end();
            return;
        }
        append((int) count);
        handler.received();
    }

    private void append(int count) {
        ByteBuffer grown = ByteBuffer.allocate(input.remaining() + count).order(ByteOrder.LITTLE_ENDIAN);
        grown.put(input).put(scratch.asSlice(0, count).asByteBuffer()).flip();
        input = grown;
    }

    private void flush(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            int chunk = (int) Math.min(scratch.byteSize(), bytes.remaining());
            scratch.asSlice(0, chunk).asByteBuffer().put(bytes.slice(bytes.position(), chunk));
            long count = loop.calls().send(fd, scratch, chunk, MSG_DONTWAIT | MSG_NOSIGNAL);
            if (count < 0) {
                int errno = loop.calls().errno();
                if (errno != SystemCalls.EAGAIN && errno != SystemCalls.EINTR) {
                    end();
                }
                return;
            }
            bytes.position(bytes.position() + (int) count);
        }
    }

    private void flushQueue() {
        while (!ended) {
            ByteBuffer first = output.peek();
            if (first == null) {
                break;
            }
            int before = first.remaining();
            flush(first);
            outputBytes -= before - first.remaining();
            if (first.hasRemaining()) {
                break;
            }
            output.poll();
        }
        if (output.isEmpty() && closeWhenSent && !ended) {
            end();
        }
        interest();
    }

    private void interest() {
        boolean reading = !paused && !closeWhenSent && output.isEmpty();
        watch.interest((reading ? SystemCalls.POLLIN : 0) | (output.isEmpty() ? 0 : SystemCalls.POLLOUT));
    }

    private void end() {
        if (!ended) {
            ended = true;
            watch.mute();
            // Not from within a call of the handler's own, which may be in the middle of something.
            loop.execute(() -> {
                if (!closed) {
                    handler.ended();
                }
            });
        }
    }
}
