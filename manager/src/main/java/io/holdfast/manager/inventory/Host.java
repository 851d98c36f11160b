package io.holdfast.manager.inventory;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A host as configured. What is observed of it stands in [HostState] and [HostObservation].
///
/// @param hostId its id in every lockspace of the data center, 1…249
/// @param spmPriority -1…10; -1 never acts as SPM
/// @param hardwareUuid the hardware it was enrolled with, null until it first answered
public record Host(
        UUID id,
        UUID cluster,
        String name,
        String description,
        String address,
        int port,
        int hostId,
        int spmPriority,
        @Nullable UUID hardwareUuid)
        implements Kept {
    @Override
    public UUID key() {
        return id;
    }

    public Host enrolled(UUID hardware) {
        return new Host(id, cluster, name, description, address, port, hostId, spmPriority, hardware);
    }
}
