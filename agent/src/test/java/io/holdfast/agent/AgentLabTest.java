package io.holdfast.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.protocol.DomainClass;
import io.holdfast.protocol.DomainStatus;
import io.holdfast.protocol.DomainType;
import io.holdfast.protocol.DomainVitals;
import io.holdfast.protocol.Done;
import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.HoldfastVerbs;
import io.holdfast.protocol.HostLease;
import io.holdfast.protocol.HostVerbs;
import io.holdfast.protocol.LeaseVerbs;
import io.holdfast.protocol.Reply;
import io.holdfast.protocol.SpmStatus;
import io.holdfast.protocol.StartPermit;
import io.holdfast.protocol.StorageDomainVerbs;
import io.holdfast.protocol.StoragePoolVerbs;
import io.holdfast.protocol.StorageServerConnection;
import io.holdfast.protocol.TaskStatus;
import io.holdfast.protocol.TaskVerbs;
import io.holdfast.protocol.VmExitReason;
import io.holdfast.protocol.VmStatistics;
import io.holdfast.protocol.VmStatus;
import io.holdfast.protocol.VmVerbs;
import io.holdfast.protocol.VolumeAddress;
import io.holdfast.protocol.VolumeAllocation;
import io.holdfast.protocol.VolumeVerbs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two hosts on one storage, each with libvirtd, libvirt's sanlock plugin, Debian's sanlock and our agent,
/// driven over
/// TLS as a manager does: from empty storage to a machine with a lease, through a crash of the agent, to the
/// other
/// host.
@Tag("lab")
class AgentLabTest {
    /// A guest that counts in the second sector of its disk, about 18 times a second:
    /// `ds = es = ss = 0; again: sti; hlt; [0x8000]++; write one sector from 0x8000; jump to again`.
    private static final byte[] COUNTING_GUEST =
            HexFormat.of().parseHex("31c08ed88ec08ed0bc007c" + "fbf4ff060080b80103bb0080b90200ba8000cd13ebea");

    private static final long CAPACITY = 1 << 20;
    private static final long MOST_RESIDENT_KIB = 150 * 1024;

    @TempDir
    Path directory;

    private final UUID domain = UUID.randomUUID();
    private final UUID pool = UUID.randomUUID();
    private final UUID vm = UUID.randomUUID();
    private final VolumeAddress volume = new VolumeAddress(pool, domain, UUID.randomUUID(), UUID.randomUUID());

    @Test
    void aMachineWithALeaseRunsOnceOutlivesItsAgentAndMovesOn() throws Exception {
        require("libvirtd", "sanlock", "qemu-system-x86_64", "openssl", "unshare", "nsenter");
        Path pki = pki();
        Files.createDirectory(directory.resolve("storage"));
        try (AgentHost first = new AgentHost(directory.resolve("h1"), pki, 1);
                AgentHost second = new AgentHost(directory.resolve("h2"), pki, 2)) {
            first.startAgent();
            second.startAgent();
            try {
                story(first, second);
            } catch (AssertionError | RuntimeException e) {
                System.err.println("--- host 1\n" + first.log() + "--- host 2\n" + second.log());
                throw e;
            }
        }
    }

    private void story(AgentHost first, AgentHost second) throws Exception {
        for (AgentHost each : List.of(first, second)) {
            assertThat(each.call(HoldfastVerbs.ADOPT, new HoldfastVerbs.Adopt(1, "test"))
                            .hardwareUuid())
                    .isEqualTo(each.hardware);
            connectStorage(each);
        }
        makePool(first);
        for (AgentHost each : List.of(first, second)) {
            connectPool(each);
        }
        becomeSpm(first);
        task(first, first.call(VolumeVerbs.CREATE, diskToMake()));
        task(first, first.call(LeaseVerbs.CREATE, new LeaseVerbs.LeaseAddress(domain, vm)));
        Path disk = directory.resolve("storage/" + domain + "/images/" + volume.image() + "/" + volume.volume());
        installGuest(disk);

        UUID start = UUID.randomUUID();
        VmVerbs.Create order = order(first, start);
        assertThat(first.call(VmVerbs.CREATE, order).status()).isEqualTo(VmStatus.WAIT_FOR_LAUNCH);
        awaitStatus(first, VmStatus.UP);
        awaitCounting(disk);

        // The lease is the guard: the other host's start ends before its guest runs.
        second.call(VmVerbs.CREATE, order(second, UUID.randomUUID()));
        VmStatistics refused = awaitStatus(second, VmStatus.DOWN);
        VmStatistics.Exit exit = refused.exit();
        assertThat(exit).isNotNull();
        assertThat(exit.reason()).isEqualTo(VmExitReason.LIBVIRT_START_FAILED);
        assertThat(exit.failed()).isTrue();
        second.call(VmVerbs.DESTROY, vm);

        assertThat(first.residentKib()).as("KiB of the agent").isLessThan(MOST_RESIDENT_KIB);
        agentDies(first, order, start, disk);
        seesTheOtherLive(second);

        becomeSpm(second);
        first.call(VmVerbs.DESTROY, vm);
        second.call(VmVerbs.CREATE, order(second, UUID.randomUUID()));
        awaitStatus(second, VmStatus.UP);
        awaitCounting(disk);
        second.call(VmVerbs.DESTROY, vm);
        assertThat(second.call(HostVerbs.GET_ALL_VM_STATISTICS, Done.DONE)).isEmpty();
    }

