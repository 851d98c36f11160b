package io.holdfast.lease;

import io.holdfast.base.Clock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Takes a resource exclusively.
///
/// 1. Read the area. A lease that is free, or ours from an earlier generation, can be had; for another owner see
///    [OwnerJudgement].
/// 2. Decide the owner of the next version with single-decree Disk Paxos in the private sectors: write a promise,
///    read all; write the value of the highest accepted ballot, or our own, read all. Whenever a host with a
///    higher ballot number shows, wait a moment and start again with a higher number; when the leader changed,
///    start from 1. 3. Copy the decision to the leader, also if it is another host's. 4. Look at the shared marks
///    of other hosts: those of the dead are cleared; if one is alive, give the lease back.
///
/// From the first write of a value in step 2 until the end, other hosts may take it as decided. So every failure
/// after that is taken back ([PaxosRetract]), and what could not be taken back is told in
/// [LeaseFailure#unfinished()]. A crash is taken back by the next generation of this host or by its death.
public final class PaxosAcquire extends LeaseMachine<PaxosLease> {
    private static final long ATTENTION = Clock.NANOS_PER_SECOND;

    private final LockspaceArea lockspace;
    private final Membership member;
    private final HostStatusTable table;
    private final PaxosRequest request;
    private final LeaseRules rules;
    private final RandomGenerator random;
    private ResourceArea area;

    /// The leader that this attempt starts from.
    private LeaderRecord current = new LeaderRecord(new byte[LeaderRecord.BYTES]);

    private long highestBallot;
    private long next;
    private long ballot;

    /// The own block as last sent to the disk, null before the first.
    private @Nullable PaxosBlock block;

    /// Whether a value of ours was ever sent to the disk.
    private boolean proposed;

    private @Nullable LeaderRecord attempted;
    private List<Long> shared = List.of();

    /// Prepares.
    ///
    /// @param lockspace of the resource, joined by `member`
    /// @param table kept by the renewals of `member`
    /// @param random for the back-off between ballots, 0 to 1 s
    public PaxosAcquire(
            ResourceArea area,
            LockspaceArea lockspace,
            Membership member,
            HostStatusTable table,
            PaxosRequest request,
            LeaseRules rules,
            RandomGenerator random) {
        this.area = area;
        this.lockspace = lockspace;
        this.member = member;
        this.table = table;
        this.request = request;
        this.rules = rules;
        this.random = random;
    }

    @Override
    Optional<Span> exclusiveSpan() {
        return Optional.of(new Span(
                LeaseStep.Place.RESOURCE, area.offset(), area.geometry().areaSize()));
    }

    @Override
    LeaseStep<PaxosLease> start(long now) {
        return read(
                now, LeaseStep.Place.RESOURCE, area.offset(), area.geometry().areaSize(), patience(), this::survey);
    }

    private Duration patience() {
        return Duration.ofSeconds(member.ioTimeout());
    }

    private int sectorSize() {
        return area.geometry().sectorSize();
    }

    private LeaseStep<PaxosLease> survey(long now, ByteBuffer bytes) {
        LeaderRecord leader = LeaderRecord.read(bytes, 0);
        int wrong = check(leader);
        if (wrong != 0) {
            return failed(now, wrong);
        }
        LeaseGeometry geometry = LeaseGeometry.of(leader).orElse(null);
        if (geometry == null) {
            return failed(now, LeaseCode.LEADER_SECTOR_SIZE);
        }
        if (leader.hostCount() > geometry.maxHosts() || leader.maxHosts() != geometry.maxHosts()) {
            return failed(now, LeaseCode.LEADER_HOST_COUNT);
        }
        if (geometry != area.geometry()) {
            area = area.with(geometry);
            return start(now);
        }
        highestBallot = BallotView.highestBallot(bytes, geometry, leader.hostCount());
        if (highestBallot < 0) {
            return failed(now, LeaseCode.BLOCK_CHECKSUM);
        }
        current = leader;
        if (request.version() != 0 && request.version() != leader.leaseVersion()) {
            return failed(now, LeaseCode.ACQUIRE_VERSION);
        }
        boolean leftover = leader.ownerId() == member.hostId()
                && Long.compareUnsigned(leader.ownerGeneration(), member.generation()) <= 0;
        if (leader.isFree() || leftover) {
            prepare();
            return compareLeader(now, current);
        }
        return delegate(
                now,
                new OwnerJudgement(area, lockspace, member, table, current, request.patient(), rules),
                this::judged,
                (at, failure) -> failed(at, failure.code()));
    }

