package io.holdfast.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.lease.SimulatedHost.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PaxosLeaseTest {
    private final SimulatedSite site = new SimulatedSite();

    private SimulatedHost joined(int id) {
        SimulatedHost host = site.host(id, "host-" + id, 1).joined();
        site.pass(5);
        return host;
    }

    @Test
    void anUncontendedAcquisitionMakesTheSixKnownCalls() {
        SimulatedHost host = joined(1);
        List<String> calls = new ArrayList<>();
        PaxosAcquire machine = host.acquisition(PaxosRequest.PATIENT);
        LeaseInput input = LeaseInput.START;
        PaxosLease lease = null;
        while (lease == null) {
            switch (machine.step(site.clock.monotonicNanos(), input)) {
                case LeaseStep.Read<PaxosLease> read -> {
                    calls.add("R %d @%d".formatted(read.length(), read.offset()));
                    input = new LeaseInput.Data(site.storage.peek(read.offset(), read.length()));
                }
                case LeaseStep.Write<PaxosLease> write -> {
                    calls.add("W %d @%d".formatted(write.data().remaining(), write.offset()));
                    site.storage.poke(write.offset(), write.data());
                    input = LeaseInput.WRITTEN;
                }
                case LeaseStep.Done<PaxosLease> done -> lease = done.value();
                default -> throw new AssertionError("unexpected step");
            }
        }
        assertThat(calls)
                .containsExactly(
                        "R 1048576 @1048576",
                        "W 512 @1049600",
                        "R 1048576 @1048576",
                        "W 512 @1049600",
                        "R 1048576 @1048576",
                        "W 512 @1048576");
        assertThat(site.leader()).isEqualTo(lease.leader());
        assertThat(lease.version()).isEqualTo(1);
        long now = site.seconds();
        assertThat(site.block(1)).isEqualTo(PaxosBlock.accept(1, 1, 1, now, 1));
        assertThat(site.leader().timestamp()).isEqualTo(now);
        assertThat(site.leader().writeId()).isEqualTo(1);
    }

    @Test
    void aReleaseKeepsTheValuesAndTheNextBallotsGrow() {
        SimulatedHost one = joined(1);
        SimulatedHost two = joined(2);
        PaxosLease first = one.acquire().value();
        assertThat(one.release(first).value()).isTrue();
        assertThat(site.block(1)).isEqualTo(first.block().released());
        assertThat(site.leader().isFree()).isTrue();
        assertThat(site.leader().ownerId()).isEqualTo(1);
        assertThat(site.leader().leaseVersion()).isEqualTo(1);
        PaxosLease second = two.acquire().value();
        assertThat(second.version()).isEqualTo(2);
        assertThat(second.block().ballot()).isEqualTo(2002);
        two.release(second);
        PaxosLease third = one.acquire().value();
        assertThat(third.block().ballot()).isEqualTo(4001);
        assertThat(third.version()).isEqualTo(3);
    }

    @Test
    void anotherHostsLeaseIsRefusedAtOnceWhileItLives() {
        SimulatedHost one = joined(1);
        SimulatedHost two = joined(2);
        one.acquire().value();
        site.pass(5);
        Outcome<PaxosLease> refused = two.acquire();
        assertThat(refused.code()).isEqualTo(LeaseCode.ACQUIRE_OWNER_LIVE);
        assertThat(refused.seconds()).isLessThan(5);
        assertThat(site.leader().ownerId()).isEqualTo(1);
    }

    @Test
    void aDeadOwnersLeaseIsTakenAfterItsExpiryAndNeverEarlier() {
        SimulatedHost one = joined(1);
        SimulatedHost two = joined(2);
        one.acquire().value();
        site.pass(5);
        long renewed = site.delta(1).timestamp();
        one.die();
        site.pass(10);
        Outcome<PaxosLease> hasty = two.finish(two.acquisition(PaxosRequest.IMPATIENT));
        assertThat(hasty.code()).isEqualTo(LeaseCode.ACQUIRE_OWNED_RETRY);
        Outcome<PaxosLease> taken = two.acquire();
        assertThat(taken.value().version()).isEqualTo(2);
        long observed = two.table.status(1).orElseThrow().lastChange();
        assertThat(site.seconds() - observed).isGreaterThan(68);
        assertThat(site.seconds() - renewed).isBetween(69L, 74L);
    }

    @Test
    void theOwnersTimeoutIsHonouredNotTheOwn() {
        SimulatedHost one = site.host(1, "host-1", 5).joined();
        SimulatedHost two = joined(2);
        one.acquire().value();
        site.pass(10);
        long renewed = site.delta(1).timestamp();
        one.die();
        two.table = new HostStatusTable(SimulatedSite.LOCKSPACE);
        assertThat(two.acquire().code()).isZero();
        assertThat(site.seconds() - renewed).isGreaterThan(100);
    }

    @Test
    void aLeaseIsTakenAtOnceWhenItsOwnerLeftOrCameBack() {
        SimulatedHost one = joined(1);
        SimulatedHost two = joined(2);
        PaxosLease lease = one.acquire().value();
        one.leave();
        Outcome<PaxosLease> taken = two.acquire();
        assertThat(taken.value().version()).isEqualTo(2);
        assertThat(taken.seconds()).isZero();
        assertThat(lease.version()).isEqualTo(1);

        two.die();
        SimulatedHost again = site.host(2, "host-2", 1).joined();
        Outcome<PaxosLease> own = again.acquire();
        assertThat(own.value().version()).isEqualTo(3);
        assertThat(own.seconds()).isZero();
        again.die();
        SimulatedHost third = site.host(2, "host-2", 1).joined();
        assertThat(third.member().generation()).isEqualTo(3);
        assertThat(joined(3).acquire().value().version()).isEqualTo(4);
    }

    @Test
    void anotherHostsValueFoundInABallotIsCommittedForIt() {
        SimulatedHost one = joined(1);
        site.plantBlock(9, PaxosBlock.accept(9009, 9, 1, 12345, 1));
        assertThat(one.acquire().code()).isEqualTo(LeaseCode.ACQUIRE_OTHER);
        assertThat(site.leader().ownerId()).isEqualTo(9);
        assertThat(site.leader().timestamp()).isEqualTo(12345);
        assertThat(site.leader().writeId()).isEqualTo(1);
        assertThat(one.acquire().value().version()).isEqualTo(2);
    }

    @Test
    void ourOwnValueFoundInAnothersBlockIsOurs() {
        SimulatedHost one = joined(1);
        site.plantBlock(9, PaxosBlock.accept(9009, 1, 1, 12345, 1));
        PaxosLease lease = one.acquire().value();
        assertThat(lease.leader().timestamp()).isEqualTo(12345);
    }

    @Test
    void aBlockOfANewerVersionHoldsTheBallotUpUntilItIsGone() {
        SimulatedHost one = joined(1);
        site.plantBlock(9, PaxosBlock.accept(9009, 9, 1, 12345, 9));
        Outcome<PaxosLease> slow = one.run(one.acquisition(PaxosRequest.PATIENT));
        site.pass(10);
        assertThat(slow.end).isNull();
        site.storage.poke(SimulatedSite.RESOURCE.privateOffset(9), java.nio.ByteBuffer.allocate(512));
        site.pass(3);
        assertThat(slow.value().version()).isEqualTo(1);
        assertThat(slow.value().block().ballot()).isGreaterThan(10001);
    }

    @Test
    void anInvalidBlockOrARecordOfSomethingElseIsRefused() {
        SimulatedHost one = joined(1);
        site.storage.poke(
                SimulatedSite.RESOURCE.privateOffset(9),
                java.nio.ByteBuffer.allocate(512).put(0, (byte) 1));
        assertThat(one.acquire().code()).isEqualTo(LeaseCode.BLOCK_CHECKSUM);
        site.storage.poke(SimulatedSite.RESOURCE.offset(), java.nio.ByteBuffer.allocate(512));
        assertThat(one.acquire().code()).isEqualTo(LeaseCode.LEADER_MAGIC);
    }

    @Test
    void aWrongVersionOrTooFewHostsAreRefused() {
        SimulatedHost two = joined(2);
        assertThat(two.finish(two.acquisition(new PaxosRequest(7, 0, true))).code())
                .isEqualTo(LeaseCode.ACQUIRE_VERSION);
        site.plantLeader(site.leader().edit().hostCount(1).seal());
        assertThat(two.acquire().code()).isEqualTo(LeaseCode.LEADER_HOST_COUNT);
    }

    @Test
    void aLeaderThatAnotherHostWroteIsFreedByTheOwnBlockAlone() {
        SimulatedHost one = joined(1);
        SimulatedHost two = joined(2);
        PaxosLease lease = one.acquire().value();
        site.plantLeader(site.leader().edit().writer(2, 1, 1).seal());
        LeaderRecord before = site.leader();
        assertThat(two.acquire().code()).isEqualTo(LeaseCode.ACQUIRE_OWNER_LIVE);
        assertThat(one.release(lease).value()).isFalse();
        assertThat(site.leader()).isEqualTo(before);
        assertThat(site.block(1).isReleased()).isTrue();
        assertThat(two.acquire().value().version()).isEqualTo(2);
    }

    @Test
    void aLeaseOfANewerGenerationThanOursIsNotOurs() {
        SimulatedHost one = joined(1);
        site.plantLeader(
                site.leader().edit().owner(1, 99).leaseVersion(3).timestamp(50).seal());
        assertThat(one.acquire().code()).isEqualTo(LeaseCode.ACQUIRE_OWNER_LIVE);
    }

    @Test
    void aReleaseOfWhatIsNotHeldChangesNothing() {
        SimulatedHost one = joined(1);
        PaxosLease lease = one.acquire().value();
        one.release(lease);
        LeaderRecord before = site.leader();
        assertThat(one.release(lease).code()).isEqualTo(LeaseCode.RELEASE_OWNER);
        assertThat(site.leader()).isEqualTo(before);
    }
}
