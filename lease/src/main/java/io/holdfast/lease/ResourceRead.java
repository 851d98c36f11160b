package io.holdfast.lease;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Reads who holds a resource, without taking anything and without judging whether they live.
public final class ResourceRead extends LeaseMachine<ResourceRead.Holders> {
    private final LeaseName lockspace;
    private final LeaseName name;
    private final long offset;
    private final Duration patience;

    /// A host that holds the resource.
    ///
    /// @param timestamp of the owner's clock when it took it; 0 for a shared holder
    public record Holder(long hostId, long generation, long timestamp, boolean shared) {}

    /// What was read.
    ///
    /// @param area where it lies, with the geometry found there
    /// @param leader checked
    /// @param holders the owner first, if there is one
    public record Holders(ResourceArea area, LeaderRecord leader, List<Holder> holders) {}

    /// Prepares.
    ///
    /// @param offset bytes from the start of the disk
    public ResourceRead(LeaseName lockspace, LeaseName name, long offset, Duration patience) {
        this.lockspace = lockspace;
        this.name = name;
        this.offset = offset;
        this.patience = patience;
    }

    @Override
    LeaseStep<Holders> start(long now) {
        return read(now, LeaseStep.Place.RESOURCE, offset, 4096, patience, this::measure);
    }

    private LeaseStep<Holders> measure(long now, ByteBuffer bytes) {
        LeaderRecord leader = LeaderRecord.read(bytes, 0);
        int wrong = leader.checkPaxos(lockspace, name, 0);
        if (wrong != 0) {
            return failed(now, wrong);
        }
        LeaseGeometry geometry = LeaseGeometry.of(leader).orElse(null);
        if (geometry == null || leader.hostCount() < 0 || leader.hostCount() > geometry.maxHosts()) {
            return failed(now, LeaseCode.LEADER_SECTOR_SIZE);
        }
        return read(
                now,
                LeaseStep.Place.RESOURCE,
                offset,
                geometry.areaSize(),
                patience,
                (at, area) -> holders(at, geometry, area));
    }

    private LeaseStep<Holders> holders(long now, LeaseGeometry geometry, ByteBuffer bytes) {
        LeaderRecord leader = LeaderRecord.read(bytes, 0);
        int wrong = leader.checkPaxos(lockspace, name, 0);
        if (wrong != 0) {
            return failed(now, wrong);
        }
        List<Holder> holders = new ArrayList<>();
        if (!leader.isFree() && leader.ownerId() != 0) {
            holders.add(new Holder(leader.ownerId(), leader.ownerGeneration(), leader.timestamp(), false));
        }
        for (long host : BallotView.sharedHosts(bytes, geometry, leader.hostCount())) {
            if (leader.isFree() || host != leader.ownerId()) {
                long generation =
                        ModeBlock.read(bytes, geometry.privateOffset(host)).generation();
                holders.add(new Holder(host, generation, 0, true));
            }
        }
        return done(new Holders(new ResourceArea(lockspace, name, geometry, offset), leader, List.copyOf(holders)));
    }

    @Override
    LeaseStep<Holders> failed(long now, int code) {
        return fail(
                LeaseFailures.io(code, "Cannot read resource \"%s\" of lockspace \"%s\"".formatted(name, lockspace)));
    }
}
