package io.holdfast.lease;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/// Formats a lockspace: a free delta lease for each host id. The area is written with the first record's magic
/// number missing, then the first sector with it, so a crash in between leaves no lockspace. Everything there is
/// lost: the resources of a lockspace that existed must be formatted again too, for generations start anew.
public final class LockspaceInit extends LeaseMachine<LockspaceArea> {
    /// How long each of the two writes may take unless said otherwise.
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LockspaceArea area;
    private final ByteBuffer image;
    private final Duration patience;

    /// Prepares.
    ///
    /// @param ioTimeout seconds by which a record is judged that no host has written yet
    public LockspaceInit(LockspaceArea area, int ioTimeout, Duration patience) {
        this.area = area;
        this.image = area.format(ioTimeout);
        this.patience = patience;
    }

    @Override
    Optional<Span> exclusiveSpan() {
        return Optional.of(new Span(
                LeaseStep.Place.LOCKSPACE, area.offset(), area.geometry().areaSize()));
    }

    @Override
    LeaseStep<LockspaceArea> start(long now) {
        ByteBuffer hidden = ByteBuffer.allocate(image.capacity()).put(0, image, 0, image.capacity());
        hidden.putInt(0, 0);
        return write(now, LeaseStep.Place.LOCKSPACE, area.offset(), hidden, patience, this::show);
    }

    private LeaseStep<LockspaceArea> show(long now) {
        return write(
                now,
                LeaseStep.Place.LOCKSPACE,
                area.offset(),
                image.slice(0, area.geometry().sectorSize()),
                patience,
                at -> done(area));
    }

    @Override
    LeaseStep<LockspaceArea> failed(long now, int code) {
        return fail(LeaseFailures.io(code, "Cannot format lockspace \"%s\"".formatted(area.name())));
    }
}
