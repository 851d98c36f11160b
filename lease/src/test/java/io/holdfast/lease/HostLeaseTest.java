package io.holdfast.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.lease.SimulatedHost.Outcome;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// One host's watch over another's delta lease, and the freeing of a dead host's.
final class HostLeaseTest {
    private final SimulatedSite site = new SimulatedSite();
    private final SimulatedHost one = site.host(1, "host-1", 2).joined();
    private final SimulatedHost two = site.host(2, "host-2", 2).joined();
    private final HostLeaseObservation watch = new HostLeaseObservation(2, 100, LeaseRules.STANDARD);

    private void look() {
        watch.observer(one.member(), true);
        watch.seen(one.finish(new DeltaRead(SimulatedSite.LOCKSPACE, 2, Duration.ofSeconds(2)))
                .value());
    }

    private HostLeaseReport report() {
        return watch.report(site.seconds());
    }

    @Test
    void aHostThatRenewsIsLiveAfterItsFirstSeenRenewal() {
        look();
        assertThat(report().state()).isEqualTo(HostState.UNKNOWN);
        long interval = report().interval();
        site.pass(6);
        look();
        assertThat(report().state()).isEqualTo(HostState.LIVE);
        assertThat(report().interval()).isNotEqualTo(interval);
        assertThat(report().ioTimeout()).isEqualTo(2);
        assertThat(report().ownerName()).isEqualTo("host-2");
    }

    @Test
    void aHostThatStopsIsDeadOnlyByAReadIssuedAfterTheDeadline() {
        two.die();
        look();
        long since = site.seconds();
        long interval = report().interval();
        while (site.seconds() < since + 76) {
            site.pass(1);
            look();
            assertThat(report().state()).isNotEqualTo(HostState.DEAD);
        }
        site.pass(30);
        assertThat(report().state()).isEqualTo(HostState.FAIL);
        look();
        assertThat(report().state()).isEqualTo(HostState.DEAD);
        assertThat(report().interval()).isEqualTo(interval);
        assertThat(report().secondsUnchanged()).isEqualTo(106);
        assertThat(report().observedSince()).isEqualTo(since);
    }

    @Test
    void aFailedReadIsNeverAGoAhead() {
        two.die();
        look();
        site.pass(100);
        look();
        watch.unreadable();
        assertThat(report().state()).isEqualTo(HostState.UNKNOWN);
        assertThat(report().freshRead()).isFalse();
        look();
        assertThat(report().state()).isEqualTo(HostState.DEAD);
    }

    @Test
    void anObserverThatIsNotLiveStartsAnew() {
        two.die();
        look();
        site.pass(70);
        long before = report().interval();
        watch.observer(one.member(), false);
        assertThat(report().state()).isEqualTo(HostState.UNKNOWN);
        site.pass(10);
        look();
        assertThat(report().state()).isEqualTo(HostState.UNKNOWN);
        assertThat(report().secondsUnchanged()).isZero();
        assertThat(report().interval()).isGreaterThan(before);
    }

    @Test
    void aHostThatLeftIsFree() {
        two.leave();
        look();
        assertThat(report().state()).isEqualTo(HostState.FREE);
    }

    private Outcome<LeaderRecord> free(long generation) {
        return one.finish(new HostLeaseFree(
                SimulatedSite.LOCKSPACE,
                2,
                generation,
                watch.unchanged().orElseThrow(),
                one.member(),
                LeaseRules.STANDARD));
    }

    @Test
    void aDeadHostsLeaseIsFreedAndItsResourcesCanBeHadAtOnce() {
        PaxosLease lease = two.acquire().value();
        two.die();
        site.pass(1);
        look();
        LeaderRecord last = site.delta(2);
        site.pass(7);
        assertThat(free(1).value()).isEqualTo(last.edit().timestamp(0).seal());
        assertThat(site.delta(2)).isEqualTo(last.edit().timestamp(0).seal());
        assertThat(free(1).code()).isZero();
        Outcome<PaxosLease> taken = one.acquire();
        assertThat(taken.value().version()).isEqualTo(lease.version() + 1);
        assertThat(taken.seconds()).isZero();
    }

    @Test
    void nothingIsFreedTooEarlyOrUnderAnotherGeneration() {
        two.die();
        site.pass(1);
        look();
        site.pass(6);
        assertThat(free(1).code()).isEqualTo(LeaseCode.ACQUIRE_OWNED_RETRY);
        site.pass(1);
        assertThat(free(2).code()).isEqualTo(LeaseCode.INVALID);
        assertThat(site.delta(2).isFree()).isFalse();
        assertThat(free(1).code()).isZero();
    }

    @Test
    void aHostThatRenewedIsNotFreed() {
        site.pass(1);
        look();
        site.pass(8);
        assertThat(free(1).code()).isEqualTo(LeaseCode.ACQUIRE_OWNER_LIVE);
        assertThat(site.delta(2).isFree()).isFalse();
    }

    @Test
    void aHostThatWasAliveAfterAllFindsItsRecordChanged() {
        LeaderRecord before = site.delta(2);
        site.plantDelta(2, before.edit().timestamp(0).seal());
        site.pass(6);
        assertThat(two.renewalFailures.getFirst().code()).isEqualTo(LeaseCode.RENEW_DIFFERENT);
        assertThat(Optional.ofNullable(two.health).orElseThrow().standing(site.seconds()))
                .isEqualTo(RenewalHealth.Standing.FAILED);
    }
}
