package io.holdfast.agent.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.agent.owner.OwnerGuard;
import io.holdfast.agent.system.DurableDirectory;
import io.holdfast.hypervisor.Accelerator;
import io.holdfast.hypervisor.HypervisorException;
import io.holdfast.hypervisor.MachineState;
import io.holdfast.hypervisor.PauseReason;
import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.HostEvent;
import io.holdfast.protocol.StartPermit;
import io.holdfast.protocol.VerbFailed;
import io.holdfast.protocol.VmExitReason;
import io.holdfast.protocol.VmStatistics;
import io.holdfast.protocol.VmStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The agent's part of starting a machine once, over restarts of the agent, with a hypervisor that is only
/// said to be.
class MachinesTest {
    private static final String BOOT = "boot-1";
    private static final String LEASE = """
            <devices><lease><lockspace>sd</lockspace><key>vm</key><target path="/x" offset="0"/></lease></devices>""";

    @TempDir
    Path directory;

    private final UUID vm = UUID.randomUUID();
    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final TestClock clock = new TestClock();
    private final LinkedBlockingQueue<VmStatistics> told = new LinkedBlockingQueue<>();
    private boolean joined = true;
    private MachineBook book;
    private Machines machines;

    @BeforeEach
    void startAgent() {
        startAgent(BOOT);
    }

    private void startAgent(String boot) {
        DurableDirectory state = new DurableDirectory(directory);
        MachineStore store = new MachineStore(state, boot);
        book = new MachineBook(store, clock, this::tell);
        machines = new Machines(
                hypervisor,
                book,
                store,
                new OwnerGuard(state),
                new MachineSetting(() -> Accelerator.EMULATION, UUID.randomUUID(), boot, directory, 16_000),
                lease -> joined,
                clock);
    }

    private void tell(HostEvent event) {
        event.vmStatistics().ifPresent(told::add);
    }

    private String xml(String inside) {
        return "<domain><uuid>" + vm + "</uuid>" + inside + "</domain>";
    }

    private Optional<StartPermit> permit(UUID start) {
        return Optional.of(new StartPermit(start, 1, BOOT, millis() + 1000));
    }

    private long millis() {
        return clock.monotonicNanos() / 1_000_000;
    }

    private VmStatistics awaitTold(VmStatus status) throws InterruptedException {
        while (true) {
            VmStatistics next = told.poll(30, TimeUnit.SECONDS);
            assertThat(next).as("told %s", status).isNotNull();
            if (next.status() == status) {
                return next;
            }
        }
    }

