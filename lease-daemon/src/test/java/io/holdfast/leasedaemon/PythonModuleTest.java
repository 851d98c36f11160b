package io.holdfast.leasedaemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same Python program, with the module that the distribution built, sees the same of both daemons.
final class PythonModuleTest {
    @Test
    void theModuleSeesNoDifference(@TempDir Path root) throws IOException {
        Oracle.require("sanlock", "sanlock");
        Path script = root.resolve("client.py");
        try (var resource = PythonModuleTest.class.getResourceAsStream("client.py")) {
            Files.write(script, Objects.requireNonNull(resource).readAllBytes());
        }
        try (Peer ours = Peer.start(Peer.Kind.HOLDFAST, root.resolve("ours"), "ours", "-w", "0");
                Peer theirs = Peer.start(Peer.Kind.SANLOCK, root.resolve("theirs"), "theirs", "-w", "0")) {
            CompletableFuture<String> seenOfOurs = CompletableFuture.supplyAsync(() -> run(script, ours));
            String seenOfTheirs = run(script, theirs);
            assertThat(seenOfTheirs).contains("acquire None").endsWith("exit=0");
            assertThat(seenOfOurs.join()).isEqualTo(seenOfTheirs);
        }
    }

    private static String run(Path script, Peer peer) {
        // Debian's own interpreter: another one first on the path does not find the module.
        ProcessBuilder builder = new ProcessBuilder(
                "/usr/bin/python3", script.toString(), peer.directory().toString());
        builder.environment().put("SANLOCK_RUN_DIR", peer.directory().toString());
        try {
            Process process = builder.redirectErrorStream(true).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return text + "exit=" + process.waitFor();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
