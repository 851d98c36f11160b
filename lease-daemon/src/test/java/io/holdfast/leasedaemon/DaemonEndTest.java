package io.holdfast.leasedaemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.lease.socket.LeaseRefused;
import io.holdfast.lease.socket.LockspacePresence;
import io.holdfast.lease.socket.ResultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How our daemon ends, and what the next one does about one that died.
final class DaemonEndTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private Path directory;
    private LeaseFile file;

    @SuppressWarnings("NullAway.Init")
    DaemonEndTest() {}

    @BeforeEach
    void prepare(@TempDir Path temporary) {
        Oracle.require("sanlock", "sanlock");
        directory = temporary;
        file = LeaseFile.create(temporary.resolve("leases"), 1, 2);
    }

    private Peer start(String... options) {
        return Peer.start(Peer.Kind.HOLDFAST, directory.resolve("run"), "mortal", options);
    }

    @Test
    void theNextDaemonKillsWhatTheDeadOneProtected() {
        Process holder;
        Process innocent;
        try (Peer first = start("-w", "0")) {
            first.client().addLockspace(file.lockspace(1), 1, LONG);
            holder = first.holder("/bin/sleep", "1000");
            innocent = first.holder("/bin/sleep", "1000");
            first.client().acquire((int) holder.pid(), 0, "", LONG, List.of(file.resource(1)));
            first.kill();
            try (Peer second = start("-w", "0")) {
                Peer.waitFor(holder);
                assertThat(holder.exitValue()).isEqualTo(128 + 9);
                assertThat(innocent.isAlive()).isTrue();
                // The same name takes its host id back without the long wait.
                second.client().addLockspace(file.lockspace(1), 1, Duration.ofSeconds(20));
                assertThat(second.cli("status", "-D")).contains("    host_generation=2\n");
            }
        }
    }

    @Test
    void aSecondDaemonOfTheSameDirectoryDoesNotStart() throws IOException, InterruptedException {
        try (Peer first = start("-w", "0")) {
            ProcessBuilder second = new ProcessBuilder(
                    System.getProperty("java.home") + "/bin/java",
                    "-cp",
                    System.getProperty("java.class.path"),
                    LeaseDaemonMain.class.getName(),
                    "daemon",
                    "-D",
                    "-L",
                    "-1");
            second.environment().put("SANLOCK_RUN_DIR", first.directory().toString());
            Process process = second.redirectErrorStream(true).start();
            assertThat(new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("another daemon");
            assertThat(process.waitFor()).isEqualTo(1);
            assertThat(first.client().version()).isEqualTo(0x03080500);
        }
    }

    @Test
    void aTerminationSignalEndsItOnlyWhenNoLockspaceIsJoined() {
        try (Peer peer = start("-w", "0")) {
            peer.client().addLockspace(file.lockspace(1), 1, LONG);
            assertThat(peer.signal("TERM")).isZero();
            Peer.await("the refusal to end", () -> peer.log().contains("a lockspace is joined"));
            assertThat(peer.isAlive()).isTrue();
            peer.client().removeLockspace(file.lockspace(1), false, LONG);
            assertThat(peer.signal("TERM")).isZero();
            Peer.await("the end", () -> !peer.isAlive());
            assertThat(peer.exitStatus()).isZero();
            assertThat(peer.directory().resolve("sanlock.sock"))
                    .as("left for others to be refused at")
                    .exists();
        }
    }

    @Test
    void itFitsIntoItsMemory() throws IOException {
        try (Peer peer = start("-w", "0")) {
            peer.client().addLockspace(file.lockspace(1), 1, LONG);
            Process holder = peer.holder("/bin/sleep", "1000");
            for (int round = 0; round < 10; round++) {
                peer.client().acquire((int) holder.pid(), 0, "", LONG, List.of(file.resource(1)));
                peer.client().release((int) holder.pid(), 0, LONG, List.of(file.resource(1)));
            }
            Peer.await("a small heap", () -> residentKilobytes(peer.pid()) <= 64 * 1024);
        }
    }

    private static long residentKilobytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(each -> each.startsWith("VmRSS:"))
                    .mapToLong(each -> Long.parseLong(each.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// The pipe's reader plays the watchdog, as a lab does.
    @Test
    void theWatchdogIsFedWhileALockspaceIsJoinedAndDisarmedBehindIt() throws IOException, InterruptedException {
        Path pipe = directory.resolve("watchdog");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path configuration = directory.resolve("leased.properties");
        Files.writeString(configuration, "watchdog = pipe\nwatchdog.path = " + pipe + "\n");
        Path seen = directory.resolve("seen");
        Process reader =
                new ProcessBuilder("/bin/sh", "-c", "while :; do cat " + pipe + "; printf E; done > " + seen).start();
        try (Peer peer = Peer.start(
                Peer.Kind.HOLDFAST,
                directory.resolve("run"),
                "watched",
                Map.of("HOLDFAST_LEASED_CONFIG", configuration.toString()))) {
            peer.client().addLockspace(file.lockspace(1), 1, LONG);
            assertThat(peer.cli("status", "-D"))
                    .contains("    watchdog_armed=1\n")
                    .contains("    use_watchdog=1\n");
            peer.client().removeLockspace(file.lockspace(1), false, LONG);
            Peer.await("the disarming", () -> read(seen).matches("\\.+VE.*"));
            peer.client().addLockspace(file.lockspace(1), 1, LONG);
            assertThat(peer.client().inquireLockspace(file.lockspace(1))).isEqualTo(LockspacePresence.JOINED);
            peer.kill();
            Peer.await("the end without disarming", () -> read(seen).matches("\\.+VE\\.+E.*"));
        } finally {
            reader.descendants().forEach(ProcessHandle::destroyForcibly);
            reader.destroyForcibly();
        }
    }

    @Test
    void aWatchdogThatIsNotThereRefusesTheLockspace() throws IOException {
        Path configuration = directory.resolve("leased.properties");
        Files.writeString(configuration, "watchdog = pipe\nwatchdog.path = " + directory.resolve("absent") + "\n");
        try (Peer peer = Peer.start(
                Peer.Kind.HOLDFAST,
                directory.resolve("run"),
                "unwatched",
                Map.of("HOLDFAST_LEASED_CONFIG", configuration.toString()))) {
            LeaseRefused refused = catchThrowableOfType(
                    LeaseRefused.class, () -> peer.client().addLockspace(file.lockspace(1), 1, LONG));
            assertThat(refused.code()).isEqualTo(ResultCode.WATCHDOG);
            assertThat(peer.client().lockspaces()).isEmpty();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
