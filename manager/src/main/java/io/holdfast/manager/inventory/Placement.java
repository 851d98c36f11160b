package io.holdfast.manager.inventory;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The intent to run a machine on a host, stored before the start is sent. As long as it has not ended, and no proof
/// of death covers it, the machine may be running there and is started nowhere else.
///
/// @param startId the id that the start carries; the host answers a repeated one like the first
/// @param bootId the boot of the host to which it was sent; the host refuses it under any other
/// @param lockspace the domain of the machine's lease, null when it was started without
/// @param generation the host's generation in that lockspace when the start was sent, 0 without a lease
/// @param epoch the manager's epoch that the start carries
/// @param notAfter milliseconds on the host's own monotonic clock after which it refuses the start
/// @param at when the intent was stored
/// @param ended why it cannot run there, empty until it ended
public record Placement(
        UUID startId,
        UUID vm,
        UUID host,
        String bootId,
        @Nullable UUID lockspace,
        long generation,
        long epoch,
        long notAfter,
        PlacementState state,
        Instant at,
        String ended)
        implements Kept {
    @Override
    public UUID key() {
        return startId;
    }

    public boolean open() {
        return state != PlacementState.ENDED;
    }

    public Placement accepted(Instant now) {
        return new Placement(
                startId, vm, host, bootId, lockspace, generation, epoch, notAfter, PlacementState.ACCEPTED, now, "");
    }

    public Placement end(String why) {
        return new Placement(
                startId, vm, host, bootId, lockspace, generation, epoch, notAfter, PlacementState.ENDED, at, why);
    }
}
