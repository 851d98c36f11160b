package io.holdfast.lease;

import java.time.Duration;
import java.util.Optional;

/// Gives a resource up: first the own block is marked released, its values kept, then the leader is set free.
/// Gives whether the leader was written; if another host wrote it, the mark alone frees the lease.
///
/// After a failure with [LeaseCode#TIMED_OUT] or [LeaseCode#AGAIN] the same is to be tried again, by a new
/// machine, until it ends otherwise, and the resource must not be acquired by this host in between. A crash
/// half-way leaves a lease that ends with this host's generation.
public final class PaxosRelease extends LeaseMachine<Boolean> {
    private final PaxosLease lease;
    private final Membership member;
    private int markFailure;

    /// Prepares to release what [PaxosAcquire] gave to the same member.
    public PaxosRelease(PaxosLease lease, Membership member) {
        this.lease = lease;
        this.member = member;
    }

    @Override
    Optional<Span> exclusiveSpan() {
        return Optional.of(new Span(
                LeaseStep.Place.RESOURCE,
                lease.area().offset(),
                lease.area().geometry().areaSize()));
    }

    @Override
    LeaseStep<Boolean> start(long now) {
        return write(
                now,
                LeaseStep.Place.RESOURCE,
                lease.area().privateOffset(member.hostId()),
                lease.block().released().sector(lease.area().geometry().sectorSize()),
                Duration.ofSeconds(member.ioTimeout()),
                this::freeLeader,
                (at, code) -> {
                    markFailure = code;
                    return freeLeader(at);
                });
    }

    private LeaseStep<Boolean> freeLeader(long now) {
        return delegate(
                now, new FreeLeader(lease.area(), member, lease.leader()), this::freed, (at, failure) -> fail(failure));
    }

    private LeaseStep<Boolean> freed(long now, Boolean wrote) {
        return markFailure == 0 || wrote ? done(wrote) : failed(now, markFailure);
    }

    @Override
    LeaseStep<Boolean> failed(long now, int code) {
        return fail(LeaseFailures.io(
                code,
                "Cannot mark resource \"%s\" of lockspace \"%s\" released"
                        .formatted(lease.area().name(), lease.area().lockspace())));
    }
}
