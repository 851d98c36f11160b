package io.holdfast.manager.inventory;

import java.util.UUID;

/// A cluster: hosts that may run each other's machines.
///
/// @param fencing whether a host that stopped answering may be powered off without being asked
public record Cluster(
        UUID id, UUID dataCenter, String name, String description, boolean fencing, LeaseRelease leaseRelease)
        implements Kept {
    @Override
    public UUID key() {
        return id;
    }
}
