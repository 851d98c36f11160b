package io.holdfast.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.lease.SimulatedHost.Outcome;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/// An exclusive acquisition and the shared marks of other hosts.
final class SharedMarksTest {
    private final SimulatedSite site = new SimulatedSite();
    private final SimulatedHost one = site.host(1, "host-1", 1).joined();
    private final SimulatedHost two = site.host(2, "host-2", 1).joined();

    private void mark(long hostId, long generation) {
        ByteBuffer sector = PaxosBlock.accept(2002, 2, 1, 5, 0).released().sector(512);
        sector.putInt(128, 1).putLong(136, generation);
        site.storage.poke(SimulatedSite.RESOURCE.privateOffset(hostId), sector);
    }

    @Test
    void aLiveSharedHolderIsRespected() {
        site.pass(5);
        mark(2, 1);
        Outcome<PaxosLease> refused = one.acquire();
        assertThat(refused.code()).isEqualTo(LeaseCode.AGAIN);
        assertThat(refused.failure().unfinished()).isNull();
        assertThat(site.leader().isFree()).isTrue();
        assertThat(site.leader().leaseVersion()).isEqualTo(1);
        assertThat(site.block(1).isReleased()).isTrue();
        assertThat(ModeBlock.read(site.storage.peek(SimulatedSite.RESOURCE.privateOffset(2), 512), 0))
                .isEqualTo(new ModeBlock(1, 1));
    }

    @Test
    void theMarkOfAnEarlierGenerationOrOfAHostThatLeftIsCleared() {
        site.pass(5);
        two.die();
        site.host(2, "host-2", 1).joined();
        site.pass(5);
        mark(2, 1);
        assertThat(one.acquire().code()).isZero();
        assertThat(site.storage.peek(SimulatedSite.RESOURCE.privateOffset(2), 512))
                .isEqualTo(ByteBuffer.allocate(512));
    }

    @Test
    void theMarkOfADeadHostIsClearedAfterItsExpiryOnly() {
        site.pass(5);
        mark(2, 1);
        long renewed = site.delta(2).timestamp();
        two.die();
        int code;
        do {
            site.pass(1);
            code = one.acquire().code();
        } while (code == LeaseCode.AGAIN);
        assertThat(code).isZero();
        assertThat(site.seconds() - renewed).isBetween(69L, 76L);
    }
}
