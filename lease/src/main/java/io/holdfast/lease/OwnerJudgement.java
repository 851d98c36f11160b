package io.holdfast.lease;

import io.holdfast.base.Clock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/// Decides whether the owner of a resource is gone, from its delta lease.
///
/// It is gone if its host id is free, has another owner or a newer generation, or if its delta lease did not
/// change for more than 8 x its io_timeout + 60 s: measured from when this host observed the last change, and
/// shown by a read that was issued after that. It is alive if its delta lease changes, or was found changed in
/// the latest look of the [HostStatusTable]; then the lease can still be had if another host wrote the leader and
/// the owner has marked its own block released.
///
/// An owner that is neither is watched, once a second, together with the leader.
final class OwnerJudgement extends LeaseMachine<OwnerJudgement.Verdict> {
    private final ResourceArea area;
    private final LockspaceArea lockspace;
    private final Membership member;
    private final LeaderRecord leader;
    private final boolean patient;
    private final LeaseRules rules;
    private final boolean changedAtLastCheck;
    private final int knownIoTimeout;

    /// The timestamp that is watched, 0 if none was seen yet.
    private long seen;

    /// When this host observed the watched timestamp, seconds.
    private long since;

    enum Verdict {
        /// The owner holds the lease no longer.
        GONE,
        /// The leader is not the one that was asked about.
        LEADER_CHANGED
    }

    OwnerJudgement(
            ResourceArea area,
            LockspaceArea lockspace,
            Membership member,
            HostStatusTable table,
            LeaderRecord leader,
            boolean patient,
            LeaseRules rules) {
        this.area = area;
        this.lockspace = lockspace;
        this.member = member;
        this.leader = leader;
        this.patient = patient;
        this.rules = rules;
        Optional<HostStatus> known = table.status(leader.ownerId());
        Optional<HostStatus> sameOwner = known.filter(status -> status.lastCheck() != 0
                && status.lastChange() != 0
                && status.ownerId() == leader.ownerId()
                && status.generation() == leader.ownerGeneration());
        this.changedAtLastCheck = known.filter(HostStatus::changedAtLastCheck).isPresent();
        this.knownIoTimeout = sameOwner.map(HostStatus::ioTimeout).orElse(0);
        this.seen = sameOwner.map(HostStatus::timestamp).orElse(0L);
        this.since = sameOwner.map(HostStatus::lastChange).orElse(0L);
    }

    private Duration patience() {
        return Duration.ofSeconds(member.ioTimeout());
    }

    @Override
    LeaseStep<Verdict> start(long now) {
        long owner = leader.ownerId();
        if (owner < 1 || owner > lockspace.geometry().maxHosts()) {
            return failed(now, LeaseCode.INVALID);
        }
        return read(
                now,
                LeaseStep.Place.LOCKSPACE,
                lockspace.deltaOffset(owner),
                lockspace.geometry().sectorSize(),
                patience(),
                this::judge);
    }

    private LeaseStep<Verdict> judge(long now, ByteBuffer bytes) {
        LeaderRecord delta = LeaderRecord.read(bytes, 0);
        int wrong = delta.checkDelta(lockspace.name());
        if (wrong != 0) {
            return failed(now, wrong);
        }
        if (delta.isFree()
                || delta.ownerId() != leader.ownerId()
                || Long.compareUnsigned(delta.ownerGeneration(), leader.ownerGeneration()) > 0) {
            return done(Verdict.GONE);
        }
        if (seen == 0) {
            seen = delta.timestamp();
            since = seconds(now);
            return patient ? watch(now) : failed(now, LeaseCode.ACQUIRE_OWNED_RETRY);
        }
        if (delta.timestamp() != seen || changedAtLastCheck) {
            return alive(now);
        }
        int judged = rules.judgedIoTimeout(knownIoTimeout, delta.ioTimeout(), member.ioTimeout());
        if (rules.isExpired(rules.evidenceTime(issuedSeconds(), seconds(now)), since, judged)) {
            return done(Verdict.GONE);
        }
        return patient ? watch(now) : failed(now, LeaseCode.ACQUIRE_OWNED_RETRY);
    }

    private LeaseStep<Verdict> alive(long now) {
        if (leader.writeId() == leader.ownerId()
                || leader.ownerId() > area.geometry().maxHosts()) {
            return failed(now, LeaseCode.ACQUIRE_OWNER_LIVE);
        }
        return read(
                now,
                LeaseStep.Place.RESOURCE,
                area.privateOffset(leader.ownerId()),
                area.geometry().sectorSize(),
                patience(),
                (at, bytes) -> PaxosBlock.read(bytes, 0).isReleased()
                        ? done(Verdict.GONE)
                        : failed(at, LeaseCode.ACQUIRE_OWNER_LIVE),
                (at, code) -> failed(at, LeaseCode.ACQUIRE_OWNER_LIVE));
    }

    private LeaseStep<Verdict> watch(long now) {
        return waitUntil(now + Clock.NANOS_PER_SECOND, this::readLeader, at -> failed(at, LeaseCode.ABORTED));
    }

    private LeaseStep<Verdict> readLeader(long now) {
        return read(
                now, LeaseStep.Place.RESOURCE, area.offset(), area.geometry().sectorSize(), patience(), (at, bytes) -> {
                    LeaderRecord found = LeaderRecord.read(bytes, 0);
                    int wrong = found.checkPaxos(area.lockspace(), area.name(), 0);
                    if (wrong != 0) {
                        return failed(at, wrong);
                    }
                    if (!found.equals(leader)) {
                        return done(Verdict.LEADER_CHANGED);
                    }
                    return rules.readsAgain() ? start(at) : judgeFromMemory(at);
                });
    }

    /// Never in production: what the guard [LeaseRules#readsAgain] is there to prevent.
    private LeaseStep<Verdict> judgeFromMemory(long now) {
        int judged = rules.judgedIoTimeout(knownIoTimeout, 0, member.ioTimeout());
        return rules.isExpired(seconds(now), since, judged) ? done(Verdict.GONE) : watch(now);
    }

    @Override
    LeaseStep<Verdict> failed(long now, int code) {
        return fail(LeaseFailures.io(code, "Cannot tell whether host %d is alive".formatted(leader.ownerId())));
    }
}
