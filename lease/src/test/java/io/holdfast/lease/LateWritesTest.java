package io.holdfast.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.base.SimulatedDisk;
import io.holdfast.lease.SimulatedHost.Outcome;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Writes that pass their deadline and land later, over what others have done in the meantime.
final class LateWritesTest {
    private static final Duration QUICK = Duration.ofMillis(1);

    private final SimulatedSite site = new SimulatedSite();

    /// How late the next write to that offset is.
    private long lateOffset = -1;

    private Duration lateness = Duration.ZERO;

    private final SimulatedHost one = site.host(1, "host-1", 1, this::fate).joined();
    private final SimulatedHost two = site.host(2, "host-2", 1).joined();
    private final SimulatedHost three = site.host(3, "host-3", 1).joined();

    private SimulatedDisk.Fate fate(String host, boolean write, long offset, int length) {
        if (!write || offset != lateOffset) {
            return SimulatedDisk.Fate.after(QUICK.toNanos());
        }
        lateOffset = -1;
        long nanos = lateness.toNanos();
        return new SimulatedDisk.Fate(nanos, nanos, nanos, 0, true);
    }

    private void delayNextWrite(long offset, Duration by) {
        lateOffset = offset;
        lateness = by;
        site.pass(0);
    }

    private Retraction unfinished(Outcome<PaxosLease> outcome) {
        return Optional.ofNullable(outcome.failure().unfinished()).orElseThrow();
    }

    @Test
    void aLeaderThatLandsLateIsTakenBack() {
        site.pass(5);
        delayNextWrite(SimulatedSite.RESOURCE.offset(), Duration.ofSeconds(8));
        Outcome<PaxosLease> uncertain = one.acquire();
        assertThat(uncertain.code()).isEqualTo(LeaseCode.TIMED_OUT);
        assertThat(uncertain.seconds()).isEqualTo(1);
        Retraction retraction = unfinished(uncertain);
        assertThat(site.block(1)).isEqualTo(retraction.block().released());
        assertThat(site.block(1).accepted()).isNotZero();
        assertThat(site.leader().leaseVersion()).isZero();

        // As long as the write may land, neither a new attempt nor the taking back would mean anything.
        assertThat(one.acquire().code()).isEqualTo(LeaseCode.AGAIN);
        assertThat(one.finish(new PaxosRetract(SimulatedSite.RESOURCE, one.member(), retraction))
                        .code())
                .isEqualTo(LeaseCode.AGAIN);
        site.pass(10);
        assertThat(site.leader().ownerId()).isEqualTo(1);
        assertThat(site.leader().isFree()).isFalse();
        assertThat(one.finish(new PaxosRetract(SimulatedSite.RESOURCE, one.member(), retraction))
                        .value())
                .isTrue();
        assertThat(site.leader().isFree()).isTrue();
        assertThat(two.acquire().value().version()).isEqualTo(2);
    }

    @Test
    void aLeaderThatLandsOverANewerOnesIsPutRightByTheBlocks() {
        site.pass(5);
        delayNextWrite(SimulatedSite.RESOURCE.offset(), Duration.ofSeconds(12));
        assertThat(one.acquire().code()).isEqualTo(LeaseCode.TIMED_OUT);
        PaxosLease held = null;
        for (int attempt = 0; held == null; attempt++) {
            assertThat(attempt).isLessThan(10);
            Outcome<PaxosLease> outcome = two.acquire();
            if (outcome.code() == 0) {
                held = outcome.value();
            } else {
                assertThat(outcome.code()).isIn(LeaseCode.ACQUIRE_OTHER, LeaseCode.ACQUIRE_OWNER_LIVE);
            }
        }
        assertThat(site.leader().ownerId()).isEqualTo(2);
        site.pass(15);
        assertThat(site.leader().ownerId()).as("the late leader has landed").isEqualTo(1);
        one.die();
        for (int i = 0; i < 120; i++) {
            site.pass(1);
            assertThat(three.acquire().code())
                    .as("host 2 holds the lease all the time")
                    .isIn(LeaseCode.ACQUIRE_OTHER, LeaseCode.ACQUIRE_OWNER_LIVE);
        }
        assertThat(site.leader().ownerId()).isEqualTo(2);
        assertThat(two.release(held).code()).isZero();
        int code;
        do {
            code = three.acquire().code();
        } while (code == LeaseCode.ACQUIRE_OWNER_LIVE);
        assertThat(code).isZero();
    }

    @Test
    void nothingIsAcquiredWhileAMarkOfTheLastReleaseMayStillLand() {
        site.pass(5);
        PaxosLease lease = one.acquire().value();
        delayNextWrite(SimulatedSite.RESOURCE.privateOffset(1), Duration.ofSeconds(5));
        assertThat(one.release(lease).value()).isTrue();
        assertThat(one.unsettled.count()).isEqualTo(1);
        assertThat(one.acquire().code()).isEqualTo(LeaseCode.AGAIN);
        site.pass(6);
        assertThat(one.unsettled.count()).isZero();
        assertThat(site.block(1).isReleased()).isTrue();
        assertThat(one.acquire().value().version()).isEqualTo(2);
    }

    @Test
    void aReleaseThatIsNotKnownToHaveWorkedIsTriedAgain() {
        site.pass(5);
        PaxosLease lease = one.acquire().value();
        delayNextWrite(SimulatedSite.RESOURCE.offset(), Duration.ofSeconds(5));
        assertThat(one.release(lease).code()).isEqualTo(LeaseCode.TIMED_OUT);
        assertThat(one.release(lease).code()).isEqualTo(LeaseCode.AGAIN);
        site.pass(6);
        assertThat(one.release(lease).code()).as("it had landed").isEqualTo(LeaseCode.RELEASE_OWNER);
        assertThat(site.leader().isFree()).isTrue();
    }

    @Test
    void aClaimThatLandsLateIsFoundByTheNextAttempt() {
        SimulatedSite other = new SimulatedSite();
        boolean[] late = {true};
        SimulatedHost host = other.host(1, "host-1", 1, (name, write, offset, length) -> {
            boolean delay = write && late[0];
            late[0] &= !write;
            long nanos = delay ? Duration.ofSeconds(4).toNanos() : QUICK.toNanos();
            return new SimulatedDisk.Fate(nanos, nanos, nanos, 0, true);
        });
        Outcome<DeltaLease> first = host.join();
        other.pass(2);
        assertThat(first.code()).isEqualTo(LeaseCode.TIMED_OUT);
        Outcome<DeltaLease> second = host.join();
        assertThat(second.code()).isEqualTo(LeaseCode.AGAIN);
        other.pass(4);
        assertThat(other.delta(1).ownerGeneration()).isEqualTo(1);
        assertThat(host.joined().lease().generation()).isEqualTo(2);
    }
}
