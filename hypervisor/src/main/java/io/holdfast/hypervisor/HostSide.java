package io.holdfast.hypervisor;

import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;

/// What only the host knows of a machine that is started on it.
///
/// @param hostId the hardware UUID; the guest reads it as its serial number
/// @param console file that the guest's first serial line is appended to
/// @param startId names this start; kept with the machine. Empty if it has none
public record HostSide(Accelerator accelerator, UUID hostId, Path console, String startId) {
    public HostSide {
        Objects.requireNonNull(accelerator);
        Objects.requireNonNull(hostId);
        Objects.requireNonNull(console);
        Objects.requireNonNull(startId);
    }
}
