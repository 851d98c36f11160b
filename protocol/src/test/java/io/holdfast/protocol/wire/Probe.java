package io.holdfast.protocol.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.protocol.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Writes bytes of the test's choice to a server and reads what comes back.
final class Probe implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;
    private final Socket socket;
    private final FrameReader reader;

    private Probe(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        InputStream in = socket.getInputStream();
        reader = new FrameReader(
                (buffer, timeoutMillis) -> in.read(buffer),
                new FrameReader.Limits(16_384, 64, 8_000_000, 60),
                Set.of("CONNECTED", "MESSAGE", "RECEIPT", "ERROR"));
    }

    static Probe inClear(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return new Probe(socket);
    }

    static Probe secure(int port, SSLContext tls) throws IOException {
        Socket socket = tls.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return new Probe(socket);
    }

    /// Sends text; `^` stands for NUL.
    Probe send(String text) throws IOException {
        socket.getOutputStream().write(text.replace('^', '\0').getBytes(UTF_8));
        socket.getOutputStream().flush();
        return this;
    }

    Probe connect() throws IOException {
        return send("CONNECT\naccept-version:1.2\nheart-beat:0,0\nhost:null\n\n^");
    }

    Probe subscribe(String id, String destination) throws IOException {
        return send("SUBSCRIBE\ndestination:" + destination + "\nid:" + id + "\nack:auto\n\n^");
    }

    Probe request(String replyTo, String json) throws IOException {
        return send("SEND\ndestination:jms.topic.vdsm_requests\nreply-to:" + replyTo + "\ncontent-length:"
                + json.getBytes(UTF_8).length + "\n\n" + json + "^");
    }

    /// The next frame.
    Frame frame() throws IOException {
        Frame frame = reader.next();
        if (frame == null) {
            throw new IOException("the server closed the connection");
        }
        return frame;
    }

    /// The body of the next frame.
    JsonNode json() throws IOException {
        return Json.parse(frame().body());
    }

    /// Whether the server has closed the connection, after whatever it may have sent before.
    boolean closedByServer() {
        try {
            @Nullable Frame frame = reader.next();
            while (frame != null) {
                frame = reader.next();
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    int rawByte() throws IOException {
        return socket.getInputStream().read();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
