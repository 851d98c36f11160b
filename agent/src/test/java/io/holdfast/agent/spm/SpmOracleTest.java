package io.holdfast.agent.spm;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.agent.monitoring.HostIds;
import io.holdfast.agent.task.TaskManager;
import io.holdfast.agent.task.UndoNote;
import io.holdfast.base.Clock;
import io.holdfast.lease.UnsettledWrites;
import io.holdfast.lease.socket.Command;
import io.holdfast.lease.socket.LeaseSocketClient;
import io.holdfast.lease.socket.RegisteredConnection;
import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.SpmStatus;
import io.holdfast.protocol.TaskStatus;
import io.holdfast.protocol.VerbFailed;
import io.holdfast.storage.DiskLeaseAreas;
import io.holdfast.storage.DomainClass;
import io.holdfast.storage.DomainSpecification;
import io.holdfast.storage.FileDomain;
import io.holdfast.storage.LeaseAreas;
import io.holdfast.storage.StorageType;
import io.holdfast.storage.files.MountedFiles;
import io.holdfast.storage.files.Ownership;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The SPM role of two hosts, each with a real `sanlock` of its own. Skipped where there is none, except in CI.
final class SpmOracleTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    private FileDomain domain;
    private MountedFiles files;
    private final List<Process> daemons = new ArrayList<>();
    private final List<Host> hosts = new ArrayList<>();

    /// One host's agent, as far as it matters here.
    private final class Host {
        final LeaseSocketClient client;
        final TaskManager tasks = new TaskManager();
        final AtomicInteger abandoned = new AtomicInteger();
        final AtomicReference<@Nullable String> panicked = new AtomicReference<>();
        final AtomicLong ahead = new AtomicLong();
        final SpmService spm;
        final PoolDuties duties;

        Host(int hostId) throws IOException {
            client = startDaemon(hostId);
            spm = new SpmService(
                    client,
                    (int) ProcessHandle.current().pid(),
                    new HostIds(client, 1),
                    tasks,
                    new WriteGate(abandoned::get),
                    clockAhead(ahead),
                    panicked::set);
            duties = new PoolDuties(domain, files, hostId, tasks, id -> domain);
            hosts.add(this);
        }

        TaskStatus become() {
            UUID task = spm.start(duties);
            until(() -> tasks.status(task).finished());
            TaskStatus status = tasks.status(task);
            tasks.clear(task);
            return status;
        }
    }

    private static Clock clockAhead(AtomicLong nanos) {
        Clock system = Clock.system();
        return new Clock() {
            @Override
            public long monotonicNanos() {
                return system.monotonicNanos() + nanos.get();
            }

            @Override
            public long boottimeNanos() {
                return system.boottimeNanos() + nanos.get();
            }

            @Override
            public Instant wall() {
                return system.wall();
            }

            @Override
            public void sleep(Duration duration) throws InterruptedException {
                system.sleep(duration);
            }
        };
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private LeaseSocketClient startDaemon(int hostId) throws IOException {
        Path run = Files.createDirectory(directory.resolve("run-" + hostId));
        ProcessBuilder builder =
                new ProcessBuilder("/usr/sbin/sanlock", "daemon", "-D", "-w", "0", "-l", "0", "-e", "host-" + hostId);
        builder.environment().put("SANLOCK_RUN_DIR", run.toString());
        builder.environment().put("SANLOCK_PRIVILEGED", "0");
        builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("sanlock-" + hostId + ".log").toFile());
        daemons.add(builder.start());
        LeaseSocketClient client = new LeaseSocketClient(run.resolve("sanlock.sock"), Duration.ofSeconds(10));
        until(() -> {
            try {
                return client.version() != 0;
            } catch (RuntimeException e) {
                return false;
            }
        });
        return client;
    }

    @BeforeEach
    void create() throws IOException {
        boolean installed = Files.isExecutable(Path.of("/usr/sbin/sanlock"));
        if (!installed && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("sanlock is not installed; CI needs it");
        }
        Assumptions.assumeTrue(installed, "SKIPPED: sanlock is not installed");
        files = new MountedFiles("test", Ownership.UNCHANGED, PATIENCE);
        LeaseAreas leases = new DiskLeaseAreas(files, Clock.system(), new UnsettledWrites());
        DomainSpecification specification = new DomainSpecification(
                UUID.randomUUID(), StorageType.POSIXFS, DomainClass.DATA, 5, "gold", "/lab/storage", 0, 250);
        Path mount = Files.createDirectory(directory.resolve("mount"));
        domain = FileDomain.create(files, leases, mount, specification, 1, Instant.EPOCH);
    }

    @AfterEach
    void end() throws InterruptedException {
        hosts.forEach(host -> host.spm.close());
        for (Process each : daemons) {
            each.destroyForcibly().waitFor();
        }
    }

    private static int codeOf(Runnable action) {
        try {
            action.run();
        } catch (VerbFailed e) {
            return e.code();
        }
        throw new AssertionError("Nothing was refused");
    }

    @Test
    void oneHostIsSpmAndTheOtherAfterIt() throws IOException {
        Host first = new Host(1);
        Host second = new Host(2);
        assertThat(codeOf(first.spm::enter)).isEqualTo(ErrorCode.NOT_SPM.code());
        assertThat(first.spm.status(domain)).isEqualTo(SpmStatus.free(SpmStatus.Role.FREE));

        assertThat(first.become().successful()).isTrue();
        assertThat(first.spm.status(domain)).isEqualTo(new SpmStatus(SpmStatus.Role.SPM, 1, 1));
        assertThat(codeOf(() -> first.spm.start(first.duties))).isEqualTo(ErrorCode.IS_SPM.code());
        assertThat(codeOf(() -> second.spm.status(domain))).isEqualTo(ErrorCode.DOMAIN_MASTER_ERROR.code());

        TaskStatus refused = second.become();
        assertThat(refused.successful()).isFalse();
        assertThat(refused.code()).isEqualTo(ErrorCode.LOCK_NOT_ACQUIRED.code());
        assertThat(second.spm.role()).isEqualTo(SpmStatus.Role.FREE);
        assertThat(second.spm.status(domain)).isEqualTo(new SpmStatus(SpmStatus.Role.FREE, 1, 1));

        WriteGate.Permit writing = first.spm.enter();
        first.abandoned.set(1);
        assertThat(codeOf(() -> first.spm.stop(Duration.ofMillis(200)))).isEqualTo(ErrorCode.SPM_STOP_ERROR.code());
        assertThat(codeOf(first.spm::enter)).isEqualTo(ErrorCode.NOT_SPM.code());
        assertThat(second.become().successful())
                .as("while the first can still write")
                .isFalse();
        writing.close();
        assertThat(second.become().successful())
                .as("while a write that hangs may still happen")
                .isFalse();
        first.abandoned.set(0);
        first.spm.stop(PATIENCE);
        assertThat(first.spm.role()).isEqualTo(SpmStatus.Role.FREE);
        assertThat(second.spm.status(domain)).isEqualTo(SpmStatus.free(SpmStatus.Role.FREE));

        assertThat(second.become().successful()).isTrue();
        assertThat(first.spm.status(domain)).isEqualTo(new SpmStatus(SpmStatus.Role.FREE, 2, 2));
        assertThat(first.panicked.get()).isNull();
        assertThat(second.panicked.get()).isNull();
    }

    @Test
    void theNextSpmEndsWhatTheLastOneBegan() throws Exception {
        Host host = new Host(1);
        assertThat(host.become().successful()).isTrue();
        CountDownLatch go = new CountDownLatch(1);
        UUID task = host.spm.begin("createVolume", new UndoNote.Nothing(), go::await, note -> {});
        assertThat(host.tasks.statuses()).containsOnlyKeys(task);
        assertThat(codeOf(() -> host.spm.stop(Duration.ofMillis(200)))).isEqualTo(ErrorCode.SPM_STOP_ERROR.code());
        go.countDown();
        host.spm.stop(PATIENCE);
        assertThat(host.tasks.statuses()).isEmpty();
        assertThat(host.become().successful()).isTrue();
        assertThat(host.tasks.status(task).successful()).isTrue();
    }

    @Test
    void otherConnectionsOfTheProcessDoNotHideTheLease() throws IOException {
        Host host = new Host(1);
        host.client.addLockspace(domain.lockspace(1), 1, PATIENCE);
        int pid = (int) ProcessHandle.current().pid();
        SpmLeaseKeeper keeper = new SpmLeaseKeeper(host.client, pid);
        try (RegisteredConnection earlier = host.client.register()) {
            assertThat(earlier.inquire(PATIENCE)).isEmpty();
            assertThat(keeper.acquire(domain.spmLease())).isEqualTo(new SpmMachine.Event.Acquired(1));
            // By its pid the daemon finds the earlier connection, which holds nothing.
            assertThat(host.client.inquire(pid)).isEmpty();
            assertThat(keeper.watch(domain.spmLease(), 1)).isEqualTo(new SpmMachine.Event.StillHeld(1));
        }
        assertThat(keeper.release(domain.spmLease())).isEqualTo(new SpmMachine.Event.Released());
        assertThat(keeper.watch(domain.spmLease(), 1)).isInstanceOf(SpmMachine.Event.NotHeld.class);
    }

    @Test
    void aLostLeaseEndsTheProcess() throws IOException {
        Host host = new Host(1);
        assertThat(host.become().successful()).isTrue();
        host.client.release((int) ProcessHandle.current().pid(), Command.FLAG_RELEASE_ALL, PATIENCE, List.of());
        host.ahead.addAndGet(SpmMachine.WATCH_INTERVAL);
        until(() -> host.panicked.get() != null);
        assertThat(host.panicked.get()).contains("lost");
        assertThat(codeOf(host.spm::enter)).isEqualTo(ErrorCode.NOT_SPM.code());
    }
}
