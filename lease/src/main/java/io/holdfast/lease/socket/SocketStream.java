package io.holdfast.lease.socket;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/// One connection to the daemon, read and written with a deadline.
///
/// The channel is not blocking: an interrupt ends the wait of a thread but does not close the connection, which
/// for a registered one would give its leases up.
final class SocketStream implements AutoCloseable {
    private final Path socket;
    private final SocketChannel channel;
    private final Selector selector;
    private long deadline;

    /// @throws LeaseDaemonUnavailable if nobody listens at the socket
    SocketStream(Path socket) {
        this.socket = socket;
        SocketChannel opened = null;
        try {
            opened = SocketChannel.open(StandardProtocolFamily.UNIX);
            opened.connect(UnixDomainSocketAddress.of(socket));
            opened.configureBlocking(false);
            this.selector = Selector.open();
            opened.register(selector, SelectionKey.OP_READ);
            this.channel = opened;
        } catch (IOException e) {
            closeQuietly(opened);
            throw new LeaseDaemonUnavailable("No lease daemon listens at " + socket + ": " + e.getMessage(), e);
        }
    }

    private static void closeQuietly(java.nio.channels.@org.jspecify.annotations.Nullable Channel opened) {
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException e) {
                // The failure that brought us here is the one to report.
            }
        }
    }

    /// Everything until the next call must end within that time.
    void limit(Duration timeout) {
        deadline = System.nanoTime() + timeout.toNanos();
    }

    /// Sends all bytes between position and limit.
    void send(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                if (channel.write(bytes) == 0) {
                    await(SelectionKey.OP_WRITE);
                }
            }
        } catch (IOException e) {
            throw new LeaseDaemonUnavailable("The lease daemon at " + socket + " ended the connection", e);
        }
    }

    /// Receives exactly that many bytes, ready to be read, little-endian.
    ByteBuffer receive(int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        if (!fill(bytes)) {
            throw new LeaseDaemonUnavailable("The lease daemon at " + socket + " ended the connection in the middle of"
                    + " an answer: " + bytes.position() + " of " + count + " bytes came");
        }
        return bytes.flip();
    }

    /// Receives until the buffer is full.
    ///
    /// @return false if the connection ended before
    boolean fill(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                int count = channel.read(bytes);
                if (count < 0) {
                    return false;
                }
                if (count == 0) {
                    await(SelectionKey.OP_READ);
                }
            }
            return true;
        } catch (IOException e) {
            throw new LeaseDaemonUnavailable("The lease daemon at " + socket + " ended the connection", e);
        }
    }

    private void await(int operation) throws IOException {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new LeaseDaemonUnavailable("The lease daemon at " + socket + " did not answer in time");
        }
        if (Thread.interrupted()) {
            Thread.currentThread().interrupt();
            throw new LeaseDaemonUnavailable("Interrupted while waiting for the lease daemon at " + socket);
        }
        for (SelectionKey each : selector.keys()) {
            each.interestOps(operation);
        }
        selector.select(Math.max(1, left / 1_000_000));
        selector.selectedKeys().clear();
    }

    @Override
    public void close() {
        closeQuietly(channel);
        try {
            selector.close();
        } catch (IOException e) {
            throw new LeaseDaemonUnavailable("Cannot close the connection to " + socket, e);
        }
    }
}
