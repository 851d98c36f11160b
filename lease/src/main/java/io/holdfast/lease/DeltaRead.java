package io.holdfast.lease;

import java.nio.ByteBuffer;
import java.time.Duration;

/// Reads and checks the delta lease of one host id.
public final class DeltaRead extends LeaseMachine<DeltaRead.Seen> {
    private final LockspaceArea area;
    private final long hostId;
    private final Duration patience;

    /// What was read.
    ///
    /// @param record checked
    /// @param issued when the read was issued, seconds of the own monotonic clock
    /// @param completed when its data arrived
    public record Seen(LeaderRecord record, long issued, long completed) {}

    /// Prepares.
    ///
    /// @param hostId 1 to the greatest of the geometry
    public DeltaRead(LockspaceArea area, long hostId, Duration patience) {
        this.area = area;
        this.hostId = hostId;
        this.patience = patience;
    }

    @Override
    LeaseStep<Seen> start(long now) {
        return read(
                now,
                LeaseStep.Place.LOCKSPACE,
                area.deltaOffset(hostId),
                area.geometry().sectorSize(),
                patience,
                this::judge);
    }

    private LeaseStep<Seen> judge(long now, ByteBuffer bytes) {
        LeaderRecord record = LeaderRecord.read(bytes, 0);
        int wrong = record.checkDelta(area.name());
        return wrong == 0 ? done(new Seen(record, issuedSeconds(), seconds(now))) : failed(now, wrong);
    }

    @Override
    LeaseStep<Seen> failed(long now, int code) {
        return fail(LeaseFailures.io(
                code, "Cannot read the delta lease of host id %d in lockspace \"%s\"".formatted(hostId, area.name())));
    }
}