    private int check(LeaderRecord leader) {
        // A request for more hosts is how a host beyond their number gets in.
        long floor = request.hostCount() >= member.hostId() ? 0 : member.hostId();
        return leader.checkPaxos(area.lockspace(), area.name(), floor);
    }

    private LeaseStep<PaxosLease> judged(long now, OwnerJudgement.Verdict verdict) {
        return switch (verdict) {
            case LEADER_CHANGED -> start(now);
            case GONE -> {
                prepare();
                yield readLeader(now);
            }
        };
    }

    /// Ballot numbers are unique to a host (its id modulo the number of host ids) and grow for ever.
    private void prepare() {
        next = current.leaseVersion() + 1;
        long hosts = current.maxHosts();
        ballot = highestBallot == 0 ? member.hostId() : highestBallot - highestBallot % hosts + hosts + member.hostId();
    }

    private LeaseStep<PaxosLease> readLeader(long now) {
        return read(now, LeaseStep.Place.RESOURCE, area.offset(), sectorSize(), patience(), (at, bytes) -> {
            LeaderRecord leader = LeaderRecord.read(bytes, 0);
            int wrong = check(leader);
            return wrong == 0 ? compareLeader(at, leader) : failed(at, wrong);
        });
    }

    private LeaseStep<PaxosLease> compareLeader(long now, LeaderRecord leader) {
        if (leader.leaseVersion() == next) {
            return decidedByAnother(now, leader);
        }
        return leader.equals(current) ? promise(now) : start(now);
    }

    /// Another host finished the ballot for this version. If it found our value, it committed us; but only a
    /// value of this attempt counts: one of an earlier attempt has been marked released.
    private LeaseStep<PaxosLease> decidedByAnother(long now, LeaderRecord leader) {
        boolean ours = leader.ownerId() == member.hostId() && leader.ownerGeneration() == member.generation();
        if (!ours) {
            return failed(now, LeaseCode.ACQUIRE_OWNED);
        }
        PaxosBlock mine = block;
        if (!proposed || leader.isFree() || mine == null || mine.leaseVersion() != next) {
            return start(now);
        }
        attempted = leader;
        // The view in which the ballot was lost did not reach all hosts' shared marks.
        return read(now, LeaseStep.Place.RESOURCE, area.offset(), ballotBytes(), patience(), (at, bytes) -> {
            shared = BallotView.sharedHosts(bytes, area.geometry(), current.hostCount());
            return checkShared(at, new PaxosLease(area, leader, mine), 0);
        });
    }

    private LeaseStep<PaxosLease> promise(long now) {
        return writeBlock(now, PaxosBlock.promise(ballot, next), this::readPromises);
    }

    private LeaseStep<PaxosLease> writeBlock(long now, PaxosBlock mine, OnDone<PaxosLease> then) {
        block = mine;
        return write(
                now,
                LeaseStep.Place.RESOURCE,
                area.privateOffset(member.hostId()),
                mine.sector(sectorSize()),
                patience(),
                then,
                (at, code) -> giveUp(at, LeaseCode.BALLOT_WRITE, code));
    }

    /// A power of two of sectors that covers the leader, the request and all hosts.
    private int ballotBytes() {
        long sectors = Long.highestOneBit(current.hostCount() + 1) << 1;
        return (int) Math.min(sectors * sectorSize(), area.geometry().areaSize());
    }

    private LeaseStep<PaxosLease> view(long now, OnView then) {
        return read(
                now,
                LeaseStep.Place.RESOURCE,
                area.offset(),
                ballotBytes(),
                patience(),
                (at, bytes) -> {
                    BallotView seen = BallotView.of(bytes, area.geometry(), current.hostCount(), next, ballot);
                    return seen.abort() == 0 ? then.step(at, seen) : tryAgain(at);
                },
                (at, code) -> giveUp(at, LeaseCode.BALLOT_READ, code));
    }

    private interface OnView {
        LeaseStep<PaxosLease> step(long now, BallotView view);
    }

    private LeaseStep<PaxosLease> readPromises(long now) {
        return view(now, this::accept);
    }

    private LeaseStep<PaxosLease> accept(long now, BallotView view) {
        shared = view.shared();
        PaxosBlock earlier = view.accepted();
        PaxosBlock mine = earlier == null
                ? PaxosBlock.accept(ballot, member.hostId(), member.generation(), timestamp(now), next)
                : PaxosBlock.accept(
                        ballot, earlier.ownerId(), earlier.ownerGeneration(), earlier.ownerTimestamp(), next);
        proposed = true;
        return writeBlock(now, mine, at -> view(at, (then, _) -> commit(then, mine)));
    }

