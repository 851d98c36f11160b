package io.holdfast.lease;

import java.time.Duration;
import java.util.Optional;

/// Takes back what an acquisition with an uncertain outcome may have left: marks the own block released, with the
/// values that were or may still be on disk, and frees the leader if this host wrote it.
///
/// The values must stay in the block. Another host may have read them in the middle of a ballot; and a leader
/// that is still in flight may land over a newer one, which only the blocks of that version can put right.
///
/// After a failure with [LeaseCode#TIMED_OUT], [LeaseCode#AGAIN] or an errno the same is to be tried again, and
/// the resource must not be acquired by this host in between.
public final class PaxosRetract extends LeaseMachine<Boolean> {
    private final ResourceArea area;
    private final Membership member;
    private final Retraction retraction;

    /// Prepares to take back what is named in a [LeaseFailure#unfinished()].
    public PaxosRetract(ResourceArea area, Membership member, Retraction retraction) {
        this.area = area;
        this.member = member;
        this.retraction = retraction;
    }

    @Override
    Optional<Span> exclusiveSpan() {
        return Optional.of(new Span(
                LeaseStep.Place.RESOURCE, area.offset(), area.geometry().areaSize()));
    }

    @Override
    LeaseStep<Boolean> start(long now) {
        return write(
                now,
                LeaseStep.Place.RESOURCE,
                area.privateOffset(member.hostId()),
                retraction.block().released().sector(area.geometry().sectorSize()),
                Duration.ofSeconds(member.ioTimeout()),
                this::freeLeader);
    }

    private LeaseStep<Boolean> freeLeader(long now) {
        return delegate(
                now,
                new FreeLeader(area, member, retraction.leader()),
                (at, wrote) -> done(wrote),
                (at, failure) -> switch (failure.code()) {
                    // The leader is not the one that was attempted, or is free already: there is nothing to take back.
                    case LeaseCode.RELEASE_VERSION, LeaseCode.RELEASE_OWNER -> done(false);
                    default -> fail(failure);
                });
    }

    @Override
    LeaseStep<Boolean> failed(long now, int code) {
        return fail(LeaseFailures.io(
                code,
                "Cannot take the attempt to acquire resource \"%s\" of lockspace \"%s\" back"
                        .formatted(area.name(), area.lockspace())));
    }
}
