package io.holdfast.manager.inventory;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// The last thing that a host said about itself. Stored whenever it differs from the one before, since the
/// evidence about its death is judged by it.
///
/// @param bootId the kernel's boot id
/// @param at when this content was first seen
public record HostObservation(
        UUID host, String bootId, UUID hardwareUuid, Instant at, List<LockspaceObservation> lockspaces)
        implements Kept {
    public HostObservation {
        lockspaces = List.copyOf(lockspaces);
    }

    @Override
    public UUID key() {
        return host;
    }
}
