package io.holdfast.manager.inventory;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A virtual machine as configured.
///
/// @param memory bytes
/// @param priority 0…100 among machines that wait for a restart, higher first
/// @param leaseDomain the domain that carries its lease; null = no lease
/// @param kernel path on the hosts for direct boot, empty = boot from disk
public record Vm(
        UUID id,
        UUID cluster,
        String name,
        String description,
        long memory,
        int cpus,
        boolean highlyAvailable,
        int priority,
        @Nullable UUID leaseDomain,
        String kernel,
        String initrd,
        String cmdline,
        Instant created)
        implements Kept {
    @Override
    public UUID key() {
        return id;
    }
}
