package io.holdfast.lease;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/// Frees the delta lease of a host whose power is confirmed to be off, on its behalf: timestamp 0; owner,
/// generation and name stay. Its resources can then be acquired at once instead of after its expiry.
///
/// Only what this host observed itself counts: the record must be the same in a read that is made now and in one
/// at least 2 x io_timeout + 2 s ago ([HostLeaseObservation#unchanged()], begun at the first suspicion), in which
/// time a host that lives renews. After the write the record is read back; if the host was alive after all and
/// wrote over it, or wrote before, the end is [LeaseCode#ACQUIRE_OWNER_LIVE] and the proof of its power-off is
/// void. Such a host finds its record changed at its next renewal and kills what depends on it.
///
/// Gives the free record. A crash half-way leaves either record. After [LeaseCode#TIMED_OUT] the write may still land,
/// and would then free the host id under the host's next generation: the host must not be switched on before the
/// write has ended ([UnsettledWrites]) or this host is off itself.
public final class HostLeaseFree extends LeaseMachine<LeaderRecord> {
    private final LockspaceArea area;
    private final long hostId;
    private final long generation;
    private final HostLeaseObservation.Unchanged observed;
    private final Membership observer;
    private final LeaseRules rules;

    /// Prepares.
    ///
    /// @param hostId of the dead host
    /// @param generation that is known to be dead
    /// @param observed what this host saw of it since the first suspicion
    /// @param observer this host, its own lease being live
    public HostLeaseFree(
            LockspaceArea area,
            long hostId,
            long generation,
            HostLeaseObservation.Unchanged observed,
            Membership observer,
            LeaseRules rules) {
        this.area = area;
        this.hostId = hostId;
        this.generation = generation;
        this.observed = observed;
        this.observer = observer;
        this.rules = rules;
    }

    private Duration patience() {
        return Duration.ofSeconds(observer.ioTimeout());
    }

    @Override
    Optional<Span> exclusiveSpan() {
        return Optional.of(new Span(
                LeaseStep.Place.LOCKSPACE,
                area.deltaOffset(hostId),
                area.geometry().sectorSize()));
    }

    @Override
    LeaseStep<LeaderRecord> start(long now) {
        LeaderRecord record = observed.record();
        if (hostId == observer.hostId() || record.ownerId() != hostId || record.ownerGeneration() != generation) {
            return fail(new LeaseFailure(
                    LeaseCode.INVALID,
                    "%s: what was observed is host %d generation %d, by host %d"
                            .formatted(attempt(), record.ownerId(), record.ownerGeneration(), observer.hostId())));
        }
        return readRecord(now, this::judge);
    }

    private LeaseStep<LeaderRecord> readRecord(long now, OnData<LeaderRecord> then) {
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

    private LeaseStep<LeaderRecord> judge(long now, ByteBuffer bytes) {
        LeaderRecord found = LeaderRecord.read(bytes, 0);
        LeaderRecord free = observed.record().edit().timestamp(0).seal();
        if (found.equals(free)) {
            return done(free);
        }
        if (!found.equals(observed.record())) {
            return alive(found);
        }
        int judged = rules.judgedIoTimeout(0, found.ioTimeout(), observer.ioTimeout());
        long evidence = rules.evidenceTime(issuedSeconds(), seconds(now));
        if (!rules.showsNoRenewal(observed.since(), evidence, judged)) {
            return fail(new LeaseFailure(
                    LeaseCode.ACQUIRE_OWNED_RETRY,
                    "%s: observed for %d s only, more than %d s are needed"
                            .formatted(attempt(), evidence - observed.since(), 2 * judged + 2)));
        }
        return write(
                now,
                LeaseStep.Place.LOCKSPACE,
                area.deltaOffset(hostId),
                free.sector(area.geometry().sectorSize()),
                patience(),
                at -> readRecord(at, (then, again) -> {
                    LeaderRecord left = LeaderRecord.read(again, 0);
                    return left.equals(free) ? done(free) : alive(left);
                }));
    }

    private String attempt() {
        return "Cannot free host id %d generation %d of lockspace \"%s\"".formatted(hostId, generation, area.name());
    }

    private LeaseStep<LeaderRecord> alive(LeaderRecord found) {
        return fail(new LeaseFailure(
                LeaseCode.ACQUIRE_OWNER_LIVE,
                "%s: it is alive and wrote %s; the proof that it is off is void".formatted(attempt(), found)));
    }

    @Override
    LeaseStep<LeaderRecord> failed(long now, int code) {
        return fail(LeaseFailures.io(code, attempt()));
    }
}
