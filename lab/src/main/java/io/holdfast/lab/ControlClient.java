package io.holdfast.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Asks a site process. One connection a question: a line of words goes there, lines come back, of which the
/// last is `ok` or `error` with a sentence.
record ControlClient(Path socket) {

    /// Says whether anyone answers.
    boolean alive() {
        try {
            return ask("ping").isEmpty();
        } catch (LabException e) {
            return false;
        }
    }

    /// Returns the lines of the answer.
    ///
    /// @throws LabException if nobody listens, or with the site's own words if it refuses
    List<String> ask(String... words) {
        List<String> lines = new ArrayList<>();
        ask(lines::add, words);
        return lines;
    }

    /// Hands over each line of the answer as it comes.
    void ask(Consumer<String> lines, String... words) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            ByteBuffer question = ByteBuffer.wrap((String.join(" ", words) + "\n").getBytes(StandardCharsets.UTF_8));
            while (question.hasRemaining()) {
                channel.write(question);
            }
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
            for (String line = answer.readLine(); line != null; line = answer.readLine()) {
                if (line.equals("ok")) {
                    return;
                }
                if (line.startsWith("error ")) {
                    throw new LabException(line.substring("error ".length()));
                }
                lines.accept(line);
            }
            throw new LabException("The lab ended in the middle of its answer.");
        } catch (IOException e) {
            throw new LabException("The lab does not answer at " + socket + ": " + e.getMessage(), e);
        }
    }
}
