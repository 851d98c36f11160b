package io.holdfast.protocol.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/// What the server's answers look like as TLS records: a client of the field takes one record each time it
/// wakes up, so that each needless one costs it a second.
class TlsRecordsTest {
    private static final String CONNECT = "CONNECT\naccept-version:1.2\nheart-beat:0,0\nhost:null\n\n\0";

    @Test
    void theFirstRecordBehindTheHandshakeIsTheAnswer() throws IOException {
        try (TestAgent agent = TestAgent.secure();
                Client client = new Client(agent.port())) {
            client.write(CONNECT);
            assertThat(client.record()).startsWith("CONNECTED\n");
        }
    }

    @Test
    void aReplyIsOneRecordWhereItFits() throws IOException {
        try (TestAgent agent = TestAgent.secure();
                Client client = new Client(agent.port())) {
            client.write("SUBSCRIBE\nid:s\ndestination:r\n\n\0");
            client.write("SEND\ndestination:jms.topic.vdsm_requests\nreply-to:r\n\n"
                    + "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Test.fill\",\"params\":{\"length\":16000}}\0");
            assertThat(client.record()).startsWith("MESSAGE\n").endsWith("\0");
        }
    }

    @Test
    void aMessageIsFollowedByOneRecordInManyPiecesAndConnectedByNone() throws IOException {
        try (TestAgent agent = TestAgent.secure();
                Client client = new Client(agent.port())) {
            client.write("SUBSCRIBE\nid:s\ndestination:r\n\n\0");
            client.write(CONNECT);
            assertThat(client.record()).startsWith("CONNECTED\n");
            client.write("SEND\ndestination:jms.topic.vdsm_requests\nreply-to:r\n\n"
                    + "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Host.ping2\"}\0");
            assertThat(client.record()).startsWith("MESSAGE\n");
            int before = client.reads;
            assertThat(client.record()).isEqualTo("\n");
            assertThat(client.reads - before)
                    .as("pieces that the record came in")
                    .isGreaterThan(3);
        }
    }

    /// A TLS client that shows each record.
    private static final class Client implements AutoCloseable {
        private final SocketChannel channel;
        private final SSLEngine engine;
        private int reads;
        private final ByteBuffer incoming = ByteBuffer.allocate(64 * 1024).limit(0);

        Client(int port) throws IOException {
            channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            engine = TestPki.manager().createSSLEngine();
            engine.setUseClientMode(true);
            engine.beginHandshake();
            while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
                switch (engine.getHandshakeStatus()) {
                    case NEED_TASK -> engine.getDelegatedTask().run();
                    case NEED_WRAP -> wrap(ByteBuffer.allocate(0));
                    default -> assertThat(unwrap()).isEmpty();
                }
            }
        }

        private void wrap(ByteBuffer plain) throws IOException {
            ByteBuffer out = ByteBuffer.allocate(64 * 1024);
            engine.wrap(plain, out);
            out.flip();
            while (out.hasRemaining()) {
                channel.write(out);
            }
        }

        /// The content of the next record, empty if it is none of the application's.
        private String unwrap() throws IOException {
            while (true) {
                ByteBuffer plain = ByteBuffer.allocate(64 * 1024);
                SSLEngineResult result = engine.unwrap(incoming, plain);
                if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                    throw new SSLException("closed");
                }
                if (result.getStatus() == SSLEngineResult.Status.OK) {
                    return UTF_8.decode(plain.flip()).toString();
                }
                incoming.compact();
                reads++;
                if (channel.read(incoming) < 0) {
                    throw new EOFException();
                }
                incoming.flip();
            }
        }

        String record() throws IOException {
            return unwrap();
        }

        void write(String text) throws IOException {
            wrap(ByteBuffer.wrap(text.getBytes(UTF_8)));
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
