package io.holdfast.lease;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps a host id: what is carried from one renewal to the next. Each [#attempt] is a machine that reads the
/// whole lockspace, tells the [HostStatusTable] what it saw (also if the rest fails: a host that can read but not
/// write must keep watching the others), checks that the own record is untouched and writes it with the present
/// time.
///
/// The own record is compared with the last one written, all 200 bytes, unless the attempt before failed: its
/// write may have landed or not. Owner, generation and name are compared always. Attempts follow one another; two
/// at a time are not allowed.
///
/// The write has 8 x io_timeout + 60 s to complete, more than this host can live without it: as long as it is in
/// flight nothing else may be written to the sector, for storage could put the two in the other order.
public final class DeltaRenewal {
    private final LockspaceArea area;
    private final Membership member;
    private final HostStatusTable table;
    private final LeaseRules rules;
    private DeltaLease last;
    private boolean previousSucceeded = true;
    private boolean previousReadTimedOut;

    /// Starts from an acquired host id.
    public DeltaRenewal(LockspaceArea area, DeltaLease acquired, HostStatusTable table, LeaseRules rules) {
        this.area = area;
        this.member = acquired.membership();
        this.table = table;
        this.rules = rules;
        this.last = acquired;
    }

    /// Returns the last record known to be on disk.
    public DeltaLease last() {
        return last;
    }

    /// Returns a machine for the next renewal.
    public LeaseMachine<DeltaLease> attempt() {
        return new Attempt();
    }

    /// Returns a machine that gives the host id up, or nothing if the last attempt failed: what is on disk is
    /// then not known, and the record is left to expire.
    public Optional<LeaseMachine<LeaderRecord>> release() {
        return previousSucceeded
                ? Optional.of(new DeltaRelease(area, last.record(), member.ioTimeout()))
                : Optional.empty();
    }

    private final class Attempt extends LeaseMachine<DeltaLease> {
        private @Nullable LeaderRecord written;
        private long sampled;

        @Override
        LeaseStep<DeltaLease> start(long now) {
            if (!previousReadTimedOut) {
                return readArea(now);
            }
            previousReadTimedOut = false;
            return awaitLateRead(patience(), this::seenLate, (at, code) -> readArea(at));
        }

        private Duration patience() {
            return Duration.ofSeconds(member.ioTimeout());
        }

        private LeaseStep<DeltaLease> readArea(long now) {
            return read(
                    now,
                    LeaseStep.Place.LOCKSPACE,
                    area.offset(),
                    area.geometry().areaSize(),
                    patience(),
                    (at, bytes) -> seen(at, issuedSeconds(), bytes),
                    (at, code) -> {
                        previousReadTimedOut = code == LeaseCode.TIMED_OUT;
                        return failed(at, code);
                    });
        }

        /// Nobody may rely on when this read was issued, so it is dated as far back as it can be.
        private LeaseStep<DeltaLease> seenLate(long now, ByteBuffer bytes) {
            return seen(now, Math.max(0, seconds(now) - 2L * member.ioTimeout() - 1), bytes);
        }

        private LeaseStep<DeltaLease> seen(long now, long issued, ByteBuffer bytes) {
            table.observe(issued, seconds(now), bytes);
            LeaderRecord found = LeaderRecord.read(bytes, area.geometry().deltaOffset(member.hostId()));
            int wrong = found.checkDelta(area.name());
            if (wrong != 0) {
                return failed(now, wrong);
            }
            LeaderRecord mine = last.record();
            if (found.ownerId() != mine.ownerId()
                    || found.ownerGeneration() != mine.ownerGeneration()
                    || !found.hasSameRawName(mine)) {
                return altered(LeaseCode.RENEW_OWNER, found);
            }
            if (previousSucceeded && !found.equals(mine)) {
                return altered(LeaseCode.RENEW_DIFFERENT, found);
            }
            return renew(now, found);
        }

        private LeaseStep<DeltaLease> renew(long now, LeaderRecord found) {
            sampled = timestamp(now);
            LeaderRecord renewed = found.edit()
                    .timestamp(sampled)
                    .ioTimeout(member.ioTimeout())
                    .writer(0, 0, 0)
                    .seal();
            written = renewed;
            return write(
                    now,
                    LeaseStep.Place.LOCKSPACE,
                    area.deltaOffset(member.hostId()),
                    renewed.sector(area.geometry().sectorSize()),
                    Duration.ofSeconds(rules.deathAge(member.ioTimeout())),
                    this::renewed);
        }

        private LeaseStep<DeltaLease> renewed(long now) {
            if (written != null) {
                last = new DeltaLease(written, sampled);
            }
            previousSucceeded = true;
            return done(last);
        }

        private LeaseStep<DeltaLease> altered(int code, LeaderRecord found) {
            previousSucceeded = false;
            return fail(new LeaseFailure(
                    code,
                    "Cannot renew host id %d of lockspace \"%s\": somebody changed its record from %s to %s"
                            .formatted(member.hostId(), area.name(), last.record(), found)));
        }

        @Override
        LeaseStep<DeltaLease> failed(long now, int code) {
            previousSucceeded = false;
            return fail(LeaseFailures.io(
                    code, "Cannot renew host id %d of lockspace \"%s\"".formatted(member.hostId(), area.name())));
        }
    }
}
