package io.holdfast.leasedaemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.lease.socket.Command;
import io.holdfast.lease.socket.MessageHeader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever one client sends or leaves out, the others are served.
final class HostileClientTest {
    private Peer peer;

    @SuppressWarnings("NullAway.Init")
    HostileClientTest() {}

    @BeforeEach
    void start(@TempDir Path temporary) {
        peer = Peer.start(Peer.Kind.HOLDFAST, temporary.resolve("run"), "hostile", "-w", "0");
    }

    @AfterEach
    void stop() {
        peer.close();
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(peer.directory().resolve("sanlock.sock")));
        return channel;
    }

    private static ByteBuffer header(int command, int flags, int length, int data, int data2) {
        ByteBuffer bytes = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        new MessageHeader(MessageHeader.MAGIC, 1, command, flags, length, 0, data, data2).write(bytes);
        return bytes.flip();
    }

    private void othersAreServed() {
        assertThat(peer.client().version()).isEqualTo(0x03080500);
        assertThat(peer.client().status()).isNotEmpty();
    }

    @Test
    void halfAHeaderAndHalfAPayloadBlockNobody() throws IOException {
        try (SocketChannel one = connect();
                SocketChannel two = connect()) {
            one.write(header(Command.STATUS.number(), 0, 32, 0, 0).limit(17));
            two.write(header(Command.GET_HOSTS.number(), 0, 32 + 1104, 0, 0));
            two.write(ByteBuffer.allocate(1103));
            othersAreServed();
            one.write(header(Command.STATUS.number(), 0, 32, 0, 0).position(17));
            ByteBuffer answer = ByteBuffer.allocate(32);
            assertThat(one.read(answer)).isPositive();
        }
    }

    @Test
    void garbageEndsItsOwnConnection() throws IOException {
        try (SocketChannel channel = connect()) {
            channel.write(ByteBuffer.allocate(1000));
            assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
        othersAreServed();
    }

    @Test
    void answersThatNobodyReadsEndTheConnectionOfTheirReader() throws IOException {
        try (SocketChannel channel = connect()) {
            // Each INQUIRE is answered; the answers are not read.
            ByteBuffer request = header(Command.VERSION.number(), 0, 32, 0, 0);
            channel.configureBlocking(false);
            for (int round = 0; round < 100_000; round++) {
                if (channel.write(request.rewind()) <= 0) {
                    break;
                }
            }
            othersAreServed();
        }
        othersAreServed();
    }

    @Test
    void aConnectionThatRestrictedItselfIsIgnoredButKept() throws IOException {
        try (SocketChannel channel = connect()) {
            channel.write(header(Command.RESTRICT.number(), Command.RESTRICT_ALL, 32, 0, 0));
            assertThat(channel.read(ByteBuffer.allocate(32))).isEqualTo(32);
            channel.write(header(Command.VERSION.number(), 0, 32, 0, 0));
            othersAreServed();
            channel.configureBlocking(false);
            assertThat(channel.read(ByteBuffer.allocate(1)))
                    .as("open and silent")
                    .isZero();
        }
    }

    @Test
    void moreConnectionsThanPlacesAreTurnedAway() throws IOException {
        List<SocketChannel> open = new ArrayList<>();
        try {
            for (int each = 0; each < ClientTable.SLOTS - 2; each++) {
                open.add(connect());
            }
            SocketChannel last = connect();
            open.add(last);
            assertThat(last.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        } finally {
            for (SocketChannel each : open) {
                each.close();
            }
        }
        Peer.await("a free place", () -> {
            try {
                return peer.client().version() != 0;
            } catch (RuntimeException e) {
                return false;
            }
        });
    }

    @Test
    void commandsThatAreNotServedAreAnswered() throws IOException {
        try (SocketChannel channel = connect()) {
            ByteBuffer payload = ByteBuffer.allocate(1104);
            channel.write(header(Command.FORMAT_RINDEX.number(), 0, 32 + 1104, 0, 0));
            channel.write(payload);
            ByteBuffer answer = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(channel.read(answer)).isEqualTo(32);
            assertThat(MessageHeader.read(answer.flip()).data()).isEqualTo(-95);
        }
    }
}
