package io.holdfast.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.manager.inventory.FenceStage;
import io.holdfast.manager.inventory.HostStatus;
import io.holdfast.manager.inventory.VmStatus;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// The manager's main job on virtual time: a host dies, its machine runs elsewhere once, the host comes back.
final class FailoverTest {
    private static FakeSite site() {
        return new FakeSite(3, Policy.standard());
    }

    private static void runsElsewhere(FakeSite site, FakeHost dead, Duration within) {
        site.world.until(within, "machine runs elsewhere", () -> site.world.hosts.values().stream()
                .anyMatch(each -> each != dead && each.machines.containsKey(site.vm)));
    }

    @Test
    void aMachineOfAHostWithoutPowerRunsElsewhereAndTheHostComesBack() {
        FakeSite site = site().withMachine(true, true);
        FakeHost dead = site.where();
        Instant cut = site.world.now;
        dead.cut();
        runsElsewhere(site, dead, Duration.ofSeconds(45));
        assertThat(Duration.between(cut, site.world.now)).isBetween(Duration.ofSeconds(26), Duration.ofSeconds(40));
        site.allUp();
        site.world.until(Duration.ofSeconds(10), "machine known to be up", site::runsAsKnown);
        site.world.until(
                Duration.ofSeconds(5),
                "plan done",
                () -> site.plans(dead).getLast().stage() == FenceStage.DONE);
        assertThat(site.world.violations).isEmpty();
    }

    @Test
    void withADeadPowerDeviceALeasedMachineIsRestartedWhenTheLeaseHasExpired() {
        FakeSite site = site().withMachine(true, true);
        FakeHost dead = site.where();
        dead.device = FakeHost.Device.DEAD;
        Instant renewed = FakeWorld.of(site.world.leases, dead.hostId).renewed;
        dead.cut();
        runsElsewhere(site, dead, Duration.ofSeconds(170));
        assertThat(Duration.between(renewed, site.world.now))
                .isBetween(Duration.ofSeconds(141), Duration.ofSeconds(170));
        assertThat(site.world.violations).isEmpty();
    }

    @Test
    void withADeadPowerDeviceAMachineWithoutALeaseWaitsUntilTheHostHasRebooted() {
        FakeSite site = site().withMachine(true, false);
        FakeHost dead = site.where();
        dead.device = FakeHost.Device.DEAD;
        dead.cut();
        site.world.pass(Duration.ofMinutes(10));
        assertThat(site.copies()).isZero();
        assertThat(FakeWorld.of(site.world.view().vmStates(), site.vm).status()).isEqualTo(VmStatus.UNKNOWN);
        dead.boot(site.world.now.plusSeconds(1));
        site.world.until(Duration.ofMinutes(2), "machine restarted", () -> site.copies() == 1);
        assertThat(site.world.violations).isEmpty();
    }

    @Test
    void aPersonsWordRestartsAMachineWithoutALease() {
        FakeSite site = site().withMachine(true, false);
        FakeHost dead = site.where();
        dead.device = FakeHost.Device.DEAD;
        dead.cut();
        site.world.pass(Duration.ofMinutes(5));
        site.world.command(
                new Command.ConfirmHostRebooted(site.world.id(dead.name), "admin", "I pulled the plug", false));
        runsElsewhere(site, dead, Duration.ofSeconds(5));
        assertThat(site.world.violations).isEmpty();
    }

    @Test
    void aPersonsWordIsRefusedWhileStorageShowsTheHostAlive() {
        FakeSite site = site().withMachine(true, false);
        FakeHost silent = site.where();
        silent.device = FakeHost.Device.DEAD;
        silent.network = false;
        site.world.pass(Duration.ofMinutes(5));
        CommandRefused refusal = site.world.refused(
                new Command.ConfirmHostRebooted(site.world.id(silent.name), "admin", "surely dead", false));
        assertThat(refusal).hasMessageContaining("alive");
        assertThat(site.copies()).isEqualTo(1);
    }

    @Test
    void aPowerDeviceThatRefusesDoesNotHelpAndTheMachineStaysWhereItRuns() {
        FakeSite site = site().withMachine(true, true);
        FakeHost silent = site.where();
        silent.device = FakeHost.Device.REFUSES;
        silent.network = false;
        site.world.pass(Duration.ofMinutes(10));
        assertThat(site.where()).isSameAs(silent);
        assertThat(site.copies()).isEqualTo(1);
        silent.network = true;
        site.allUp();
        site.world.until(Duration.ofSeconds(10), "known again", site::runsAsKnown);
        assertThat(site.plans(silent).getLast().stage()).isEqualTo(FenceStage.STOPPED);
    }

