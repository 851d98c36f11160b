package io.holdfast.leasedaemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.lease.socket.HostEntry;
import io.holdfast.lease.socket.LeaseRefused;
import io.holdfast.lease.socket.LeaseSocketClient;
import io.holdfast.lease.socket.LockspaceAddress;
import io.holdfast.lease.socket.LockspacePresence;
import io.holdfast.lease.socket.RegisteredConnection;
import io.holdfast.lease.socket.ResourceAddress;
import io.holdfast.lease.socket.ResultCode;
import io.holdfast.lease.socket.StateRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// What clients rely on, of any daemon behind this socket. One daemon serves all tests; the lockspace is joined by the
/// first and left by the last.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class DaemonContract {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Peer.Kind kind;
    private Path directory = Path.of("/nonexistent");
    private Peer peer;
    private LeaseFile file;

    @SuppressWarnings("NullAway.Init")
    DaemonContract(Peer.Kind kind) {
        this.kind = kind;
    }

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ALWAYS) Path temporary) {
        Oracle.require("sanlock", "sanlock");
        directory = temporary;
        file = LeaseFile.create(temporary.resolve("leases"), 1, 9);
        peer = Peer.start(kind, temporary.resolve("run"), "contract-host", "-w", "0");
    }

    @AfterAll
    void stop() {
        if (peer != null) {
            peer.close();
        }
    }

    private LeaseSocketClient client() {
        return peer.client();
    }

    private static int code(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        LeaseRefused refused = catchThrowableOfType(LeaseRefused.class, call);
        assertThat(refused).as("a refusal").isNotNull();
        return refused.code();
    }

    private LockspaceAddress other(String name, long hostId, String path, long offset) {
        return new LockspaceAddress(name, hostId, path, offset);
    }

    @Test
    @Order(1)
    void versionIsThatOfTheProtocolsReference() {
        assertThat(client().version()).isEqualTo(0x03080500);
    }

    @Test
    @Order(2)
    void aLockspaceThatCannotBeJoinedIsRefusedWithTheReason() {
        String path = file.path().toString();
        assertThat(code(() -> client().addLockspace(other("", 1, path, 0), 1, LONG)))
                .isEqualTo(ResultCode.EINVAL);
        assertThat(code(() -> client().addLockspace(other("LS", 0, path, 0), 1, LONG)))
                .isEqualTo(ResultCode.EINVAL);
        assertThat(code(() -> client().addLockspace(other("LS", 1, path + "x", 0), 1, LONG)))
                .isEqualTo(ResultCode.ENODEV);
        assertThat(code(() -> client().addLockspace(other("XX", 1, path, 0), 1, LONG)))
                .isEqualTo(ResultCode.LEADER_LOCKSPACE);
        assertThat(code(() -> client().addLockspace(other("LS", 1, path, 1 << 20), 1, LONG)))
                .isEqualTo(ResultCode.LEADER_MAGIC);
        assertThat(code(() -> client().addLockspace(other("LS", 2001, path, 0), 1, LONG)))
                .isEqualTo(ResultCode.LOCKSPACE_HOST_ID);
        assertThat(client().lockspaces()).isEmpty();
    }

    @Test
    @Order(3)
    void leasesNeedAJoinedLockspace() {
        try (RegisteredConnection connection = client().register()) {
            assertThat(code(() -> connection.acquire("", LONG, List.of(file.resource(1)))))
                    .isEqualTo(ResultCode.ENOSPC);
            assertThat(code(() -> client().hosts("LS", 0))).isEqualTo(ResultCode.ENOENT);
            assertThat(client().inquireLockspace(file.lockspace(1))).isEqualTo(LockspacePresence.ABSENT);
        }
    }

    @Test
    @Order(4)
    void aLockspaceIsJoinedAndSeen() {
        client().addLockspaceAsynchronously(file.lockspace(1), 1);
        assertThat(client().inquireLockspace(file.lockspace(1))).isEqualTo(LockspacePresence.CHANGING);
        assertThat(code(() -> client().addLockspace(file.lockspace(1), 1, LONG)))
                .isEqualTo(ResultCode.EINPROGRESS);
        assertThat(client().awaitLockspace(file.lockspace(1), LONG)).isEqualTo(LockspacePresence.JOINED);
        assertThat(client().inquireLockspace(file.lockspace(0))).isEqualTo(LockspacePresence.JOINED);
        assertThat(client().lockspaces()).singleElement().satisfies(each -> {
            assertThat(each.isSameAs(file.lockspace(1))).isTrue();
            assertThat(each.flags()).isZero();
        });
        assertThat(code(() -> client().addLockspace(file.lockspace(1), 1, LONG)))
                .isEqualTo(ResultCode.EEXIST);
        assertThat(code(() -> client().addLockspace(file.lockspace(2), 1, LONG)))
                .isEqualTo(ResultCode.EINVAL);
        Peer.await("the first look at the hosts", () -> {
            try {
                return client().hosts("LS", 1).getFirst().state() == HostEntry.State.LIVE;
            } catch (LeaseRefused e) {
                assertThat(e.code()).isEqualTo(ResultCode.EAGAIN);
                return false;
            }
        });
        assertThat(client().hosts("LS", 0)).hasSize(1);
        assertThat(client().hosts("LS", 7).getFirst().state()).isEqualTo(HostEntry.State.FREE);
        assertThat(client().hosts("LS", 2001)).isEmpty();
    }

    @Test
    @Order(5)
    void aLeaseIsHeldByOneAndReleased() {
        try (RegisteredConnection one = client().register();
                RegisteredConnection two = client().register()) {
            one.acquire("the-first", LONG, List.of(file.resource(1)));
            assertThat(one.inquire(LONG)).singleElement().satisfies(each -> {
                assertThat(each.name()).isEqualTo("R1");
                assertThat(each.lver()).isEqualTo(1);
                assertThat(each.disks()).isEqualTo(file.resource(1).disks());
            });
            assertThat(code(() -> two.acquire("", LONG, List.of(file.resource(1)))))
                    .isEqualTo(ResultCode.EEXIST);
            assertThat(code(() -> one.acquire("", LONG, List.of(file.resource(1)))))
                    .isEqualTo(ResultCode.EEXIST);
            one.release(LONG, List.of(file.resource(1)));
            assertThat(one.inquire(LONG)).isEmpty();
            assertThat(code(() -> one.release(LONG, List.of(file.resource(1))))).isEqualTo(ResultCode.FAILED);
            two.acquire("", LONG, List.of(file.resource(1)));
            assertThat(two.inquire(LONG).getFirst().lver()).isEqualTo(2);
        }
    }

    @Test
    @Order(6)
    void severalAreTakenTogetherOrNotAtAll() {
        try (RegisteredConnection one = client().register();
                RegisteredConnection two = client().register()) {
            one.acquire("", LONG, List.of(file.resource(3)));
            List<ResourceAddress> three = List.of(file.resource(2), file.resource(3), file.resource(4));
            assertThat(code(() -> two.acquire("", LONG, three))).isEqualTo(ResultCode.EEXIST);
            assertThat(two.inquire(LONG)).isEmpty();
            one.acquire("", LONG, List.of(file.resource(2), file.resource(4)));
            assertThat(one.inquire(LONG)).hasSize(3);
            one.releaseAll(LONG);
            assertThat(one.inquire(LONG)).isEmpty();
        }
    }

    @Test
    @Order(7)
    void whatIsNoLeaseIsRefusedWithTheReason() {
        try (RegisteredConnection connection = client().register()) {
            String path = file.path().toString();
            assertThat(code(() -> connection.acquire(
                            "", LONG, List.of(new ResourceAddress("LS", "R1", path + "x", 1 << 20)))))
                    .isEqualTo(ResultCode.ENOENT);
            assertThat(code(() ->
                            connection.acquire("", LONG, List.of(new ResourceAddress("LS", "XX", path, 1 << 20)))))
                    .isEqualTo(ResultCode.LEADER_RESOURCE);
            assertThat(code(() -> connection.acquire("", LONG, List.of(new ResourceAddress("LS", "LS", path, 0)))))
                    .isEqualTo(ResultCode.LEADER_MAGIC);
            ResourceAddress old = file.resource(5).withVersion(77).withFlags(ResourceAddress.FLAG_VERSION);
            assertThat(code(() -> connection.acquire("", LONG, List.of(old)))).isEqualTo(ResultCode.ACQUIRE_VERSION);
            assertThat(code(() -> connection.acquire("", LONG, List.of(new ResourceAddress("LS", "R5")))))
                    .isEqualTo(ResultCode.ERANGE);
            assertThat(connection.inquire(LONG)).isEmpty();
        }
    }

    @Test
    @Order(8)
    void onlyTheRegisteredHold() {
        assertThat(code(() -> client().acquire(999_999_999, 0, "", LONG, List.of(file.resource(1)))))
                .isEqualTo(ResultCode.ESRCH);
        assertThat(code(() -> client().inquire(0))).isEqualTo(ResultCode.ESRCH);
        assertThat(code(() -> client().inquire(-1))).isEqualTo(ResultCode.EBUSY);
    }

    @Test
    @Order(9)
    void theEndOfAConnectionFreesItsLeases() {
        try (RegisteredConnection one = client().register()) {
            one.acquire("", LONG, List.of(file.resource(6)));
        }
        try (RegisteredConnection two = client().register()) {
            Peer.await("the lease of an ended connection", () -> {
                try {
                    two.acquire("", LONG, List.of(file.resource(6)));
                    return true;
                } catch (LeaseRefused e) {
                    assertThat(e.code()).isIn(ResultCode.EAGAIN, ResultCode.EEXIST);
                    return false;
                }
            });
        }
    }

    @Test
    @Order(10)
    void theCommandLineActsForAProcessThatHolds() {
        Process holder = peer.holder("/bin/sleep", "1000");
        String pid = Long.toString(holder.pid());
        String resource = "LS:R7:" + file.path() + ":7M";
        assertThat(peer.cli("acquire", "-r", resource, "-p", pid))
                .contains("acquire done 0")
                .endsWith("exit=0");
        assertThat(peer.cli("inquire", "-p", pid)).contains("\"LS:R7:" + file.path() + ":7340032:1\"");
        assertThat(peer.cli("status"))
                .contains("s LS:1:" + file.path() + ":0\n")
                .contains("r LS:R7:" + file.path() + ":7340032:1 p " + pid + "\n");
        assertThat(peer.cli("gets", "-h", "1"))
                .contains("s LS:1:" + file.path() + ":0 ")
                .contains(" LIVE");
        assertThat(peer.cli("host_status", "-s", "LS")).contains("1 timestamp ");
        assertThat(peer.cli("status", "-D"))
                .contains("    list=spaces\n")
                .contains("    our_host_name=contract-host\n");
        holder.destroyForcibly();
        Peer.waitFor(holder);
        Peer.await("the release of a dead process's lease", () -> client().status().stream()
                .noneMatch(each -> each.record().kind() == StateRecord.Kind.RESOURCE));
    }

    @Test
    @Order(11)
    void aListThatCannotBeReadIsNotGiven() {
        Path blank = directory.resolve("with blank");
        try {
            java.nio.file.Files.createLink(blank, file.path());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        try (RegisteredConnection connection = client().register()) {
            connection.acquire("", LONG, List.of(new ResourceAddress("LS", "R8", blank.toString(), 8 << 20)));
            assertThat(code(() -> connection.inquire(LONG))).isEqualTo(ResultCode.ELIBSCN);
        }
    }

    @Test
    @Order(12)
    void removalKillsWhoeverHolds() {
        Process holder = peer.holder("/bin/sleep", "1000");
        client().acquire((int) holder.pid(), 0, "", LONG, List.of(file.resource(9)));
        assertThat(code(() -> client().removeLockspace(file.lockspace(1), true, LONG)))
                .isEqualTo(ResultCode.EBUSY);
        client().removeLockspaceAsynchronously(file.lockspace(1), false);
        Peer.await(
                "the removal to be seen",
                () -> client().inquireLockspace(file.lockspace(1)) != LockspacePresence.JOINED);
        Peer.waitFor(holder);
        assertThat(holder.exitValue()).as("killed by SIGKILL").isEqualTo(128 + 9);
        Peer.await("the removal", () -> client().inquireLockspace(file.lockspace(1)) == LockspacePresence.ABSENT);
        assertThat(client().lockspaces()).isEmpty();
        assertThat(peer.isAlive()).isTrue();
    }
}
