package io.holdfast.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.manager.inventory.LeaseWatch;
import io.holdfast.manager.inventory.LockspaceObservation;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class LeaseEvidenceTest {
    private static final Policy ALL = Policy.standard();

    private static LeaseWatch watch(boolean armed, int fireTimeout) {
        return LeaseWatch.begin(new LockspaceObservation(new UUID(1, 1), 3, 5, 10, armed, fireTimeout));
    }

    private static Reply.Lease seen(
            String state, long generation, int ioTimeout, long unchanged, boolean fresh, boolean observerLive) {
        return new Reply.Lease(state, "host-3", generation, 1000, ioTimeout, unchanged, fresh, observerLive, "i");
    }

    @Test
    void aLeaseIsDeadWhenMoreThanEightTimeoutsAndTheWatchdogHavePassed() {
        assertThat(LeaseEvidence.deadline(10, ALL)).isEqualTo(140);
        assertThat(LeaseEvidence.deadline(2, ALL)).isEqualTo(76);
        for (int ioTimeout : new int[] {1, 2, 5, 10, 20}) {
            long deadline = 8L * ioTimeout + 60;
            for (long unchanged = 0; unchanged < deadline + 50; unchanged++) {
                Reply.Lease seen = seen("DEAD", 5, ioTimeout, unchanged, true, true);
                assertThat(LeaseEvidence.expired(watch(true, 60), seen, ALL))
                        .as("io timeout %s, %s s unchanged", ioTimeout, unchanged)
                        .isEqualTo(unchanged > deadline);
            }
        }
    }

    @Test
    void everyConditionIsNeeded() {
        String[] states = {"FREE", "LIVE", "FAIL", "DEAD", "UNKNOWN"};
        for (String state : states) {
            for (long generation = 4; generation <= 6; generation++) {
                for (int bits = 0; bits < 16; bits++) {
                    boolean armed = (bits & 1) != 0;
                    boolean fresh = (bits & 2) != 0;
                    boolean live = (bits & 4) != 0;
                    int ioTimeout = (bits & 8) != 0 ? 10 : 0;
                    boolean expected =
                            state.equals("DEAD") && generation == 5 && armed && fresh && live && ioTimeout == 10;
                    assertThat(LeaseEvidence.expired(
                                    watch(armed, 60), seen(state, generation, ioTimeout, 141, fresh, live), ALL))
                            .as("%s generation %s bits %s", state, generation, bits)
                            .isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void aWatchdogThatFiresLaterThanItsMinuteProvesNothing() {
        Reply.Lease dead = seen("DEAD", 5, 10, 10_000, true, true);
        assertThat(LeaseEvidence.expired(watch(true, 60), dead, ALL)).isTrue();
        assertThat(LeaseEvidence.expired(watch(true, 61), dead, ALL)).isFalse();
        assertThat(LeaseEvidence.expired(watch(false, 0), dead, ALL)).isFalse();
    }

    @Test
    void eachGuardIsOnePlace() {
        assertThat(LeaseEvidence.expired(
                        watch(true, 60), seen("DEAD", 5, 10, 140, true, true), ALL.without(Guard.STRICT_DEADLINE)))
                .isTrue();
        assertThat(LeaseEvidence.expired(
                        watch(true, 60), seen("DEAD", 5, 10, 141, false, true), ALL.without(Guard.FRESH_READ)))
                .isTrue();
        assertThat(LeaseEvidence.expired(
                        watch(false, 0), seen("DEAD", 5, 10, 81, true, true), ALL.without(Guard.WATCHDOG_EXPIRY)))
                .isTrue();
    }
}
