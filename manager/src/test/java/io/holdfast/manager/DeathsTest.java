package io.holdfast.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.manager.inventory.FencePlan;
import io.holdfast.manager.inventory.FenceStage;
import io.holdfast.manager.inventory.FenceStep;
import io.holdfast.manager.inventory.FenceStepKind;
import io.holdfast.manager.inventory.FenceTrigger;
import io.holdfast.manager.inventory.Placement;
import io.holdfast.manager.inventory.PlacementState;
import io.holdfast.manager.inventory.Proof;
import io.holdfast.manager.inventory.ProofOfDeath;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DeathsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final UUID HOST = new UUID(1, 1);
    private static final UUID OTHER = new UUID(1, 2);
    private static final UUID DOMAIN = new UUID(2, 1);

    private static final ProofOfDeath OFF = new ProofOfDeath.PowerOffConfirmed(List.of(new UUID(3, 1)), NOW);
    private static final ProofOfDeath EXPIRED = new ProofOfDeath.LeaseExpired(DOMAIN, 1, 7, OTHER, NOW);
    private static final ProofOfDeath REBOOTED = new ProofOfDeath.HostRebooted("second boot", NOW);
    private static final ProofOfDeath WORD = new ProofOfDeath.OperatorConfirmed("admin", "I saw it", NOW);

    private static FencePlan plan(boolean released, Proof... proofs) {
        FenceStep release = FenceStep.waiting(FenceStepKind.RELEASE_HOST, HOST, "host", "");
        return new FencePlan(
                new UUID(9, 9),
                HOST,
                "first boot",
                FenceTrigger.SILENCE,
                "",
                FenceStage.GATHERING,
                "",
                1,
                NOW,
                NOW,
                NOW,
                null,
                List.of(released ? release.done("", NOW) : release),
                List.of(proofs),
                List.of());
    }

    private static Placement placement(UUID host, String boot, @Nullable UUID lockspace, long generation) {
        return new Placement(
                new UUID(4, 4),
                new UUID(5, 5),
                host,
                boot,
                lockspace,
                generation,
                1,
                0,
                PlacementState.ACCEPTED,
                NOW,
                "");
    }

    @Test
    void powerOffAndAPersonsWordCountOnlyWhenTheHostWasReleased() {
        for (ProofOfDeath proof : List.of(OFF, WORD)) {
            Placement there = placement(HOST, "first boot", null, 0);
            assertThat(Deaths.covers(plan(false, Proof.of(proof)), there)).isFalse();
            assertThat(Deaths.covers(plan(true, Proof.of(proof)), there)).isTrue();
            assertThat(Deaths.covers(plan(true, Proof.of(proof)), placement(OTHER, "first boot", null, 0)))
                    .isFalse();
            assertThat(Deaths.covers(plan(true, Proof.of(proof)), placement(HOST, "second boot", null, 0)))
                    .isFalse();
        }
    }

    @Test
    void aRebootProvesWhatRanUnderEveryOtherBoot() {
        FencePlan plan = plan(false, Proof.of(REBOOTED));
        assertThat(Deaths.covers(plan, placement(HOST, "first boot", null, 0))).isTrue();
        assertThat(Deaths.covers(plan, placement(HOST, "zeroth boot", null, 0))).isTrue();
        assertThat(Deaths.covers(plan, placement(HOST, "second boot", null, 0))).isFalse();
    }

    @Test
    void anExpiredLeaseSpeaksOnlyOfItsLockspaceAndGeneration() {
        FencePlan plan = plan(true, Proof.of(EXPIRED));
        assertThat(Deaths.covers(plan, placement(HOST, "first boot", DOMAIN, 7)))
                .isTrue();
        assertThat(Deaths.covers(plan, placement(HOST, "first boot", DOMAIN, 6)))
                .isFalse();
        assertThat(Deaths.covers(plan, placement(HOST, "first boot", DOMAIN, 8)))
                .isFalse();
        assertThat(Deaths.covers(plan, placement(HOST, "first boot", OTHER, 7))).isFalse();
        assertThat(Deaths.covers(plan, placement(HOST, "first boot", null, 7))).isFalse();
        assertThat(Deaths.covers(plan, placement(HOST, "second boot", DOMAIN, 7)))
                .isFalse();
        assertThat(Deaths.hostIsDead(plan)).isFalse();
    }

    @Test
    void aVoidedProofProvesNothing() {
        for (ProofOfDeath proof : List.of(OFF, EXPIRED, REBOOTED, WORD)) {
            FencePlan plan = plan(true, Proof.of(proof).voided("it renewed", NOW));
            assertThat(Deaths.covers(plan, placement(HOST, "first boot", DOMAIN, 7)))
                    .isFalse();
            assertThat(Deaths.hostIsDead(plan)).isFalse();
        }
    }
}
