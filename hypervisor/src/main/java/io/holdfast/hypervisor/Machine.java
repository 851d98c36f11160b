package io.holdfast.hypervisor;

import java.util.UUID;

/// One virtual machine that has a process.
///
/// @param pauseReason [PauseReason#NONE] unless it is paused
/// @param processorNanos time that its processors have used
/// @param memoryKib given to the guest
public record Machine(
        UUID id,
        String name,
        MachineState state,
        PauseReason pauseReason,
        long processorNanos,
        long memoryKib,
        int processors) {}
