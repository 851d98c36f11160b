package io.holdfast.lab;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/// A watchdog behind wdmd's socket, for the distribution's `sanlock`, which takes no pipe. It keeps the timer
/// alive as wdmd does: every 10 s if no client is within 10 s of its expiry, else not at all, so the machine
/// is reset 60 s after the last sign of life.
///
/// One message, both ways, little-endian, 176 bytes:
///
///     offset size field
///          0    4  magic
///          4    4  command: 1 register, 2 hold, 3 let go, 4 test (renewal, expiry), 5 status
///          8    4  length
///         12    4  flags
///         16    4  test interval, s
///         20    4  fire time-out, s
///         24    8  last sign of life, monotonic s
///         32    8  renewal, monotonic s
///         40    8  expiry, monotonic s; 0: not tested
///         48  128  name
final class SocketWatchdog implements Watchdog {
    private static final int MESSAGE = 176;
    private static final int TEST = 4;
    private static final int STATUS = 5;
    private static final int INTERVAL_SECONDS = 10;
    private static final int FIRE_SECONDS = 60;

    private final Path socket;
    private final ServerSocketChannel server;
    private final WdmdClients clients = new WdmdClients(INTERVAL_SECONDS);
    private final WatchdogTimer timer = new WatchdogTimer(TIMEOUT_NANOS);
    private final Runnable reset;
    private volatile boolean stopped;
    private volatile long lastSign;

    private SocketWatchdog(Path socket, ServerSocketChannel server, Runnable reset) {
        this.socket = socket;
        this.server = server;
        this.reset = reset;
    }

    /// Listens, and arms the timer at once, as wdmd does at its start.
    static SocketWatchdog start(Path socket, Runnable reset) {
        try {
            Files.deleteIfExists(socket);
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket));
            SocketWatchdog watchdog = new SocketWatchdog(socket, server, reset);
            Thread.ofPlatform().name("wdmd socket " + socket).daemon().start(watchdog::accept);
            Thread.ofPlatform().name("wdmd timer " + socket).daemon().start(watchdog::watch);
            return watchdog;
        } catch (IOException e) {
            throw new LabException("Cannot listen on " + socket + ": " + e.getMessage(), e);
        }
    }

    private void accept() {
        while (!stopped) {
            try {
                SocketChannel channel = server.accept();
                Thread.ofVirtual().start(() -> serve(channel));
            } catch (IOException e) {
                return; // closed by stop
            }
        }
    }

    private void serve(SocketChannel channel) {
        Object client = new Object();
        ByteBuffer message = ByteBuffer.allocate(MESSAGE).order(ByteOrder.LITTLE_ENDIAN);
        try (channel) {
            while (true) {
                message.clear();
                while (message.hasRemaining()) {
                    if (channel.read(message) < 0) {
                        return;
                    }
                }
                int command = message.getInt(4);
                if (command == TEST) {
                    synchronized (clients) {
                        clients.expires(client, message.getLong(40));
                    }
                } else if (command == STATUS) {
                    message.putInt(16, INTERVAL_SECONDS)
                            .putInt(20, FIRE_SECONDS)
                            .putLong(24, lastSign);
                    message.clear();
                    while (message.hasRemaining()) {
                        channel.write(message);
                    }
                }
            }
        } catch (IOException e) {
            System.getLogger("lab").log(System.Logger.Level.DEBUG, "Client of {0} is gone", socket);
        }
    }

    private void watch() {
        timer.opened(System.nanoTime());
        while (!stopped) {
            long now = System.nanoTime();
            boolean healthy;
            synchronized (clients) {
                healthy = clients.healthy(monotonicSeconds());
            }
            if (healthy) {
                timer.written(new byte[1], 1, now);
                lastSign = monotonicSeconds();
            }
            long next = now + 1_000_000_000L * (healthy ? INTERVAL_SECONDS : 1);
            while (!stopped && System.nanoTime() < next) {
                LockSupport.parkNanos(200_000_000L);
            }
            if (!stopped && timer.expired(System.nanoTime())) {
                reset.run();
                return;
            }
        }
    }

    /// The kernel's monotonic clock, on which sanlock's times are; it is the base of Java's on Linux.
    private static long monotonicSeconds() {
        return System.nanoTime() / 1_000_000_000L;
    }

    @Override
    public Path file() {
        return socket;
    }

    @Override
    public String state() {
        return "wdmd, last sign " + (monotonicSeconds() - lastSign) + " s ago";
    }

    @Override
    public void stop() {
        stopped = true;
        try {
            server.close();
        } catch (IOException e) {
            System.getLogger("lab").log(System.Logger.Level.DEBUG, "Cannot close {0}", socket);
        }
    }
}
