package io.holdfast.agent.monitoring;

import static io.holdfast.agent.monitoring.DomainMonitor.Order.BECAME_INVALID;
import static io.holdfast.agent.monitoring.DomainMonitor.Order.BECAME_VALID;
import static io.holdfast.agent.monitoring.DomainMonitor.Order.BEGIN_CHECK;
import static io.holdfast.agent.monitoring.DomainMonitor.Order.BEGIN_READ;
import static io.holdfast.agent.monitoring.DomainMonitor.Order.JOIN_LOCKSPACE;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.agent.monitoring.DomainMonitor.Observation;
import io.holdfast.protocol.DomainVitals;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DomainMonitorTest {
    private static final long START = 1_000_000_000_000L;

    private final DomainMonitor monitor = new DomainMonitor(START);

    private static long at(double seconds) {
        return START + (long) (seconds * 1e9);
    }

    private List<DomainMonitor.Order> step(double seconds, Observation observation) {
        return monitor.step(at(seconds), observation);
    }

    private List<DomainMonitor.Order> tick(double seconds) {
        return step(seconds, new Observation.Tick());
    }

    private static Observation read() {
        return new Observation.ReadEnded(2_000_000);
    }

    private static Observation checked(boolean held) {
        return new Observation.CheckEnded(5, held);
    }

    @Test
    void bothProbesBeginAtOnceAndEveryTenSeconds() {
        assertThat(tick(0)).containsExactly(BEGIN_READ, BEGIN_CHECK);
        step(0.1, read());
        step(0.2, checked(true));
        assertThat(tick(9.9)).isEmpty();
        assertThat(tick(10)).containsExactly(BEGIN_READ, BEGIN_CHECK);
        assertThat(tick(10.5)).isEmpty();
    }

    @Test
    void nothingIsSaidBeforeBothProbesDelivered() {
        assertThat(monitor.vitals(at(3))).isEqualTo(DomainVitals.UNMEASURED);
        tick(0);
        assertThat(step(0.1, read())).isEmpty();
        assertThat(monitor.vitals(at(3))).isEqualTo(DomainVitals.UNMEASURED);
        assertThat(step(1, checked(true))).containsExactly(BECAME_VALID);
        assertThat(monitor.vitals(at(3))).isEqualTo(new DomainVitals(0, 2, 0.002, true, 5, true, true));
    }

    @Test
    void anErrorIsSaidAtOnce() {
        tick(0);
        assertThat(step(0.1, new Observation.ReadFailed(2001))).containsExactly(BECAME_INVALID);
        assertThat(monitor.vitals(at(0.1))).isEqualTo(new DomainVitals(2001, 0, 0, false, -1, false, true));
        assertThat(step(0.2, checked(false))).isEmpty();
        assertThat(monitor.vitals(at(0.2)).code()).isEqualTo(2001);
        tick(10);
        assertThat(step(10.1, read())).containsExactly(JOIN_LOCKSPACE, BECAME_VALID);
    }

    @Test
    void theReadsErrorHidesTheChecks() {
        tick(0);
        step(0.1, new Observation.CheckFailed(358, false));
        assertThat(monitor.vitals(at(1)).code()).isEqualTo(358);
        step(0.2, new Observation.ReadFailed(2001));
        assertThat(monitor.vitals(at(1)).code()).isEqualTo(2001);
        tick(10);
        step(10.1, read());
        assertThat(monitor.vitals(at(11)).code()).isEqualTo(358);
        step(10.2, checked(true));
        assertThat(monitor.vitals(at(11)).valid()).isTrue();
    }

    @Test
    void aReadThatHangsIsReportedOnceAndNotBegunTwice() {
        tick(0);
        step(0.1, checked(true));
        step(0.1, read());
        assertThat(tick(10)).containsExactly(BEGIN_READ, BEGIN_CHECK);
        assertThat(tick(19.9)).isEmpty();
        assertThat(tick(20)).containsExactly(BECAME_INVALID);
        assertThat(monitor.vitals(at(20)).code()).isEqualTo(DomainMonitor.READ_TIMED_OUT);
        assertThat(tick(30)).isEmpty();
        // Both probes hang: nothing delivers, and the age of what is said grows.
        assertThat(monitor.vitals(at(65)).lastCheck()).isEqualTo(45);
        assertThat(step(70, read())).containsExactly(BECAME_VALID);
        assertThat(tick(70)).containsExactly(BEGIN_READ);
    }

    @Test
    void oneHungProbeDoesNotMakeTheStatusOld() {
        tick(0);
        step(0.1, checked(true));
        step(0.1, read());
        tick(10);
        step(10.1, read());
        tick(20);
        step(20.1, read());
        assertThat(monitor.vitals(at(21)).lastCheck()).isBetween(0.89, 0.91);
    }

    @Test
    void theHostIdIsAskedForWhenTheDomainIsValidAndItIsNotHeld() {
        tick(0);
        assertThat(step(0.1, checked(false))).isEmpty();
        assertThat(step(0.2, read())).containsExactly(JOIN_LOCKSPACE, BECAME_VALID);
        tick(10);
        assertThat(step(10.1, read())).isEmpty();
        assertThat(step(10.2, checked(false))).containsExactly(JOIN_LOCKSPACE);
        tick(20);
        assertThat(step(20.1, checked(true))).isEmpty();
        assertThat(step(20.2, read())).isEmpty();
        assertThat(monitor.vitals(at(21)).acquired()).isTrue();
        tick(30);
        assertThat(step(30.1, checked(false))).containsExactly(JOIN_LOCKSPACE);
    }

    @Test
    void theHostIdOfAnInvalidDomainIsNotAskedFor() {
        tick(0);
        step(0.1, new Observation.ReadFailed(2001));
        assertThat(step(0.2, checked(false))).isEmpty();
    }
}
