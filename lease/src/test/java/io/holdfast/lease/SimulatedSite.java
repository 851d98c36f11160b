package io.holdfast.lease;

import io.holdfast.base.SimulatedClock;
import io.holdfast.base.SimulatedDisk;
import io.holdfast.base.SimulatedStorage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Hosts on virtual time around one disk: a lockspace at byte 0 and a resource at 1 MiB.
final class SimulatedSite {
    static final int MIB = 1 << 20;
    static final LeaseName SPACE = LeaseName.of("LS1");
    static final LockspaceArea LOCKSPACE = new LockspaceArea(SPACE, LeaseGeometry.SECTOR_512_AREA_1M, 0);
    static final ResourceArea RESOURCE =
            new ResourceArea(SPACE, LeaseName.of("RES1"), LeaseGeometry.SECTOR_512_AREA_1M, MIB);

    final SimulatedClock clock = new SimulatedClock(1_000_300_000_000L);
    final SimulatedStorage storage = new SimulatedStorage(2 * MIB, 512);
    final List<SimulatedHost> hosts = new ArrayList<>();

    SimulatedSite() {
        storage.poke(0, LOCKSPACE.format(10));
        storage.poke(MIB, RESOURCE.format(0));
    }

    SimulatedHost host(int id) {
        return host(id, "host-" + id, 10);
    }

    SimulatedHost host(int id, String name, int ioTimeout) {
        return host(id, name, ioTimeout, SimulatedDisk.Behaviour.steady(Duration.ofMillis(10)));
    }

    SimulatedHost host(int id, String name, int ioTimeout, SimulatedDisk.Behaviour behaviour) {
        SimulatedHost host = new SimulatedHost(this, id, name, ioTimeout, behaviour);
        hosts.add(host);
        return host;
    }

    void pass(long seconds) {
        clock.advance(Duration.ofSeconds(seconds));
    }

    long seconds() {
        return clock.monotonicSeconds();
    }

    LeaderRecord delta(long hostId) {
        return LeaderRecord.read(storage.peek(LOCKSPACE.deltaOffset(hostId), 512), 0);
    }

    LeaderRecord leader() {
        return LeaderRecord.read(storage.peek(RESOURCE.offset(), 512), 0);
    }

    PaxosBlock block(long hostId) {
        return PaxosBlock.read(storage.peek(RESOURCE.privateOffset(hostId), 512), 0);
    }

    void plantDelta(long hostId, LeaderRecord record) {
        ByteBuffer sector = storage.peek(LOCKSPACE.deltaOffset(hostId), 512);
        sector.put(0, record.sector(LeaderRecord.BYTES), 0, LeaderRecord.BYTES);
        storage.poke(LOCKSPACE.deltaOffset(hostId), sector);
    }

    void plantLeader(LeaderRecord record) {
        storage.poke(RESOURCE.offset(), record.sector(512));
    }

    void plantBlock(long hostId, PaxosBlock block) {
        storage.poke(RESOURCE.privateOffset(hostId), block.sector(512));
    }
}
