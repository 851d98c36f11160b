package io.holdfast.lease;

import io.holdfast.base.Clock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/// Takes a host id: writes the own name into its delta lease and makes sure that nobody else does.
///
/// 1. Read the record. If it is free, or carries the own name (this machine came back), go to 3.
/// 2. Watch it for as long as its owner may live: 8 x its io_timeout + 60 s. If it changed and is not free, the
///    id is busy. 3. Write the record with the own name, generation + 1, the time. 4. Wait 2 x the *previous*
///    io_timeout, in which anybody who read the record before our write has written his, and read: if it is what
///    was written, the id is held.
///
/// A crash at any point leaves a record that a host of the same name takes over at once and others after its
/// expiry. A write that timed out may land later: the record then carries our name, and the next acquisition by
/// us finds it. Giving up during the wait of step 4 frees the record again.
public final class DeltaAcquire extends LeaseMachine<DeltaLease> {
    private final LockspaceArea area;
    private final long hostId;
    private final LeaseName ownerName;
    private final int ioTimeout;
    private final LeaseRules rules;

    private LeaderRecord current = new LeaderRecord(new byte[LeaderRecord.BYTES]);

    /// The io_timeout found on disk, by which both waits are measured.
    private int previousIoTimeout;

    private long watchedSince;
    private long sampled;

    /// Prepares.
    ///
    /// @param hostId 1 to the greatest of the geometry
    /// @param ownerName unique to this machine and the same after a restart, see [LeaseName#ofHost]
    /// @param ioTimeout seconds, 1..255
    public DeltaAcquire(LockspaceArea area, long hostId, LeaseName ownerName, int ioTimeout, LeaseRules rules) {
        if (ioTimeout < 1 || ioTimeout > 255) {
            throw new IllegalArgumentException("The io_timeout of a lockspace is 1 to 255 s, not " + ioTimeout);
        }
        this.area = area;
        this.hostId = hostId;
        this.ownerName = ownerName;
        this.ioTimeout = ioTimeout;
        this.rules = rules;
    }

    private Duration patience() {
        return Duration.ofSeconds(ioTimeout);
    }

    private LeaseStep<DeltaLease> readRecord(long now, OnData<DeltaLease> then) {
        return read(
                now,
                LeaseStep.Place.LOCKSPACE,
                area.deltaOffset(hostId),
                area.geometry().sectorSize(),
                patience(),
                (at, bytes) -> {
                    int wrong = LeaderRecord.read(bytes, 0).checkDelta(area.name());
                    return wrong == 0 ? then.step(at, bytes) : failed(at, wrong);
                });
    }

    @Override
    Optional<Span> exclusiveSpan() {
        return Optional.of(new Span(
                LeaseStep.Place.LOCKSPACE,
                area.deltaOffset(hostId),
                area.geometry().sectorSize()));
    }

    @Override
    LeaseStep<DeltaLease> start(long now) {
        return readRecord(now, this::judge);
    }

    private LeaseStep<DeltaLease> judge(long now, ByteBuffer bytes) {
        current = LeaderRecord.read(bytes, 0);
        previousIoTimeout = current.ioTimeout() == 0 ? ioTimeout : current.ioTimeout();
        if (current.isFree() || current.resourceName().equals(ownerName)) {
            return claim(now);
        }
        watchedSince = seconds(now);
        return watch(now);
    }

    /// Waits until the deadline, then in small steps until a read was issued after it.
    private LeaseStep<DeltaLease> watch(long now) {
        long deadline = (watchedSince + rules.deathAge(previousIoTimeout)) * Clock.NANOS_PER_SECOND;
        return waitUntil(
                Math.max(deadline, now + Clock.NANOS_PER_SECOND / 4),
                at -> readRecord(at, this::judgeAgain),
                this::cancelled);
    }

    private LeaseStep<DeltaLease> judgeAgain(long now, ByteBuffer bytes) {
        LeaderRecord found = LeaderRecord.read(bytes, 0);
        if (!found.equals(current) && !found.isFree()) {
            return busy("its record changed from %s to %s".formatted(current, found));
        }
        boolean expired =
                rules.isExpired(rules.evidenceTime(issuedSeconds(), seconds(now)), watchedSince, previousIoTimeout);
        if (!found.isFree() && !expired) {
            return watch(now);
        }
        current = found;
        return claim(now);
    }

    private LeaseStep<DeltaLease> claim(long now) {
        sampled = timestamp(now);
        current = current.edit()
                .timestamp(sampled)
                .ioTimeout(ioTimeout)
                .owner(hostId, current.ownerGeneration() + 1)
                .resourceName(ownerName)
                .seal();
        return writeRecord(now, this::settle);
    }

    private LeaseStep<DeltaLease> writeRecord(long now, OnDone<DeltaLease> then) {
        return write(
                now,
                LeaseStep.Place.LOCKSPACE,
                area.deltaOffset(hostId),
                current.sector(area.geometry().sectorSize()),
                patience(),
                then);
    }

    /// Counted from the completion of the write, rounded up: others that read before it have had their time.
    private LeaseStep<DeltaLease> settle(long now) {
        return waitUntil(
                now + 2L * previousIoTimeout * Clock.NANOS_PER_SECOND,
                at -> readRecord(at, this::confirm),
                this::giveBack);
    }

    private LeaseStep<DeltaLease> confirm(long now, ByteBuffer bytes) {
        LeaderRecord found = LeaderRecord.read(bytes, 0);
        if (!found.equals(current)) {
            return busy("another host wrote %s over %s".formatted(found, current));
        }
        return done(new DeltaLease(current, sampled));
    }

    private LeaseStep<DeltaLease> giveBack(long now) {
        current = current.edit().timestamp(0).seal();
        return writeRecord(now, this::cancelled);
    }

    private LeaseStep<DeltaLease> busy(String why) {
        return fail(new LeaseFailure(
                LeaseCode.HOST_ID_BUSY,
                "Cannot take host id %d of lockspace \"%s\": %s".formatted(hostId, area.name(), why)));
    }

    private LeaseStep<DeltaLease> cancelled(long now) {
        return fail(new LeaseFailure(
                LeaseCode.CANCELLED, "Gave up taking host id %d of lockspace \"%s\"".formatted(hostId, area.name())));
    }

    @Override
    LeaseStep<DeltaLease> failed(long now, int code) {
        return fail(
                LeaseFailures.io(code, "Cannot take host id %d of lockspace \"%s\"".formatted(hostId, area.name())));
    }
}
