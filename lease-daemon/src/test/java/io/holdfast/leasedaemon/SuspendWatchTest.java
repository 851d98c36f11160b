package io.holdfast.leasedaemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SuspendWatchTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void aGrowingLeadOfTheClockThatCountsSuspendedTimeIsASuspension() {
        SuspendWatch watch = new SuspendWatch(5 * SECOND);
        assertThat(watch.suspendedNanos(5 * SECOND + 1000)).isZero();
        assertThat(watch.suspendedNanos(8 * SECOND)).isEqualTo(3 * SECOND);
        assertThat(watch.suspendedNanos(8 * SECOND + 1000)).as("told once").isZero();
    }

    @Test
    void manySmallSuspensionsAddUp() {
        SuspendWatch watch = new SuspendWatch(0);
        assertThat(watch.suspendedNanos(SECOND / 5)).isZero();
        assertThat(watch.suspendedNanos(2 * SECOND / 5)).isZero();
        assertThat(watch.suspendedNanos(3 * SECOND / 5)).isPositive();
    }
}
