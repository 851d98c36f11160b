package io.holdfast.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// The other end of [ControlClient], in the site process.
final class ControlServer {
    /// Answers one question.
    @FunctionalInterface
    interface Desk {
        /// Takes the question's words and hands over the lines of the answer; a [LabException] becomes the
        /// refusal.
        void answer(List<String> words, Consumer<String> lines);
    }

    private final ServerSocketChannel server;
    private final Desk desk;

    private ControlServer(ServerSocketChannel server, Desk desk) {
        this.server = server;
        this.desk = desk;
    }

    static void start(Path socket, Desk desk) {
        try {
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread.ofPlatform().name("control").start(new ControlServer(server, desk)::accept);
        } catch (IOException e) {
            throw new LabException("Cannot listen on " + socket + ": " + e.getMessage(), e);
        }
    }

    private void accept() {
        while (true) {
            try {
                SocketChannel channel = server.accept();
                Thread.ofPlatform().name("control question").daemon().start(() -> serve(channel));
            } catch (IOException e) {
                System.getLogger("lab").log(System.Logger.Level.ERROR, "The control socket is gone", e);
                return;
            }
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            BufferedReader question =
                    new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
            String words = question.readLine();
            if (words == null) {
                return;
            }
            try {
                desk.answer(List.of(words.strip().split(" +")), line -> send(channel, line));
                send(channel, "ok");
            } catch (LabException | RestClient.RefusedException e) {
                send(channel, "error " + String.valueOf(e.getMessage()).replace('\n', ' '));
            }
        } catch (IOException e) {
            System.getLogger("lab").log(System.Logger.Level.DEBUG, "A question was not finished", e);
        }
    }

    private static void send(SocketChannel channel, String line) {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new LabException("Whoever asked is gone", e);
        }
    }
}
