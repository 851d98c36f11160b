package io.holdfast.agent.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.hypervisor.Machine;
import io.holdfast.hypervisor.MachineEvent;
import io.holdfast.hypervisor.MachineEvent.StopReason;
import io.holdfast.hypervisor.MachineState;
import io.holdfast.hypervisor.PauseReason;
import io.holdfast.protocol.VmExitReason;
import io.holdfast.protocol.VmStatistics;
import io.holdfast.protocol.VmStatus;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MachineCourseTest {
    private static final UUID VM = UUID.randomUUID();
    private static final UUID START = UUID.randomUUID();

    private static Machine machine(MachineState state, PauseReason reason) {
        return new Machine(VM, "vm", state, reason, 0, 1024, 1);
    }

    private static MachineCourse running() {
        MachineCourse course = MachineCourse.ordered(VM, START, true, 1000);
        assertThat(course.observed(machine(MachineState.RUNNING, PauseReason.NONE), 2000))
                .isTrue();
        return course;
    }

    private static void down(MachineCourse course, boolean failed, VmExitReason reason) {
        VmStatistics said = course.statistics(9000);
        assertThat(said.status()).isEqualTo(VmStatus.DOWN);
        assertThat(said.exit()).isNotNull();
        assertThat(course.exit()).hasValueSatisfying(exit -> {
            assertThat(exit.failed()).isEqualTo(failed);
            assertThat(exit.reason()).isEqualTo(reason);
        });
    }

    @Test
    void anOrderedMachineWaitsThenIsUpWithTheTimeOfItsChange() {
        MachineCourse course = MachineCourse.ordered(VM, START, false, 1000);
        assertThat(course.statistics(1500))
                .isEqualTo(new VmStatistics(VM, VmStatus.WAIT_FOR_LAUNCH, 1000, 0, "", null, START));

        course.observed(machine(MachineState.RUNNING, PauseReason.NONE), 4000);

        assertThat(course.statistics(6000)).isEqualTo(new VmStatistics(VM, VmStatus.UP, 4000, 5, "", null, START));
    }

    @Test
    void aMachineThatIsBeingStartedIsNotMissed() {
        MachineCourse course = MachineCourse.ordered(VM, START, true, 1000);

        assertThat(course.missing(900_000)).isFalse();
        assertThat(course.status()).isEqualTo(VmStatus.WAIT_FOR_LAUNCH);
    }

    @Test
    void aGuestThatShutsItselfDownEndsWell() {
        MachineCourse course = running();
        course.happened(new MachineEvent.Ending(VM, true), 3000);
        assertThat(course.status()).isEqualTo(VmStatus.POWERING_DOWN);

        course.happened(new MachineEvent.Stopped(VM, StopReason.SHUTDOWN), 3100);

        down(course, false, VmExitReason.USER_SHUTDOWN);
    }

    @Test
    void aMachineShutDownOnRequestEndsWell() {
        MachineCourse course = running();
        course.shutdownRequested(2500);
        course.happened(new MachineEvent.Ending(VM, true), 3000);

        course.happened(new MachineEvent.Stopped(VM, StopReason.SHUTDOWN), 3100);

        down(course, false, VmExitReason.ADMINISTRATOR_SHUTDOWN);
    }

    @Test
    void aProcessThatLostItsLeaseEndedByErrorEvenIfItEndedOrderly() {
        MachineCourse course = running();
        course.happened(new MachineEvent.Ending(VM, false), 3000);

        course.happened(new MachineEvent.Stopped(VM, StopReason.SHUTDOWN), 3100);

        down(course, true, VmExitReason.QEMU_LOST);
    }

    @Test
    void aKilledProcessEndedByError() {
        for (StopReason reason : new StopReason[] {StopReason.LOST, StopReason.DESTROYED}) {
            MachineCourse course = running();
            course.happened(new MachineEvent.Stopped(VM, reason), 3000);
            down(course, true, VmExitReason.QEMU_LOST);
        }
    }

    @Test
    void aMachineMissingTwiceIsDownByError() {
        MachineCourse course = running();

        assertThat(course.missing(3000)).isFalse();
        assertThat(course.missing(5000)).isTrue();

        down(course, true, VmExitReason.QEMU_LOST);
    }

    @Test
    void aMachineMissedOnceAndSeenAgainGoesOn() {
        MachineCourse course = running();
        course.missing(3000);
        course.observed(machine(MachineState.RUNNING, PauseReason.NONE), 4000);

        assertThat(course.missing(5000)).isFalse();
        assertThat(course.status()).isEqualTo(VmStatus.UP);
    }

    @Test
    void anOrderOfAnEarlierAgentMayStillComeTrueForAWhile() {
        MachineCourse course = MachineCourse.ofEarlier(VM, START, false, 1000);

        assertThat(course.missing(1000 + MachineCourse.SETTLING)).isFalse();
        assertThat(course.isUndecided()).isTrue();
        assertThat(course.missing(1001 + MachineCourse.SETTLING)).isTrue();

        down(course, true, VmExitReason.LIBVIRT_START_FAILED);
    }

    @Test
    void aDiskErrorIsToldApartFromAFullDisk() {
        MachineCourse course = running();
        course.happened(new MachineEvent.Paused(VM, PauseReason.IO_ERROR), 3000);
        assertThat(course.statistics(3000).pauseCode()).isEqualTo("EIO");

        assertThat(course.happened(new MachineEvent.DiskFailed(VM, "/d", "vda", true, true), 3001))
                .isTrue();

        assertThat(course.statistics(3001).pauseCode()).isEqualTo("ENOSPC");
        course.observed(machine(MachineState.RUNNING, PauseReason.NONE), 4000);
        assertThat(course.statistics(4000).pauseCode()).isEmpty();
    }

    @Test
    void aLeasedMachineLongPausedByADiskErrorIsALostCause() {
        MachineCourse course = running();
        course.happened(new MachineEvent.Paused(VM, PauseReason.IO_ERROR), 3000);
        course.observed(machine(MachineState.PAUSED, PauseReason.IO_ERROR), 50_000);

        assertThat(course.isLostCause(83_000, 80_000)).isFalse();
        assertThat(course.isLostCause(83_001, 80_000)).isTrue();
    }

    @Test
    void neitherAPauseOnRequestNorAMachineWithoutLeaseIsALostCause() {
        MachineCourse requested = running();
        requested.happened(new MachineEvent.Paused(VM, PauseReason.REQUESTED), 3000);
        MachineCourse free = MachineCourse.ordered(VM, START, false, 0);
        free.observed(machine(MachineState.PAUSED, PauseReason.IO_ERROR), 3000);

        assertThat(requested.isLostCause(900_000, 80_000)).isFalse();
        assertThat(requested.statistics(3000).pauseCode()).isEqualTo("NOERR");
        assertThat(free.isLostCause(900_000, 80_000)).isFalse();
    }

    @Test
    void aLateEventDoesNotRaiseTheDead() {
        MachineCourse course = running();
        course.happened(new MachineEvent.Stopped(VM, StopReason.LOST), 3000);

        assertThat(course.happened(new MachineEvent.Running(VM), 3001)).isFalse();
        assertThat(course.happened(new MachineEvent.Paused(VM, PauseReason.IO_ERROR), 3002))
                .isFalse();

        down(course, true, VmExitReason.QEMU_LOST);
    }
}
