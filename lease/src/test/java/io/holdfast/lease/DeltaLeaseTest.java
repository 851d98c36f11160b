package io.holdfast.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.base.Errno;
import io.holdfast.base.SimulatedDisk;
import io.holdfast.lease.SimulatedHost.Outcome;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DeltaLeaseTest {
    private final SimulatedSite site = new SimulatedSite();

    @Test
    void aFreeHostIdIsHeldAfterTwiceTheTimeoutFoundOnDisk() {
        Outcome<DeltaLease> joined = site.host(5, "host-5", 2)
                .finish(new DeltaAcquire(
                        SimulatedSite.LOCKSPACE, 5, LeaseName.ofHost("host-5"), 2, LeaseRules.STANDARD));
        assertThat(joined.seconds()).isEqualTo(20);
        LeaderRecord record = site.delta(5);
        assertThat(record).isEqualTo(joined.value().record());
        assertThat(record.ownerGeneration()).isEqualTo(1);
        assertThat(record.ioTimeout()).isEqualTo(2);
        assertThat(record.timestamp()).isEqualTo(1000);
        assertThat(record.resourceName()).isEqualTo(LeaseName.of("host-5"));
        assertThat(record.checkDelta(SimulatedSite.SPACE)).isZero();
    }

    @Test
    void theSameNameComesBackWithoutTheLongWaitAndWithTheNextGeneration() {
        SimulatedHost first = site.host(1, "host-1", 2).joined();
        first.die();
        SimulatedHost again = site.host(1, "host-1", 2);
        Outcome<DeltaLease> joined = again.join();
        site.pass(5);
        assertThat(joined.value().generation()).isEqualTo(2);
        assertThat(joined.seconds()).isEqualTo(4);
    }

    @Test
    void anotherNameTakesADeadHostIdOnlyAfterItsExpiry() {
        SimulatedHost first = site.host(1, "host-1", 5).joined();
        first.die();
        Outcome<DeltaLease> joined = site.host(1, "other", 1).join();
        site.pass(98);
        assertThat(joined.end).isNull();
        assertThat(site.delta(1).resourceName()).isEqualTo(LeaseName.of("host-1"));
        site.pass(15);
        assertThat(joined.value().generation()).isEqualTo(2);
        assertThat(joined.seconds()).isBetween(8L * 5 + 60 + 2 * 5, 8L * 5 + 60 + 2 * 5 + 2);
    }

    @Test
    void aHostIdInUseIsBusy() {
        site.host(1, "host-1", 1).joined();
        SimulatedHost other = site.host(1, "other", 1);
        Outcome<DeltaLease> joined = other.join();
        site.pass(80);
        assertThat(joined.code()).isEqualTo(LeaseCode.HOST_ID_BUSY);
        assertThat(joined.seconds()).isBetween(68L, 70L);
        assertThat(site.hosts.getFirst().renewalFailures).isEmpty();
    }

    @Test
    void aHostIdThatIsFreedDuringTheLongWaitIsTaken() {
        SimulatedHost first = site.host(1, "host-1", 1).joined();
        Outcome<DeltaLease> joined = site.host(1, "other", 1).join();
        site.pass(10);
        assertThat(first.leave().code()).isZero();
        site.pass(70);
        assertThat(joined.value().generation()).isEqualTo(2);
    }

    @Test
    void aNameWrittenOverOursInTheShortWaitIsNoticedButABitIsNot() {
        SimulatedHost host = site.host(1, "host-1", 2);
        Outcome<DeltaLease> joined = host.join();
        site.pass(3);
        site.plantDelta(
                1, site.delta(1).edit().resourceName(LeaseName.of("evil")).seal());
        site.pass(20);
        assertThat(joined.code()).isEqualTo(LeaseCode.HOST_ID_BUSY);

        Outcome<DeltaLease> second = site.host(2, "host-2", 2).join();
        site.pass(3);
        ByteBuffer sector = site.storage.peek(SimulatedSite.LOCKSPACE.deltaOffset(2), 512);
        site.storage.poke(SimulatedSite.LOCKSPACE.deltaOffset(2), sector.put(256, (byte) 1));
        site.pass(20);
        assertThat(second.code()).isZero();
    }

    @Test
    void givingUpDuringTheShortWaitFreesTheHostId() {
        Outcome<DeltaLease> joined = site.host(1, "host-1", 2).join();
        site.pass(3);
        assertThat(site.delta(1).isFree()).isFalse();
        Optional.ofNullable(joined.run).orElseThrow().cancel();
        site.pass(1);
        assertThat(joined.code()).isEqualTo(LeaseCode.CANCELLED);
        assertThat(site.delta(1).isFree()).isTrue();
        assertThat(site.delta(1).checkDelta(SimulatedSite.SPACE)).isZero();
    }

    @Test
    void renewalsKeepTheirCadence() {
        SimulatedHost host = site.host(1, "host-1", 2).joined();
        site.pass(10);
        int renewals = 0;
        long last = site.delta(1).timestamp();
        for (int i = 0; i < 600; i++) {
            site.clock.advance(Duration.ofMillis(100));
            long now = site.delta(1).timestamp();
            if (now != last) {
                assertThat(now - last).isBetween(4L, 5L);
                last = now;
                renewals++;
            }
        }
        assertThat(renewals).isBetween(11, 15);
        assertThat(host.renewalFailures).isEmpty();
        assertThat(host.lease().record()).isEqualTo(site.delta(1));
    }

    @Test
    void aCleanLeaveKeepsEverythingButTheTimestampAndTheBits() {
        SimulatedHost host = site.host(1, "host-1", 2).joined();
        site.pass(10);
        LeaderRecord before = host.lease().record();
        host.leave();
        assertThat(site.delta(1)).isEqualTo(before.edit().timestamp(0).seal());
    }

    @Test
    void anotherGenerationInOurRecordIsFatalAndLeftAlone() {
        SimulatedHost host = site.host(1, "host-1", 2).joined();
        LeaderRecord foreign = site.delta(1).edit().owner(1, 7).seal();
        site.plantDelta(1, foreign);
        site.pass(20);
        assertThat(host.renewalFailures).isNotEmpty().allMatch(each -> each.code() == LeaseCode.RENEW_OWNER);
        assertThat(site.delta(1)).isEqualTo(foreign);
        assertThat(Optional.ofNullable(host.renewal).orElseThrow().release()).isEmpty();
        assertThat(Optional.ofNullable(host.health).orElseThrow().standing(site.seconds()))
                .isEqualTo(RenewalHealth.Standing.FAILED);
    }

    @Test
    void anyOtherChangeToOurRecordFailsTheLockspaceOnceAndForAll() {
        SimulatedHost host = site.host(1, "host-1", 2).joined();
        site.plantDelta(1, site.delta(1).edit().writer(9, 0, 0).seal());
        site.pass(20);
        assertThat(host.renewalFailures).hasSize(1);
        assertThat(host.renewalFailures.getFirst().code()).isEqualTo(LeaseCode.RENEW_DIFFERENT);
        RenewalHealth health = Optional.ofNullable(host.health).orElseThrow();
        assertThat(health.standing(site.seconds())).isEqualTo(RenewalHealth.Standing.FAILED);
        assertThat(health.lastAttemptSucceeded()).isTrue();
        assertThat(host.leave().code()).isZero();
    }

    @Test
    void aHostThatCannotWriteKeepsWatchingTheOthers() {
        SimulatedHost reader = site.host(
                        1,
                        "host-1",
                        2,
                        (host, write, offset, length) -> write && site.seconds() > 1010
                                ? new SimulatedDisk.Fate(0, 0, 1_000_000, Errno.EIO, false)
                                : SimulatedDisk.Fate.after(1_000_000))
                .joined();
        SimulatedHost other = site.host(2, "host-2", 2).joined();
        site.pass(60);
        assertThat(reader.renewalFailures).isNotEmpty();
        HostStatus seen = reader.table.status(2).orElseThrow();
        assertThat(seen.state(site.seconds(), 1, LeaseRules.STANDARD)).isEqualTo(HostState.LIVE);
        assertThat(seen.timestamp()).isGreaterThan(other.lease().renewedAt() - 6);
    }

    @Test
    void aRenewalMayUseTheReadThatCameTooLateForTheOneBefore() {
        boolean[] slow = {false};
        SimulatedHost host = site.host(
                        1,
                        "host-1",
                        2,
                        (name, write, offset, length) -> SimulatedDisk.Fate.after(
                                slow[0] && !write ? Duration.ofSeconds(3).toNanos() : 1_000_000))
                .joined();
        slow[0] = true;
        site.pass(60);
        assertThat(host.renewalFailures).isNotEmpty().allMatch(each -> each.code() == LeaseCode.TIMED_OUT);
        assertThat(site.seconds() - host.lease().renewedAt()).isLessThan(10);
    }

    @Test
    void theStandingFollowsTheLastSuccess() {
        SimulatedHost host = site.host(1, "host-1", 2).joined();
        RenewalHealth health = Optional.ofNullable(host.health).orElseThrow();
        host.disk.fail(Errno.EIO);
        long last = health.lastSuccess();
        assertThat(health.watchdogExpiry()).isEqualTo(last + 16);
        assertThat(health.killDeadline(40)).isEqualTo(last + 56);
        assertThat(health.standing(last + 11)).isEqualTo(RenewalHealth.Standing.HEALTHY);
        assertThat(health.standing(last + 12)).isEqualTo(RenewalHealth.Standing.WARNING);
        assertThat(health.standing(last + 15)).isEqualTo(RenewalHealth.Standing.WARNING);
        assertThat(health.standing(last + 16)).isEqualTo(RenewalHealth.Standing.FAILED);
    }

    @Test
    void othersSeeUnknownThenFailThenDead() {
        site.host(2, "host-2", 1).joined().die();
        SimulatedHost observer = site.host(1, "host-1", 1).joined();
        site.pass(1);
        assertThat(state(observer, 2)).isEqualTo(HostState.UNKNOWN);
        assertThat(state(observer, 1)).isEqualTo(HostState.LIVE);
        assertThat(state(observer, 3)).isEqualTo(HostState.FREE);
        site.pass(7);
        assertThat(state(observer, 2)).isEqualTo(HostState.UNKNOWN);
        site.pass(3);
        assertThat(state(observer, 2)).isEqualTo(HostState.FAIL);
        site.pass(55);
        assertThat(state(observer, 2)).isEqualTo(HostState.FAIL);
        site.pass(5);
        assertThat(state(observer, 2)).isEqualTo(HostState.DEAD);
    }

    private HostState state(SimulatedHost observer, int of) {
        return observer.table.status(of).orElseThrow().state(site.seconds(), observer.id, LeaseRules.STANDARD);
    }

    @Test
    void aCorruptRecordCountsAsAliveWhileItChanges() {
        SimulatedHost observer = site.host(1, "host-1", 1).joined();
        site.host(2, "host-2", 1).joined().die();
        for (int i = 0; i < 30; i++) {
            site.pass(3);
            ByteBuffer sector = site.storage.peek(SimulatedSite.LOCKSPACE.deltaOffset(2), 512);
            sector.putLong(152, 5000 + i).putInt(168, 0x0BAD0BAD);
            site.storage.poke(SimulatedSite.LOCKSPACE.deltaOffset(2), sector);
        }
        site.pass(3);
        assertThat(state(observer, 2)).isEqualTo(HostState.LIVE);
    }
}
