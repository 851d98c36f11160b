package io.holdfast.leasedaemon.system;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The distribution's watchdog multiplexer `wdmd`, one connection a lockspace.
///
///     offset size  field
///          0    4  magic          0
///          4    4  command        1 register, 2 hold, 3 let go, 4 test (renewal, expiry), 5 status
///          8    8  zero
///         16    4  test interval  seconds, in an answer
///         20    4  fire time-out  seconds, in an answer
///         24    8  last keepalive in an answer
///         32    8  renewal        monotonic seconds
///         40    8  expiry         monotonic seconds, 0 = not tested
///         48  128  name           `sanlock_<lockspace>:<host id>`
///
/// Only the status is answered. A connection that is closed while an expiry is set can never be taken back: the host
/// is reset.
final class WdmdWatchdog implements Watchdog {
    private static final int MESSAGE_BYTES = 176;
    private static final int NAME_BYTES = 128;
    private static final int REGISTER = 1;
    private static final int HOLD = 2;
    private static final int LET_GO = 3;
    private static final int TEST = 4;
    private static final int STATUS = 5;
    private static final long ANSWER_MILLIS = 5_000;

    private final Path socket;
    private final DaemonLog log;

    WdmdWatchdog(Path socket, DaemonLog log) {
        this.socket = socket;
        this.log = log;
    }

    @Override
    public boolean isReal() {
        return true;
    }

    @Override
    public Membership join(String lockspace, long hostId) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.configureBlocking(false);
        } catch (IOException e) {
            channel.close();
            throw new IOException("Cannot reach wdmd at " + socket + ": " + e.getMessage(), e);
        }
        return new Connection(channel, "sanlock_" + lockspace + ":" + hostId);
    }

    @Override
    public void close() {}

    private final class Connection implements Membership {
        private final SocketChannel channel;
        private final String name;
        private volatile boolean armed;
        private boolean withdrawn;

        private Connection(SocketChannel channel, String name) {
            this.channel = channel;
            this.name = name;
        }

        @Override
        public void arm(long renewal, long expiry) throws IOException {
            send(REGISTER, 0, 0);
            send(HOLD, 0, 0);
            send(STATUS, 0, 0);
            int fires = answer().getInt(20);
            if (fires != FIRE_SECONDS) {
                throw new IOException("wdmd fires after " + fires + " s instead of " + FIRE_SECONDS);
            }
            send(TEST, renewal, expiry);
            armed = true;
        }

        @Override
        public synchronized void renewed(long renewal, long expiry) {
            if (withdrawn) {
                return;
            }
            try {
                send(TEST, renewal, expiry);
            } catch (IOException e) {
                armed = false;
                log.error("Cannot tell wdmd of a renewal of " + name + "; it will reset the host", e);
            }
        }

        @Override
        public boolean isArmed() {
            return armed;
        }

        @Override
        public synchronized void withdraw() {
            if (withdrawn) {
                return;
            }
            withdrawn = true;
            armed = false;
            try {
                send(TEST, 0, 0);
                send(LET_GO, 0, 0);
                channel.close();
            } catch (IOException e) {
                log.error("Cannot withdraw " + name + " from wdmd", e);
            }
        }

        private void send(int command, long renewal, long expiry) throws IOException {
            ByteBuffer message = ByteBuffer.allocate(MESSAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            message.putInt(4, command).putLong(32, renewal).putLong(40, expiry);
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            message.put(48, bytes, 0, Math.min(bytes.length, NAME_BYTES - 1));
            // 176 bytes into an empty socket buffer; wdmd that takes nothing for minutes fills it.
            if (channel.write(message) != MESSAGE_BYTES) {
                throw new IOException("wdmd takes no messages");
            }
        }

        private ByteBuffer answer() throws IOException {
            ByteBuffer message = ByteBuffer.allocate(MESSAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            long deadline = System.nanoTime() + ANSWER_MILLIS * 1_000_000L;
            try (Selector selector = Selector.open()) {
                channel.register(selector, SelectionKey.OP_READ);
                while (message.hasRemaining()) {
                    int count = channel.read(message);
                    long left = (deadline - System.nanoTime()) / 1_000_000L;
                    if (count < 0 || left <= 0) {
                        throw new IOException("wdmd did not answer");
                    }
                    if (count == 0) {
                        selector.select(left);
                        selector.selectedKeys().clear();
                    }
                }
            }
            return message;
        }
    }
}