    /// The crash of an agent touches no machine; the next one knows it, and that its start was carried out.
    private void agentDies(AgentHost host, VmVerbs.Create order, UUID start, Path disk) throws Exception {
        host.killAgent();
        awaitCounting(disk);
        host.startAgent();

        VmStatistics found = awaitStatus(host, VmStatus.UP);
        assertThat(found.startId()).isEqualTo(start);
        assertThat(host.call(VmVerbs.CREATE, order).status()).isEqualTo(VmStatus.UP);
        assertThat(host.reply(StoragePoolVerbs.GET_SPM_STATUS, pool))
                .isInstanceOfSatisfying(Reply.RemoteError.class, error -> assertThat(error.code())
                        .isEqualTo(ErrorCode.POOL_UNKNOWN.code()));
        connectStorage(host);
        connectPool(host);
        awaitCounting(disk);
    }

    private void seesTheOtherLive(AgentHost host) {
        AgentHost.await("the other host is seen to live", () -> {
            HostLease seen = host.call(HoldfastVerbs.GET_HOST_LEASE, new HoldfastVerbs.HostLeaseQuery(domain, 1));
            return seen.state() == HostLease.State.LIVE
                    && seen.observerLive()
                    && seen.observerHostId() == 2
                    && seen.freshRead();
        });
        Reply<Done> freed = host.reply(
                HoldfastVerbs.FREE_HOST_LEASE, new HoldfastVerbs.FreeHostLease(domain, 1, 1, 1, "none: a test"));
        assertThat(freed)
                .as("a host that lives is not freed")
                .isInstanceOfSatisfying(Reply.RemoteError.class, error -> assertThat(error.code())
                        .isEqualTo(ErrorCode.HOST_LEASE_NOT_DEAD.code()));
    }

    private void connectStorage(AgentHost host) {
        StorageServerConnection connection = new StorageServerConnection(
                UUID.randomUUID(), directory.resolve("storage").toString(), "none", "bind", "");
        assertThat(host.call(
                        StoragePoolVerbs.CONNECT_STORAGE_SERVER,
                        new StoragePoolVerbs.StorageServers(pool, DomainType.POSIXFS, List.of(connection))))
                .containsExactly(new StorageServerConnection.Status(connection.id(), 0));
    }

    private void makePool(AgentHost host) {
        host.call(
                StorageDomainVerbs.CREATE,
                new StorageDomainVerbs.Create(
                        domain,
                        DomainType.POSIXFS,
                        directory.resolve("storage").toString(),
                        "data1",
                        DomainClass.DATA,
                        5,
                        512,
                        250));
        host.call(StoragePoolVerbs.CREATE, new StoragePoolVerbs.Create(pool, "dc", domain, 1, List.of(domain)));
        assertThat(host.call(StorageDomainVerbs.GET_INFORMATION, domain).master())
                .isTrue();
    }

    private void connectPool(AgentHost host) {
        host.call(
                StoragePoolVerbs.CONNECT,
                new StoragePoolVerbs.Connect(pool, host.hostId, domain, 1, Map.of(domain, DomainStatus.ACTIVE)));
        AgentHost.await("the host id is acquired", () -> {
            DomainVitals vitals =
                    host.call(HostVerbs.GET_STATISTICS, Done.DONE).domains().get(domain);
            return vitals != null && vitals.valid() && vitals.acquired();
        });
    }

