package io.holdfast.lease;

import java.time.Duration;

/// Gives a host id up: writes the last record with timestamp 0, everything else kept, without reading first. Only
/// for a record that is known to be on disk. Gives the record that was written.
public final class DeltaRelease extends LeaseMachine<LeaderRecord> {
    private final LockspaceArea area;
    private final LeaderRecord free;
    private final int ioTimeout;

    DeltaRelease(LockspaceArea area, LeaderRecord last, int ioTimeout) {
        this.area = area;
        this.free = last.edit().timestamp(0).seal();
        this.ioTimeout = ioTimeout;
    }

    @Override
    LeaseStep<LeaderRecord> start(long now) {
        return write(
                now,
                LeaseStep.Place.LOCKSPACE,
                area.deltaOffset(free.ownerId()),
                free.sector(area.geometry().sectorSize()),
                Duration.ofSeconds(ioTimeout),
                at -> done(free));
    }

    @Override
    LeaseStep<LeaderRecord> failed(long now, int code) {
        return fail(LeaseFailures.io(
                code, "Cannot give host id %d of lockspace \"%s\" up".formatted(free.ownerId(), area.name())));
    }
}