    private static void refused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(VerbFailed.class, e -> assertThat(e.code())
                .isEqualTo(code.code()));
    }

    private static VmStatistics.Exit exit(VmStatistics said) {
        VmStatistics.Exit exit = said.exit();
        assertThat(exit).isNotNull();
        return exit;
    }

    @Test
    void aStartIsAnsweredAtOnceAndTellsWhenItIsUp() throws Exception {
        UUID start = UUID.randomUUID();

        assertThat(machines.create(vm, xml(""), permit(start))).isEqualTo(VmStatus.WAIT_FOR_LAUNCH);

        assertThat(awaitTold(VmStatus.UP).startId()).isEqualTo(start);
        assertThat(hypervisor.started).containsExactly(vm);
    }

    @Test
    void theSameStartAgainDoesNothingEvenAfterTheMachineIsGone() throws Exception {
        UUID start = UUID.randomUUID();
        machines.create(vm, xml(""), permit(start));
        awaitTold(VmStatus.UP);

        assertThat(machines.create(vm, xml(""), permit(start))).isEqualTo(VmStatus.UP);
        machines.destroy(vm);
        assertThat(machines.create(vm, xml(""), permit(start))).isEqualTo(VmStatus.DOWN);

        assertThat(hypervisor.started).containsExactly(vm);
    }

    @Test
    void theSameStartAgainDoesNothingAfterARestartOfTheAgent() throws Exception {
        UUID start = UUID.randomUUID();
        machines.create(vm, xml(""), permit(start));
        awaitTold(VmStatus.UP);
        machines.destroy(vm);

        startAgent(BOOT);

        assertThat(machines.create(vm, xml(""), permit(start))).isEqualTo(VmStatus.DOWN);
        assertThat(hypervisor.started).containsExactly(vm);
    }

    @Test
    void anExpiredStartLeavesNothingBehind() {
        Optional<StartPermit> late = Optional.of(new StartPermit(UUID.randomUUID(), 1, BOOT, millis() - 1));

        refused(() -> machines.create(vm, xml(""), late), ErrorCode.START_EXPIRED);

        assertThat(machines.statistics()).isEmpty();
        assertThat(new MachineStore(new DurableDirectory(directory), BOOT).machines())
                .isEmpty();
    }

    @Test
    void anotherStartOfARunningMachineIsRefused() throws Exception {
        machines.create(vm, xml(""), permit(UUID.randomUUID()));
        awaitTold(VmStatus.UP);

        refused(() -> machines.create(vm, xml(""), permit(UUID.randomUUID())), ErrorCode.VM_EXISTS);
        refused(() -> machines.create(vm, xml(""), Optional.empty()), ErrorCode.VM_EXISTS);
    }

    @Test
    void aMachineWithALeaseNeedsItsLockspaceAndTheStartCanBeSentAgain() throws Exception {
        UUID start = UUID.randomUUID();
        joined = false;
        refused(() -> machines.create(vm, xml(LEASE), permit(start)), ErrorCode.CANNOT_CREATE_VM);
        assertThat(machines.statistics()).isEmpty();

        joined = true;
        machines.create(vm, xml(LEASE), permit(start));

        awaitTold(VmStatus.UP);
    }

    @Test
    void aRefusedLeaseEndsTheMachineByError() throws Exception {
        hypervisor.refuseStarts = HypervisorException.Kind.LEASE_HELD;

        machines.create(vm, xml(LEASE), permit(UUID.randomUUID()));

        VmStatistics.Exit exit = exit(awaitTold(VmStatus.DOWN));
        assertThat(exit.failed()).isTrue();
        assertThat(exit.reason()).isEqualTo(VmExitReason.LIBVIRT_START_FAILED);
    }

    @Test
    void aStartWithoutAnswerStaysOpenUntilTheMachineIsSeen() throws Exception {
        hypervisor.refuseStarts = HypervisorException.Kind.UNKNOWN_OUTCOME;
        machines.create(vm, xml(""), permit(UUID.randomUUID()));
        assertThat(hypervisor.startReached.await(30, TimeUnit.SECONDS)).isTrue();
        book.look(hypervisor);
        assertThat(machines.statistics(vm).status()).isEqualTo(VmStatus.WAIT_FOR_LAUNCH);

        hypervisor.run(vm, xml(""), MachineState.RUNNING, PauseReason.NONE);
        book.look(hypervisor);

        assertThat(machines.statistics(vm).status()).isEqualTo(VmStatus.UP);
    }

    @Test
    void aMachineDestroyedWhileItIsStartedDoesNotRunAfterwards() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        hypervisor.holdStarts = hold;
        machines.create(vm, xml(""), permit(UUID.randomUUID()));
        assertThat(hypervisor.startReached.await(30, TimeUnit.SECONDS)).isTrue();
        Thread destroyer = Thread.ofVirtual().start(() -> machines.destroy(vm));

        hold.countDown();
        destroyer.join();

        assertThat(hypervisor.list()).isEmpty();
        refused(() -> machines.statistics(vm), ErrorCode.NO_SUCH_VM);
    }

    @Test
    void aRestartedAgentTellsNothingBeforeItHasLookedAndThenEverything() throws Exception {
        UUID start = UUID.randomUUID();
        machines.create(vm, xml(""), permit(start));
        awaitTold(VmStatus.UP);

        startAgent(BOOT);
        assertThat(book.isComplete()).isFalse();
        book.look(hypervisor);

        assertThat(book.isComplete()).isTrue();
        assertThat(machines.statistics()).singleElement().satisfies(said -> {
            assertThat(said.status()).isEqualTo(VmStatus.UP);
            assertThat(said.startId()).isEqualTo(start);
        });
        assertThat(hypervisor.killed).isEmpty();
    }

    @Test
    void howAMachineEndedOutlivesTheAgent() throws Exception {
        machines.create(vm, xml(""), permit(UUID.randomUUID()));
        awaitTold(VmStatus.UP);
        hypervisor.machines.clear();
        book.happened(new io.holdfast.hypervisor.MachineEvent.Ending(vm, true));
        book.happened(new io.holdfast.hypervisor.MachineEvent.Stopped(
                vm, io.holdfast.hypervisor.MachineEvent.StopReason.SHUTDOWN));

        startAgent(BOOT);
        book.look(hypervisor);

        assertThat(exit(machines.statistics(vm)).failed()).isFalse();
    }

    @Test
    void aRebootForgetsMachinesAndRefusesTheirStarts() throws Exception {
        UUID start = UUID.randomUUID();
        machines.create(vm, xml(""), permit(start));
        awaitTold(VmStatus.UP);
        hypervisor.machines.clear();

        startAgent("boot-2");
        book.look(hypervisor);

        assertThat(machines.statistics()).isEmpty();
        refused(() -> machines.create(vm, xml(""), permit(start)), ErrorCode.WRONG_BOOT);
    }

    @Test
    void aMachineWhoseLeaseIsElsewhereIsKilledInsteadOfResumed() throws Exception {
        machines.create(vm, xml(LEASE), permit(UUID.randomUUID()));
        awaitTold(VmStatus.UP);
        hypervisor.refuseResumes = HypervisorException.Kind.LEASE_HELD;

        refused(() -> machines.resume(vm), ErrorCode.UNEXPECTED);

        assertThat(hypervisor.list()).isEmpty();
        assertThat(exit(machines.statistics(vm)).failed()).isTrue();
    }

    @Test
    void aMachineWhoseLeaseCannotBeTakenNowStaysPaused() throws Exception {
        machines.create(vm, xml(LEASE), permit(UUID.randomUUID()));
        awaitTold(VmStatus.UP);
        hypervisor.refuseResumes = HypervisorException.Kind.LEASE_FAILED;

        refused(() -> machines.resume(vm), ErrorCode.UNEXPECTED);

        assertThat(hypervisor.list()).hasSize(1);
    }

    @Test
    void aLostCauseIsKilledAndEndsByError() throws Exception {
        machines.create(vm, xml(LEASE), permit(UUID.randomUUID()));
        awaitTold(VmStatus.UP);
        hypervisor.run(vm, xml(LEASE), MachineState.PAUSED, PauseReason.IO_ERROR);
        book.look(hypervisor);
        machines.tidyUp();
        assertThat(hypervisor.killed).isEmpty();

        clock.advance(java.time.Duration.ofSeconds(17));
        machines.tidyUp();

        assertThat(hypervisor.killed).isEqualTo(List.of(vm));
        assertThat(exit(machines.statistics(vm)).reason()).isEqualTo(VmExitReason.DESTROYED_ON_PAUSE_TIMEOUT);
    }

    @Test
    void aMachineThatNobodyKnowsCannotBeDestroyed() {
        refused(() -> machines.destroy(vm), ErrorCode.NO_SUCH_VM);
    }
}
