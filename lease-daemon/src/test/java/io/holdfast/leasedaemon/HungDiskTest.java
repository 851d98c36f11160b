package io.holdfast.leasedaemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.lease.socket.HostEntry;
import io.holdfast.lease.socket.LeaseRefused;
import io.holdfast.lease.socket.LockspacePresence;
import io.holdfast.lease.socket.RegisteredConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Storage that neither answers nor fails, as a stopped FUSE process gives it, costs its own lockspace alone.
final class HungDiskTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void aDiskThatHangsCostsItsOwnLockspaceAlone(@TempDir Path root) throws IOException, InterruptedException {
        Oracle.require("sanlock", "sanlock");
        Oracle.require("bindfs", "bindfs");
        Path behind = Files.createDirectories(root.resolve("behind"));
        Path mounted = Files.createDirectories(root.resolve("mounted"));
        LeaseFile good = LeaseFile.create(root.resolve("good"), "GOOD", 1, 2);
        LeaseFile bad = LeaseFile.create(behind.resolve("bad"), "BAD", 1, 2).at(mounted.resolve("bad"));
        Process bindfs = new ProcessBuilder("bindfs", "-f", behind.toString(), mounted.toString()).start();
        try (Peer peer = Peer.start(Peer.Kind.HOLDFAST, root.resolve("run"), "hung", "-w", "0", "-g", "1")) {
            Peer.await("the mount", () -> Files.exists(bad.path()));
            peer.client().addLockspace(bad.lockspace(1), 1, LONG);
            peer.client().addLockspace(good.lockspace(1), 1, LONG);
            Process lost = peer.holder("/bin/sleep", "1000");
            Process kept = peer.holder("/bin/sleep", "1000");
            peer.client().acquire((int) lost.pid(), 0, "", LONG, List.of(bad.resource(1)));
            peer.client().acquire((int) kept.pid(), 0, "", LONG, List.of(good.resource(1)));

            signal("STOP", bindfs);
            CompletableFuture<Boolean> refused = CompletableFuture.supplyAsync(() -> isRefused(peer, bad));
            try (RegisteredConnection connection = peer.client().register()) {
                connection.acquire("", LONG, List.of(good.resource(2)));
            }
            Peer.waitFor(lost);
            assertThat(lost.exitValue()).isEqualTo(128 + 15);
            assertThat(refused.join()).isTrue();
            assertThat(kept.isAlive()).isTrue();
            assertThat(peer.client().inquireLockspace(good.lockspace(1))).isEqualTo(LockspacePresence.JOINED);
            assertThat(peer.client().hosts("GOOD", 1).getFirst().state()).isEqualTo(HostEntry.State.LIVE);
        } finally {
            signal("CONT", bindfs);
            new ProcessBuilder("umount", "-l", mounted.toString()).start().waitFor();
            bindfs.destroyForcibly();
            Peer.waitFor(bindfs);
        }
    }

    private static boolean isRefused(Peer peer, LeaseFile file) {
        try (RegisteredConnection connection = peer.client().register()) {
            connection.acquire("", LONG, List.of(file.resource(2)));
            return false;
        } catch (LeaseRefused e) {
            return true;
        }
    }

    private static void signal(String name, Process process) throws IOException, InterruptedException {
        new ProcessBuilder("/bin/kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }
}
