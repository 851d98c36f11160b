package io.holdfast.protocol.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// A host that does to a connection what a test wants, in clear.
final class FakeHost implements AutoCloseable {
    /// What it does with each connection.
    interface Script {
        void play(FakeHost host, FrameReader frames, Socket socket) throws IOException;
    }

    private static final Set<String> COMMANDS = Set.of("CONNECT", "SUBSCRIBE", "UNSUBSCRIBE", "SEND", "DISCONNECT");

    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger ended = new AtomicInteger();
    private final ServerSocket socket;
    private final Script script;

    FakeHost(Script script) throws IOException {
        this.script = script;
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket accepted = socket.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(accepted));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket accepted) {
        try (accepted) {
            InputStream in = accepted.getInputStream();
            script.play(
                    this,
                    new FrameReader((buffer, timeout) -> in.read(buffer), FrameReader.Limits.SERVER, COMMANDS),
                    accepted);
        } catch (IOException e) {
            ended.incrementAndGet();
        }
    }

    /// Reads until the frame of that command.
    static Frame await(FrameReader frames, String command) throws IOException {
        for (Frame frame = frames.next(); frame != null; frame = frames.next()) {
            if (frame.command().equals(command)) {
                return frame;
            }
        }
        throw new IOException("ended before " + command);
    }

    static void greet(FrameReader frames, Socket socket, String beats) throws IOException {
        await(frames, "CONNECT");
        write(socket, "CONNECTED\nversion:1.2\nheart-beat:" + beats + "\ncontent-length:0\n\n^");
    }

    /// Writes text; `^` stands for NUL.
    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.replace('^', '\0').getBytes(UTF_8));
        socket.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
