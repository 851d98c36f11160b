package io.holdfast.leasedaemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.lease.socket.Command;
import io.holdfast.lease.socket.LeaseRefused;
import io.holdfast.lease.socket.LockspacePresence;
import io.holdfast.lease.socket.RegisteredConnection;
import io.holdfast.lease.socket.ResultCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What our daemon does to processes when the storage of their leases goes away. The io time-out is 1 s, so a lockspace
/// is lost 8 s after its last renewal; the grace is 3 s.
final class LossTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private Peer peer;
    private LeaseFile file;

    @SuppressWarnings("NullAway.Init")
    LossTest() {}

    @BeforeEach
    void start(@TempDir Path temporary) {
        Oracle.require("sanlock", "sanlock");
        file = LeaseFile.create(temporary.resolve("leases"), 1, 4);
        peer = Peer.start(Peer.Kind.HOLDFAST, temporary.resolve("run"), "lossy", "-w", "0", "-g", "3");
        peer.client().addLockspace(file.lockspace(1), 1, LONG);
    }

    @AfterEach
    void stop() {
        if (peer != null) {
            peer.close();
        }
    }

    private Process holding(int resource, String... command) {
        Process holder = peer.holder(command);
        peer.client().acquire((int) holder.pid(), 0, "", LONG, List.of(file.resource(resource)));
        return holder;
    }

    /// Ends it as the daemon found it: asked for, not of itself.
    private void vanishAndAwait(Process... ended) {
        file.vanish();
        for (Process each : ended) {
            Peer.waitFor(each);
        }
    }

    @Test
    void whoeverHoldsIsAskedToEndAndThenKilled() {
        Process polite = holding(1, "/bin/sleep", "1000");
        Process stubborn = holding(2, "/bin/sh", "-c", "trap '' TERM; while :; do sleep 1; done");
        Process bystander = peer.holder("/bin/sleep", "1000");
        vanishAndAwait(polite, stubborn);
        assertThat(polite.exitValue()).isEqualTo(128 + 15);
        assertThat(stubborn.exitValue()).isEqualTo(128 + 9);
        assertThat(bystander.isAlive()).isTrue();
        Peer.await(
                "the lockspace to be gone",
                () -> peer.client().inquireLockspace(file.lockspace(1)) == LockspacePresence.ABSENT);
        assertThat(peer.isAlive()).isTrue();
    }

    @Test
    void aProcessThatGaveItsLeaseUpIsKilledAllTheSame() {
        Process paused = holding(1, "/bin/sleep", "1000");
        peer.client().release((int) paused.pid(), Command.FLAG_RELEASE_ALL, LONG, List.of());
        Process holder = holding(1, "/bin/sleep", "1000");
        vanishAndAwait(paused, holder);
        assertThat(paused.exitValue()).isEqualTo(128 + 15);
    }

    @Test
    void aLostLockspaceGivesNoMoreLeases() {
        Process stubborn = holding(1, "/bin/sh", "-c", "trap '' TERM; while :; do sleep 1; done");
        file.vanish();
        Peer.await("the loss", () -> peer.log().contains("RENEWAL_LOST"));
        try (RegisteredConnection connection = peer.client().register()) {
            LeaseRefused refused = catchThrowableOfType(
                    LeaseRefused.class, () -> connection.acquire("", LONG, List.of(file.resource(2))));
            assertThat(refused.code()).isEqualTo(ResultCode.ENOSPC);
        }
        Peer.waitFor(stubborn);
    }
}