    private LeaseStep<PaxosLease> tryAgain(long now) {
        ballot += current.maxHosts();
        return waitUntil(
                now + (long) (random.nextDouble() * ATTENTION),
                this::readLeader,
                at -> giveUp(at, LeaseCode.ABORTED, LeaseCode.ABORTED));
    }

    private LeaseStep<PaxosLease> commit(long now, PaxosBlock mine) {
        boolean ours = mine.ownerId() == member.hostId();
        LeaderEdit edit = current.edit()
                .leaseVersion(mine.leaseVersion())
                .owner(mine.ownerId(), mine.ownerGeneration())
                .timestamp(mine.ownerTimestamp())
                .writer(member.hostId(), member.generation(), timestamp(now));
        if (request.hostCount() != 0) {
            edit.hostCount(Math.min(request.hostCount(), current.maxHosts()));
        }
        if (ours) {
            edit.flags(current.flags() & ~LeaderRecord.SHORT_HOLD);
        }
        LeaderRecord leader = edit.seal();
        attempted = leader;
        return write(
                now,
                LeaseStep.Place.RESOURCE,
                area.offset(),
                leader.sector(sectorSize()),
                patience(),
                at -> ours
                        ? checkShared(at, new PaxosLease(area, leader, mine), 0)
                        : failed(at, LeaseCode.ACQUIRE_OTHER),
                (at, code) -> giveUp(at, code, code));
    }

    /// Looks at the marks from the `index`th on.
    private LeaseStep<PaxosLease> checkShared(long now, PaxosLease won, int index) {
        if (index == shared.size()) {
            return done(won);
        }
        long host = shared.get(index);
        if (host == member.hostId()) {
            return checkShared(now, won, index + 1);
        }
        return read(now, LeaseStep.Place.RESOURCE, area.privateOffset(host), sectorSize(), patience(), (at, bytes) -> {
            ModeBlock mark = ModeBlock.read(bytes, 0);
            if (!mark.isShared() || mark.generation() == 0) {
                return checkShared(at, won, index + 1);
            }
            boolean dead = table.status(host)
                    .filter(status -> status.isProvenDead(mark.generation(), seconds(at), member.ioTimeout(), rules))
                    .isPresent();
            return dead ? clearMark(at, won, index, host) : giveUp(at, LeaseCode.AGAIN, LeaseCode.AGAIN);
        });
    }

    private LeaseStep<PaxosLease> clearMark(long now, PaxosLease won, int index, long host) {
        return write(
                now,
                LeaseStep.Place.RESOURCE,
                area.privateOffset(host),
                ByteBuffer.allocate(sectorSize()),
                patience(),
                at -> checkShared(at, won, index + 1));
    }

    @Override
    LeaseStep<PaxosLease> failed(long now, int code) {
        return switch (code) {
            // The version was decided for another host, or none of our values is in play: nothing to take back.
            case LeaseCode.ACQUIRE_OWNED,
                    LeaseCode.ACQUIRE_OTHER,
                    LeaseCode.ACQUIRE_OWNER_LIVE,
                    LeaseCode.ACQUIRE_OWNED_RETRY,
                    LeaseCode.ACQUIRE_VERSION -> fail(failure(code, null));
            default -> giveUp(now, code, code);
        };
    }

    /// Ends with `code`, taking back what may be visible to others.
    ///
    /// @param cause what the disk said; after a time-out a write may still land, and taking back once is not
    ///     enough
    private LeaseStep<PaxosLease> giveUp(long now, int code, int cause) {
        PaxosBlock mine = block;
        if (!proposed || mine == null) {
            return fail(failure(code, null));
        }
        Retraction retraction = new Retraction(mine, attempted);
        boolean inFlight = cause == LeaseCode.TIMED_OUT;
        return delegate(
                now,
                new PaxosRetract(area, member, retraction),
                (at, _) -> fail(failure(code, inFlight ? retraction : null)),
                (at, _) -> fail(failure(code, retraction)));
    }

    private LeaseFailure failure(int code, @Nullable Retraction unfinished) {
        String why = AcquireFailures.describe(code, current);
        return new LeaseFailure(
                code,
                "Cannot acquire resource \"%s\" of lockspace \"%s\": %s".formatted(area.name(), area.lockspace(), why),
                unfinished);
    }
}
