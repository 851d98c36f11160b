package io.holdfast.lease;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/// Formats a resource with one write of its area: a free lease that was never held, or a cleared place. It does
/// not look whether somebody holds what is there: the caller knows that nobody does.
public final class ResourceInit extends LeaseMachine<ResourceArea> {
    private final ResourceArea area;
    private final long hostCount;
    private final boolean cleared;
    private final Duration patience;

    private ResourceInit(ResourceArea area, long hostCount, boolean cleared, Duration patience) {
        this.area = area;
        this.hostCount = hostCount;
        this.cleared = cleared;
        this.patience = patience;
    }

    /// Prepares a new lease.
    ///
    /// @param hostCount hosts that may take part; 0 or too many means all that the geometry allows
    /// @param patience for the write, usually [LockspaceInit#PATIENCE]
    public static ResourceInit free(ResourceArea area, long hostCount, Duration patience) {
        return new ResourceInit(area, hostCount, false, patience);
    }

    /// Prepares a place that nobody can acquire.
    public static ResourceInit cleared(ResourceArea area, Duration patience) {
        return new ResourceInit(area, 0, true, patience);
    }

    @Override
    Optional<Span> exclusiveSpan() {
        return Optional.of(new Span(
                LeaseStep.Place.RESOURCE, area.offset(), area.geometry().areaSize()));
    }

    @Override
    LeaseStep<ResourceArea> start(long now) {
        ByteBuffer image = cleared ? area.formatCleared(hostCount, timestamp(now)) : area.format(hostCount);
        return write(now, LeaseStep.Place.RESOURCE, area.offset(), image, patience, at -> done(area));
    }

    @Override
    LeaseStep<ResourceArea> failed(long now, int code) {
        return fail(LeaseFailures.io(
                code, "Cannot format resource \"%s\" of lockspace \"%s\"".formatted(area.name(), area.lockspace())));
    }
}
