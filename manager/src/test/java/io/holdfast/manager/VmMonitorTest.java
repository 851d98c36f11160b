package io.holdfast.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.manager.inventory.VmStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VmMonitorTest {
    private final FakeSite site = new FakeSite(2, Policy.standard()).withMachine(true, true);

    private VmStatus status() {
        return FakeWorld.of(site.world.view().vmStates(), site.vm).status();
    }

    @Test
    void anAnswerFromBeforeAStopDoesNotBringTheMachineBack() {
        FakeHost host = site.where();
        Action poll = new Action.Poll(site.world.id(host.name), Duration.ofSeconds(4));
        Reply before = site.world.answerNow(poll);
        var asked = site.world.now;
        site.world.command(new Command.StopVm(site.vm));
        site.world.until(Duration.ofSeconds(5), "stopped", () -> status() == VmStatus.DOWN);
        site.world.step(List.of(new Observation.Answered(poll, asked, before)));
        site.world.pass(Duration.ofSeconds(30));
        assertThat(status()).isEqualTo(VmStatus.DOWN);
        assertThat(site.copies()).isZero();
    }

    @Test
    void aMachineThatCrashedIsClearedFromItsHostAndStartedAgain() {
        FakeHost host = site.where();
        host.machines.remove(site.vm);
        host.down.add(site.vm);
        site.world.vmLeases.remove(site.vm);
        site.world.until(Duration.ofSeconds(15), "started again", () -> site.copies() == 1);
        assertThat(host.down).isEmpty();
        assertThat(site.world.events).anyMatch(each -> each.code() == EventType.HA_VM_FAILED.code());
    }

    @Test
    void aMachineThatVanishedIsStartedAgain() {
        site.where().machines.remove(site.vm);
        site.world.vmLeases.remove(site.vm);
        site.world.until(Duration.ofSeconds(15), "started again", () -> site.copies() == 1);
    }

    @Test
    void aMachineWhoseGuestEndedByItselfStaysDown() {
        site.world.command(new Command.ShutdownVm(site.vm));
        site.world.pass(Duration.ofMinutes(1));
        assertThat(site.copies()).isZero();
        assertThat(FakeWorld.of(site.world.view().vmStates(), site.vm).wanted()).isFalse();
    }

    @Test
    void aHostThatRefusesAStartIsNotTriedFirstAgain() {
        FakeHost first = site.where();
        site.world.command(new Command.StopVm(site.vm));
        site.world.until(Duration.ofSeconds(10), "stopped", () -> status() == VmStatus.DOWN && site.copies() == 0);
        first.refusesStarts = true;
        site.world.until(Duration.ofSeconds(5), "known", () -> site.world.view().placements().values().stream()
                .noneMatch(each -> each.open()));
        site.world.command(new Command.StartVm(site.vm, null));
        site.world.until(Duration.ofSeconds(20), "runs", () -> site.copies() == 1);
        assertThat(site.where()).isNotSameAs(first);
    }
}
