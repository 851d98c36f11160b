package io.holdfast.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.base.Clock;
import io.holdfast.lease.UnsettledWrites;
import io.holdfast.lease.socket.LeaseRefused;
import io.holdfast.lease.socket.LeaseSocketClient;
import io.holdfast.lease.socket.RegisteredConnection;
import io.holdfast.lease.socket.ResourceAddress;
import io.holdfast.lease.socket.ResultCode;
import io.holdfast.storage.files.FileStore;
import io.holdfast.storage.files.MountedFiles;
import io.holdfast.storage.files.Ownership;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What we write, as the real `sanlock` reads and uses it. Skipped where there is none, except in CI.
final class SanlockOracleTest {
    private static final UUID ID = UUID.fromString("5d000000-0000-4000-8000-000000000005");
    private static final UUID IMAGE = UUID.fromString("22222225-0000-4000-8000-000000000001");
    private static final UUID VOLUME = UUID.fromString("bbbbbbb5-0000-4000-8000-000000000001");
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    private final FileStore files = new MountedFiles("test", Ownership.UNCHANGED, PATIENCE);
    private final LeaseAreas leases = new DiskLeaseAreas(files, Clock.system(), new UnsettledWrites());

    @TempDir
    private Path directory;

    private FileDomain domain;
    private @Nullable Process daemon;

    @BeforeEach
    void create() throws IOException {
        boolean installed = Files.isExecutable(Path.of("/usr/sbin/sanlock"));
        if (!installed && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("sanlock is not installed; CI needs it");
        }
        Assumptions.assumeTrue(installed, "SKIPPED: sanlock is not installed");
        Path mount = Files.createDirectory(directory.resolve("mount"));
        DomainSpecification specification =
                new DomainSpecification(ID, StorageType.POSIXFS, DomainClass.DATA, 5, "gold", "/lab/storage", 0, 250);
        domain = FileDomain.create(files, leases, mount, specification, 1, NOW);
    }

    @AfterEach
    void kill() throws InterruptedException {
        if (daemon != null) {
            daemon.destroyForcibly().waitFor();
        }
    }

    /// Starts a private daemon and returns its client.
    private LeaseSocketClient startDaemon() throws IOException {
        Path run = Files.createDirectory(directory.resolve("run"));
        ProcessBuilder builder =
                new ProcessBuilder("/usr/sbin/sanlock", "daemon", "-D", "-w", "0", "-l", "0", "-e", "host-1");
        builder.environment().put("SANLOCK_RUN_DIR", run.toString());
        builder.environment().put("SANLOCK_PRIVILEGED", "0");
        builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("sanlock.log").toFile());
        daemon = builder.start();
        Path socket = run.resolve("sanlock.sock");
        LeaseSocketClient client = new LeaseSocketClient(socket, PATIENCE);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!answers(client)) {
            assertThat(System.nanoTime()).as("sanlock did not start").isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
        return client;
    }

    private static boolean answers(LeaseSocketClient client) {
        try {
            return client.version() != 0;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static String dump(Path file, long offset, long size) throws Exception {
        Process process = new ProcessBuilder(
                        "/usr/sbin/sanlock",
                        "direct",
                        "dump",
                        "%s:%d:%d".formatted(file, offset, size),
                        "-Z",
                        "512",
                        "-A",
                        "1M")
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text.replaceAll(" +", " ");
    }

    private static String readLockspace(Path file) throws Exception {
        Process process = new ProcessBuilder(
                        "/usr/sbin/sanlock", "direct", "read_leader", "-s", ID + ":1:" + file + ":0")
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }

    @Test
    void everyLeaseOfADomainIsReadBySanlock() throws Exception {
        domain.xleases().create("88888885-0000-4000-8000-000000000001", OwnerJudge.cautious());
        domain.xleases().create("88888885-0000-4000-8000-000000000002", OwnerJudge.cautious());
        domain.xleases().create("88888885-0000-4000-8000-000000000003", OwnerJudge.cautious());
        domain.xleases().delete("88888885-0000-4000-8000-000000000002", OwnerJudge.cautious());
        domain.volumes()
                .create(
                        new VolumeSpecification(
                                IMAGE, VOLUME, 1 << 20, VolumeMetadata.Allocation.SPARSE, "DATA", "{}", 1, true),
                        NOW);
        assertThat(readLockspace(domain.paths().ids())).contains("space_name " + ID, "magic 0x12212010");
        assertThat(dump(domain.paths().leases(), 0, 2 << 20))
                .contains("01048576 " + ID + " SDM 0000000000 0000 0000 0");
        assertThat(dump(domain.paths().volumeLease(IMAGE, VOLUME), 0, 1 << 20))
                .contains("00000000 " + ID + " " + VOLUME + " 0000000000 0000 0000 0");
        assertThat(dump(domain.paths().xleases(), 0, 6 << 20))
                .contains("03145728 " + ID + " 88888885-0000-4000-8000-000000000001 0000000000 0000 0000 0")
                .contains("04194304 0000000000 0000 0000 0")
                .contains("05242880 " + ID + " 88888885-0000-4000-8000-000000000003 0000000000 0000 0000 0");
    }

    @Test
    void sanlockJoinsTheLockspaceAndHoldsOurLeases() throws Exception {
        LeaseSocketClient client = startDaemon();
        Xleases.Location vm = domain.xleases().create("88888885-0000-4000-8000-000000000001", OwnerJudge.cautious());
        ResourceAddress vmLease =
                new ResourceAddress(ID.toString(), vm.lease(), vm.path().toString(), vm.offset());
        client.addLockspace(domain.lockspace(1), 1, PATIENCE);
        try (RegisteredConnection connection = client.register()) {
            connection.acquire("test", PATIENCE, List.of(domain.spmLease(), vmLease));
            LeaseContent.Owner self = new LeaseContent.Owner(1, 1);
            assertThat(domain.spmLeaseContent()).isEqualTo(new LeaseContent.Lease(ID.toString(), "SDM", 1, self));
            assertThat(leases.owners(domain.spmArea())).containsExactly(self);
            // The lease of a running machine is neither removed nor made anew.
            assertThat(domain.xleases().create(vm.lease(), OwnerJudge.cautious()))
                    .isEqualTo(vm);
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> domain.xleases().delete(vm.lease(), OwnerJudge.cautious()))
                    .satisfies(e -> assertThat(e.error()).isEqualTo(StorageError.ACQUIRE_LOCK));
            try (RegisteredConnection other = client.register()) {
                assertThatExceptionOfType(LeaseRefused.class)
                        .isThrownBy(() -> other.acquire("other", PATIENCE, List.of(vmLease)))
                        .satisfies(e -> assertThat(e.code()).isEqualTo(ResultCode.EEXIST));
            }
            connection.release(PATIENCE, List.of(vmLease));
            domain.xleases().delete(vm.lease(), OwnerJudge.cautious());
            assertThat(domain.xleases().lookup(vm.lease())).isEmpty();
            assertThatExceptionOfType(LeaseRefused.class)
                    .isThrownBy(() -> connection.acquire("test", PATIENCE, List.of(vmLease)))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ResultCode.LEADER_LOCKSPACE));
        }
    }
}
