package io.holdfast.agent.machine;

import io.holdfast.hypervisor.Accelerator;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.Supplier;

/// What this host gives every machine.
///
/// @param accelerator asked at each start; may have to be tried first
/// @param hostId the hardware UUID
/// @param consoles directory of what guests write to their serial lines, one file a machine
/// @param lostCauseMillis how long a machine with a lease may be paused by a disk error before it is killed
public record MachineSetting(
        Supplier<Accelerator> accelerator, UUID hostId, String bootId, Path consoles, long lostCauseMillis) {
    Path console(UUID machine) {
        return consoles.resolve(machine + ".console");
    }
}
