package io.holdfast.lease;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Sets the leader of a resource free: timestamp 0; owner, generation and version stay. Does nothing to a leader
/// that another host wrote: the own block, marked released beforehand, is then what frees the lease, and a write
/// could hit a newer owner's leader. Gives whether the leader was written.
final class FreeLeader extends LeaseMachine<Boolean> {
    private final ResourceArea area;
    private final Membership member;
    private final @Nullable LeaderRecord last;

    /// Prepares.
    ///
    /// @param last the leader that is believed to be on disk, or null if that is not known
    FreeLeader(ResourceArea area, Membership member, @Nullable LeaderRecord last) {
        this.area = area;
        this.member = member;
        this.last = last;
    }

    private Duration patience() {
        return Duration.ofSeconds(member.ioTimeout());
    }

    @Override
    LeaseStep<Boolean> start(long now) {
        return read(
                now, LeaseStep.Place.RESOURCE, area.offset(), area.geometry().sectorSize(), patience(), this::judge);
    }

    private LeaseStep<Boolean> judge(long now, ByteBuffer bytes) {
        LeaderRecord found = LeaderRecord.read(bytes, 0);
        int wrong = found.checkPaxos(area.lockspace(), area.name(), 0);
        if (wrong != 0) {
            return failed(now, wrong);
        }
        if (found.writeId() != member.hostId()) {
            return done(false);
        }
        if (last != null && found.leaseVersion() != last.leaseVersion()) {
            return failed(now, LeaseCode.RELEASE_VERSION);
        }
        if (found.isFree()
                || found.ownerId() != member.hostId()
                || found.ownerGeneration() != member.generation()
                || (last != null && !found.equals(last))) {
            return failed(now, LeaseCode.RELEASE_OWNER);
        }
        LeaderRecord free = found.edit()
                .timestamp(0)
                .flags(found.flags() & ~LeaderRecord.SHORT_HOLD)
                .writer(member.hostId(), member.generation(), timestamp(now))
                .seal();
        return write(
                now,
                LeaseStep.Place.RESOURCE,
                area.offset(),
                free.sector(area.geometry().sectorSize()),
                patience(),
                at -> done(true));
    }

    @Override
    LeaseStep<Boolean> failed(long now, int code) {
        return fail(LeaseFailures.io(
                code, "Cannot free resource \"%s\" of lockspace \"%s\"".formatted(area.name(), area.lockspace())));
    }
}