    private void becomeSpm(AgentHost host) {
        task(host, host.call(StoragePoolVerbs.SPM_START, new StoragePoolVerbs.SpmStart(pool, -1, -1, 250, 5)));
        SpmStatus status = host.call(StoragePoolVerbs.GET_SPM_STATUS, pool);
        assertThat(status.role()).isEqualTo(SpmStatus.Role.SPM);
        assertThat(status.holderId()).isEqualTo(host.hostId);
    }

    private static void task(AgentHost host, UUID task) {
        AgentHost.await(
                "the task ends", () -> host.call(TaskVerbs.GET_STATUS, task).finished());
        TaskStatus status = host.call(TaskVerbs.GET_STATUS, task);
        assertThat(status.successful()).as(status.message()).isTrue();
        host.call(TaskVerbs.CLEAR, task);
    }

    private VolumeVerbs.Create diskToMake() {
        return VolumeVerbs.Create.raw(volume, CAPACITY, VolumeAllocation.SPARSE, "{\"DiskAlias\":\"d\"}");
    }

    private static void installGuest(Path disk) throws IOException {
        ByteBuffer sector = ByteBuffer.allocate(512);
        sector.put(COUNTING_GUEST).put(510, (byte) 0x55).put(511, (byte) 0xaa);
        try (FileChannel file = FileChannel.open(disk, StandardOpenOption.WRITE)) {
            file.write(sector.rewind(), 0);
            file.force(true);
        }
    }

    private static int count(Path disk) {
        try (FileChannel file = FileChannel.open(disk)) {
            ByteBuffer word = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN);
            file.read(word, 512);
            return word.getShort(0) & 0xffff;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitCounting(Path disk) {
        int before = count(disk);
        AgentHost.await("the guest counts on", () -> count(disk) != before);
    }

    private VmStatistics awaitStatus(AgentHost host, VmStatus wanted) {
        AgentHost.await("the machine is " + wanted, () -> host.call(HostVerbs.GET_ALL_VM_STATISTICS, Done.DONE).stream()
                .anyMatch(each -> each.vm().equals(vm) && each.status() == wanted));
        return host.call(VmVerbs.GET_STATISTICS, vm).getFirst();
    }

    private VmVerbs.Create order(AgentHost host, UUID start) {
        var self = host.call(HostVerbs.GET_CAPABILITIES, Done.DONE).ours().orElseThrow();
        LeaseVerbs.LeaseInformation lease =
                host.call(LeaseVerbs.GET_INFORMATION, new LeaseVerbs.LeaseAddress(domain, vm));
        String xml = """
                <domain type="kvm"><name>vm</name><uuid>%s</uuid><memory unit="MiB">32</memory><vcpu>1</vcpu>
                <os><type arch="x86_64" machine="q35">hvm</type></os><features><acpi/></features><devices>
                <disk type="file" device="disk"><source file="%s/%s/%s/images/%s/%s"/>
                <target dev="vda" bus="virtio"/></disk>
                <lease><lockspace>%s</lockspace><key>%s</key><target path="%s" offset="%d"/></lease>
                <serial type="pty"><target port="0"/></serial><console type="pty"/><memballoon model="none"/>
                </devices></domain>""".formatted(
                        vm,
                        host.dataCenter(),
                        pool,
                        domain,
                        volume.image(),
                        volume.volume(),
                        domain,
                        vm,
                        lease.path(),
                        lease.offset());
        return new VmVerbs.Create(vm, xml, new StartPermit(start, 1, self.bootId(), self.clock() + 60_000));
    }

    private Path pki() throws Exception {
        Path pki = Files.createDirectory(directory.resolve("pki"));
        run(pki, "openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=test-ca");
        run(pki, "openssl req -newkey rsa:2048 -nodes -keyout host.key -out host.csr -subj /CN=host");
        run(pki, "openssl x509 -req -in host.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out host.pem -days 2");
        return pki;
    }

    private static void run(Path directory, String command) throws Exception {
        Process process = new ProcessBuilder(command.split(" ", -1))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).as(command).isZero();
    }

    private static void require(String... programs) {
        boolean there = "root".equals(System.getProperty("user.name"));
        for (String program : programs) {
            there &= Files.isExecutable(Path.of("/usr/sbin", program))
                    || Files.isExecutable(Path.of("/usr/bin", program));
        }
        if (!there && System.getenv("CI") == null) {
            System.err.println("SKIPPED: needs root and " + List.of(programs));
        }
        Assumptions.assumeTrue(there || System.getenv("CI") != null);
    }
}
