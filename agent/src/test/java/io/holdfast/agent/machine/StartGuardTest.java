package io.holdfast.agent.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.agent.machine.StartGuard.Decision;
import io.holdfast.agent.machine.StartGuard.Refusal;
import io.holdfast.agent.machine.StartGuard.Situation;
import io.holdfast.protocol.StartPermit;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StartGuardTest {
    private static final UUID VM = UUID.randomUUID();
    private static final UUID OTHER = UUID.randomUUID();
    private static final UUID START = UUID.randomUUID();
    private static final String BOOT = "boot-1";
    private static final long NOW = 100_000;

    private static Situation situation() {
        return new Situation(NOW, BOOT, 7, Optional.empty(), false);
    }

    private static Optional<StartPermit> permit(long epoch, String boot, long notAfter) {
        return Optional.of(new StartPermit(START, epoch, boot, notAfter));
    }

    private static void refused(Decision decision, Refusal reason) {
        assertThat(decision).isInstanceOfSatisfying(Decision.Refuse.class, refuse -> {
            assertThat(refuse.reason()).isEqualTo(reason);
            assertThat(refuse.why()).isNotBlank();
        });
    }

    @Test
    void aStartInItsTimeIsCarriedOut() {
        assertThat(StartGuard.decide(VM, permit(7, BOOT, NOW), situation())).isInstanceOf(Decision.Start.class);
    }

    @Test
    void aStartOneMillisecondLateIsRefused() {
        refused(StartGuard.decide(VM, permit(7, BOOT, NOW - 1), situation()), Refusal.EXPIRED);
    }

    @Test
    void aStartForAnotherBootIsRefusedEvenInItsTime() {
        refused(StartGuard.decide(VM, permit(7, "boot-0", NOW + 1), situation()), Refusal.WRONG_BOOT);
    }

    @Test
    void aStartUnderAnOlderEpochIsRefusedUnderANewerOneNot() {
        refused(StartGuard.decide(VM, permit(6, BOOT, NOW), situation()), Refusal.STALE_EPOCH);
        assertThat(StartGuard.decide(VM, permit(8, BOOT, NOW), situation())).isInstanceOf(Decision.Start.class);
    }

    @Test
    void aUsedStartIdIsAnsweredAgainHoweverLateAndNeverUsedAgain() {
        Situation used = new Situation(NOW, BOOT, 7, Optional.of(VM), false);

        assertThat(StartGuard.decide(VM, permit(7, BOOT, NOW), used)).isInstanceOf(Decision.Repeat.class);
        assertThat(StartGuard.decide(VM, permit(7, BOOT, NOW - 1), used)).isInstanceOf(Decision.Repeat.class);
        assertThat(StartGuard.decide(VM, permit(7, BOOT, NOW), new Situation(NOW, BOOT, 7, Optional.of(VM), true)))
                .isInstanceOf(Decision.Repeat.class);
    }

    @Test
    void aStartIdOfAnotherMachineIsRefused() {
        refused(
                StartGuard.decide(VM, permit(7, BOOT, NOW), new Situation(NOW, BOOT, 7, Optional.of(OTHER), false)),
                Refusal.START_ID_OF_OTHER_MACHINE);
    }

    @Test
    void aMachineThatRunsIsNotStartedAgainWithOrWithoutAPermit() {
        Situation runs = new Situation(NOW, BOOT, 7, Optional.empty(), true);

        refused(StartGuard.decide(VM, permit(7, BOOT, NOW), runs), Refusal.RUNS_ALREADY);
        refused(StartGuard.decide(VM, Optional.empty(), runs), Refusal.RUNS_ALREADY);
        assertThat(StartGuard.decide(VM, Optional.empty(), situation())).isInstanceOf(Decision.Start.class);
    }
}