    @Test
    void aPowerDeviceThatLiesIsFoundOutByTheLeaseAndNothingIsStarted() {
        for (boolean leased : new boolean[] {true, false}) {
            FakeSite site = site().withMachine(true, leased);
            FakeHost silent = site.where();
            silent.device = FakeHost.Device.LIES;
            silent.network = false;
            site.world.pass(Duration.ofMinutes(10));
            assertThat(site.where()).isSameAs(silent);
            assertThat(site.copies()).isEqualTo(1);
            assertThat(site.world.violations).isEmpty();
            assertThat(site.world.view().fenceAgents().values())
                    .filteredOn(each -> each.host().equals(site.world.id(silent.name)))
                    .allMatch(each -> each.lyingSince() != null);
            assertThat(site.world.events).anyMatch(each -> each.code() == EventType.PROOF_VOIDED.code());
        }
    }

    @Test
    void aSilentHostThatAnswersWithinItsGraceIsLeftAlone() {
        FakeSite site = site().withMachine(true, true);
        FakeHost silent = site.where();
        silent.network = false;
        site.world.pass(Duration.ofSeconds(20));
        assertThat(site.status(silent)).isEqualTo(HostStatus.CONNECTING);
        silent.network = true;
        site.allUp();
        assertThat(site.plans(silent)).isEmpty();
        assertThat(silent.power).isTrue();
    }

    @Test
    void aManagerThatLostItsNetworkCondemnsNobody() {
        FakeSite site = site().withMachine(true, true);
        site.world.hosts.values().forEach(each -> each.network = false);
        site.world.pass(Duration.ofMinutes(5));
        assertThat(site.world.hosts.values()).allMatch(each -> each.power);
        assertThat(site.world.events).anyMatch(each -> each.code() == EventType.FENCE_BRAKED.code());
        site.world.hosts.values().forEach(each -> each.network = true);
        site.allUp();
        assertThat(site.copies()).isEqualTo(1);
    }

    @Test
    void ofTwoHostsTheSurvivorFencesTheOther() {
        FakeSite site = new FakeSite(2, Policy.standard()).withMachine(true, true);
        FakeHost dead = site.where();
        dead.cut();
        runsElsewhere(site, dead, Duration.ofSeconds(45));
        site.allUp();
    }

    @Test
    void theSpmRoleMovesWhenItsHostIsProvenDead() {
        FakeSite site = site();
        FakeHost spm = site.world.hosts.values().stream()
                .filter(each -> each.spm)
                .findFirst()
                .orElseThrow();
        spm.cut();
        site.world.until(Duration.ofSeconds(60), "another SPM", () -> site.world.hosts.values().stream()
                .anyMatch(each -> each != spm && each.spm));
        assertThat(site.world.violations).isEmpty();
    }

    @Test
    void theSpmRoleStaysWhileItsHostMayAct() {
        FakeSite site = site();
        FakeHost spm = site.world.hosts.values().stream()
                .filter(each -> each.spm)
                .findFirst()
                .orElseThrow();
        spm.device = FakeHost.Device.DEAD;
        spm.network = false;
        site.world.pass(Duration.ofMinutes(10));
        assertThat(site.world.hosts.values()).filteredOn(each -> each.spm).containsExactly(spm);
        assertThat(site.world.violations).isEmpty();
    }

    @Test
    void aStartWhoseAnswerIsLostIsAskedAboutAndRunsOnce() {
        FakeSite site = site();
        site.world.hosts.values().forEach(each -> each.losesStartAnswers = true);
        site.withMachine(true, true);
        site.world.pass(Duration.ofMinutes(2));
        assertThat(site.copies()).isEqualTo(1);
        assertThat(site.world.violations).isEmpty();
        assertThat(site.where().startsSeen).hasSize(1);
    }

    @Test
    void aHostThatRebootsBetweenTwoQuestionsLosesItsMachinesToAnotherStart() {
        FakeSite site = site().withMachine(true, true);
        FakeHost host = site.where();
        host.cut();
        host.boot(site.world.now.plusSeconds(1));
        site.world.until(Duration.ofSeconds(200), "restarted", () -> site.copies() == 1);
        assertThat(site.plans(host)).isNotEmpty();
        assertThat(site.world.violations).isEmpty();
    }

    @Test
    void aMachineThatIsNotHighlyAvailableIsSetDownWithProofOnly() {
        FakeSite site = site().withMachine(false, false);
        FakeHost dead = site.where();
        dead.cut();
        site.world.until(
                Duration.ofMinutes(2),
                "down",
                () -> FakeWorld.of(site.world.view().vmStates(), site.vm).status() == VmStatus.DOWN);
        site.world.pass(Duration.ofMinutes(2));
        assertThat(site.copies()).isZero();
        assertThat(FakeWorld.of(site.world.view().vmStates(), site.vm).wanted()).isFalse();
    }

    @Test
    void aStoppedMachineStaysDown() {
        FakeSite site = site().withMachine(true, true);
        site.world.command(new Command.StopVm(site.vm));
        site.world.until(Duration.ofSeconds(10), "stopped", () -> site.copies() == 0);
        site.world.pass(Duration.ofMinutes(1));
        assertThat(site.copies()).isZero();
        assertThat(FakeWorld.of(site.world.view().vmStates(), site.vm).status()).isEqualTo(VmStatus.DOWN);
        assertThat(site.world.view().placements().values()).noneMatch(each -> each.open());
    }
}
