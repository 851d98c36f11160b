package io.holdfast.leasedaemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.lease.socket.HostEntry;
import io.holdfast.lease.socket.LeaseRefused;
import io.holdfast.lease.socket.RegisteredConnection;
import io.holdfast.lease.socket.ResultCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our daemon and the distribution's as two hosts on one file.
final class InteroperabilityTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    private Peer ours;
    private Peer theirs;
    private LeaseFile file;

    @SuppressWarnings("NullAway.Init")
    InteroperabilityTest() {}

    @BeforeEach
    void start(@TempDir Path temporary) {
        Oracle.require("sanlock", "sanlock");
        file = LeaseFile.create(temporary.resolve("leases"), 1, 4);
        ours = Peer.start(Peer.Kind.HOLDFAST, temporary.resolve("ours"), "ours", "-w", "0");
        theirs = Peer.start(Peer.Kind.SANLOCK, temporary.resolve("theirs"), "theirs", "-w", "0");
        CompletableFuture<Void> join =
                CompletableFuture.runAsync(() -> ours.client().addLockspace(file.lockspace(1), 1, LONG));
        theirs.client().addLockspace(file.lockspace(2), 1, LONG);
        join.join();
    }

    @AfterEach
    void stop() {
        ours.close();
        theirs.close();
    }

    private static int refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        LeaseRefused refused = catchThrowableOfType(LeaseRefused.class, call);
        assertThat(refused).as("a refusal").isNotNull();
        return refused.code();
    }

    private void respected(Peer holder, Peer asker, int resource) {
        try (RegisteredConnection one = holder.client().register();
                RegisteredConnection two = asker.client().register()) {
            one.acquire("", LONG, List.of(file.resource(resource)));
            assertThat(refusal(() -> two.acquire("", LONG, List.of(file.resource(resource)))))
                    .isEqualTo(ResultCode.ACQUIRE_OWNER_LIVE);
            one.release(LONG, List.of(file.resource(resource)));
            two.acquire("", LONG, List.of(file.resource(resource)));
            assertThat(two.inquire(LONG).getFirst().lver()).isEqualTo(2);
            assertThat(refusal(() -> one.acquire("", LONG, List.of(file.resource(resource)))))
                    .isEqualTo(ResultCode.ACQUIRE_OWNER_LIVE);
        }
    }

    @Test
    void aLeaseOfOneIsRespectedByTheOther() {
        respected(ours, theirs, 1);
        respected(theirs, ours, 2);
    }

    @Test
    void eachSeesTheOtherLive() {
        Peer.await("ours to see theirs", () -> isLive(ours, 2));
        Peer.await("theirs to see ours", () -> isLive(theirs, 1));
        ours.client().removeLockspace(file.lockspace(1), false, LONG);
        Peer.await(
                "theirs to see that ours has left",
                () -> theirs.client().hosts("LS", 1).getFirst().state() == HostEntry.State.FREE);
    }

    private static boolean isLive(Peer observer, long hostId) {
        try {
            return observer.client().hosts("LS", hostId).getFirst().state() == HostEntry.State.LIVE;
        } catch (LeaseRefused e) {
            return false;
        }
    }

    /// Takes as long as a host id must be watched before it may be taken over: 8 × 1 s + 60 s.
    @Test
    @Tag("lab")
    void aHostIdOfOneIsRefusedToTheOther(@TempDir Path temporary) {
        try (Peer alsoOurs = Peer.start(Peer.Kind.HOLDFAST, temporary.resolve("c"), "also-ours", "-w", "0");
                Peer alsoTheirs = Peer.start(Peer.Kind.SANLOCK, temporary.resolve("d"), "also-theirs", "-w", "0")) {
            CompletableFuture<Integer> oursOnTheirs = CompletableFuture.supplyAsync(
                    () -> refusal(() -> alsoOurs.client().addLockspace(file.lockspace(2), 1, LONG)));
            assertThat(refusal(() -> alsoTheirs.client().addLockspace(file.lockspace(1), 1, LONG)))
                    .isEqualTo(ResultCode.HOST_ID_BUSY);
            assertThat(oursOnTheirs.join()).isEqualTo(ResultCode.HOST_ID_BUSY);
        }
        assertThat(isLive(ours, 1)).isTrue();
        assertThat(isLive(theirs, 2)).isTrue();
    }
}
