package io.holdfast.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.hypervisor.HypervisorException.Kind;
import io.holdfast.hypervisor.MachineEvent.StopReason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Against a real libvirtd and QEMU (oracle).
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LibvirtHypervisorTest {
    @TempDir
    static Path directory;

    private TestHost host;
    private LibvirtHypervisor hypervisor;
    private final List<MachineEvent> events = new CopyOnWriteArrayList<>();

    @BeforeAll
    void startHost() throws Exception {
        TestHost.require("libvirtd", "qemu-system-x86_64", "unshare", "bindfs");
        host = TestHost.start(directory.resolve("host"), 1, "");
    }

    @BeforeEach
    void connect() {
        events.clear();
        hypervisor = host.connect();
        hypervisor.listen(events::add);
    }

    @AfterEach
    void disconnect() {
        hypervisor.list().forEach(machine -> hypervisor.destroy(machine.id()));
        hypervisor.close();
    }

    @AfterAll
    void stopHost() {
        if (host != null) {
            host.close();
        }
    }

    private void awaitEvent(Predicate<MachineEvent> wanted) {
        TestHost.await("an event among " + events, () -> events.stream().anyMatch(wanted));
    }

    private TestMachine running() throws Exception {
        TestMachine machine = new TestMachine(directory.resolve(UUID.randomUUID() + ".raw"));
        hypervisor.create(machine.prepared("start-1"));
        TestHost.await("the guest counts", () -> machine.count() > 0);
        return machine;
    }

    @Test
    void aStartedMachineRunsAndKnowsItsStart() throws Exception {
        TestMachine machine = running();

        assertThat(hypervisor.list()).singleElement().satisfies(found -> {
            assertThat(found.id()).isEqualTo(machine.id);
            assertThat(found.state()).isEqualTo(MachineState.RUNNING);
            assertThat(found.pauseReason()).isEqualTo(PauseReason.NONE);
            assertThat(found.memoryKib()).isEqualTo(32 * 1024);
            assertThat(found.processors()).isEqualTo(1);
        });
        String xml = hypervisor.xml(machine.id);
        assertThat(MachineXml.startId(xml)).isEqualTo("start-1");
        assertThat(xml).contains(TestMachine.HOST.toString()).contains("cache='none'");
        awaitEvent(new MachineEvent.Running(machine.id)::equals);
    }

    @Test
    void aSecondStartOfARunningMachineIsRefused() throws Exception {
        TestMachine machine = running();

        assertThatThrownBy(() -> hypervisor.create(machine.prepared("start-2")))
                .isInstanceOfSatisfying(
                        HypervisorException.class, e -> assertThat(e.kind()).isEqualTo(Kind.ALREADY_RUNS));
        assertThat(MachineXml.startId(hypervisor.xml(machine.id))).isEqualTo("start-1");
    }

    @Test
    void aNewClientFindsTheMachinesOfAnEarlierOne() throws Exception {
        TestMachine machine = running();
        hypervisor.close();

        hypervisor = host.connect();

        assertThat(hypervisor.find(machine.id))
                .hasValueSatisfying(found -> assertThat(found.state()).isEqualTo(MachineState.RUNNING));
        int before = machine.count();
        TestHost.await("it counts on", () -> machine.count() > before);
    }

    @Test
    void machinesAndListenersOutliveTheDaemon() throws Exception {
        TestMachine machine = running();
        awaitEvent(MachineEvent.Running.class::isInstance);
        int before = machine.count();

        host.run(
                "kill",
                "-9",
                Files.readString(directory.resolve("host/libvirtd-pid")).strip());

        awaitEvent(MachineEvent.Disconnected.class::isInstance);
        TestHost.await("connected again", hypervisor::connected);
        assertThat(hypervisor.find(machine.id)).isPresent();
        TestHost.await("it counts on", () -> machine.count() > before);
        hypervisor.suspend(machine.id);
        awaitEvent(new MachineEvent.Paused(machine.id, PauseReason.REQUESTED)::equals);
    }

    @Test
    void aPausedMachineStandsStillUntilItIsResumed() throws Exception {
        TestMachine machine = running();

        hypervisor.suspend(machine.id);

        awaitEvent(new MachineEvent.Paused(machine.id, PauseReason.REQUESTED)::equals);
        assertThat(hypervisor.find(machine.id)).hasValueSatisfying(found -> {
            assertThat(found.state()).isEqualTo(MachineState.PAUSED);
            assertThat(found.pauseReason()).isEqualTo(PauseReason.REQUESTED);
        });
        int before = machine.count();
        hypervisor.resume(machine.id);
        TestHost.await("it counts on", () -> machine.count() > before);
    }

    @Test
    void aDiskErrorPausesTheMachine() throws Exception {
        Path mount = Files.createDirectories(directory.resolve("mount"));
        Path back = Files.createDirectories(directory.resolve("back"));
        TestMachine machine = new TestMachine(back.resolve("disk.raw"));
        host.run("bindfs", back.toString(), mount.toString());
        hypervisor.create(machine.prepared(mount.resolve("disk.raw"), "", ""));
        TestHost.await("the guest counts", () -> machine.count() > 0);

        host.run("sh", "-c", "kill -9 $(pidof bindfs)");

        awaitEvent(new MachineEvent.Paused(machine.id, PauseReason.IO_ERROR)::equals);
        awaitEvent(event -> event instanceof MachineEvent.DiskFailed failed
                && failed.id().equals(machine.id)
                && failed.paused()
                && !failed.full());
        assertThat(hypervisor.find(machine.id))
                .hasValueSatisfying(found -> assertThat(found.pauseReason()).isEqualTo(PauseReason.IO_ERROR));
    }

    @Test
    void theWayAMachineEndedIsTold() throws Exception {
        TestMachine killed = running();
        TestMachine destroyed = running();

        host.run(
                "sh",
                "-c",
                "kill -9 $(cat /run/libvirt/qemu/vm-%s.pid)"
                        .formatted(killed.id.toString().substring(0, 8)));
        assertThat(hypervisor.destroy(destroyed.id)).isTrue();

        awaitEvent(new MachineEvent.Stopped(killed.id, StopReason.LOST)::equals);
        awaitEvent(new MachineEvent.Stopped(destroyed.id, StopReason.DESTROYED)::equals);
        assertThat(hypervisor.destroy(destroyed.id)).isFalse();
        assertThat(hypervisor.list()).isEmpty();
    }

    @Test
    void aProcessEndedBySomeoneOnTheHostIsToldFromAGuestThatEnded() throws Exception {
        TestMachine machine = running();

        host.run(
                "sh",
                "-c",
                "kill -15 $(cat /run/libvirt/qemu/vm-%s.pid)"
                        .formatted(machine.id.toString().substring(0, 8)));

        awaitEvent(new MachineEvent.Ending(machine.id, false)::equals);
        awaitEvent(event ->
                event instanceof MachineEvent.Stopped stopped && stopped.id().equals(machine.id));
    }

    @Test
    void callsAboutAMachineThatIsNotThereSaySo() {
        UUID nobody = UUID.randomUUID();

        assertThat(hypervisor.find(nobody)).isEmpty();
        for (org.assertj.core.api.ThrowableAssert.ThrowingCallable call :
                List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                        () -> hypervisor.shutdown(nobody),
                        () -> hypervisor.suspend(nobody),
                        () -> hypervisor.resume(nobody),
                        () -> hypervisor.xml(nobody))) {
            assertThatThrownBy(call).isInstanceOfSatisfying(HypervisorException.class, e -> assertThat(e.kind())
                    .isEqualTo(Kind.NO_MACHINE));
        }
    }

    @Test
    void theFactsNameVersionsAndMachineTypes() {
        HypervisorFacts facts = hypervisor.facts();

        assertThat(facts.libraryVersion()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(facts.emulatorVersion()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(facts.machineTypes()).contains("q35");
    }

    @Test
    void withoutADaemonCallsSayThatItIsUnreachable() {
        try (LibvirtHypervisor nowhere =
                new LibvirtHypervisor("qemu+unix:///system?socket=" + directory.resolve("nothing"))) {
            assertThat(nowhere.connected()).isFalse();
            assertThatThrownBy(nowhere::list)
                    .isInstanceOfSatisfying(
                            HypervisorException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
        }
    }
}
