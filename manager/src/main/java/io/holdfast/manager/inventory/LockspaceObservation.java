package io.holdfast.manager.inventory;

import java.util.UUID;

/// What a host's lease daemon said about one lockspace it is in.
///
/// @param generation the generation of the host's id there
/// @param ioTimeout seconds
/// @param watchdogArmed whether the watchdog was armed for this lockspace
/// @param fireTimeout seconds from the last feeding of the watchdog to the reset
public record LockspaceObservation(
        UUID domain, int hostId, long generation, int ioTimeout, boolean watchdogArmed, int fireTimeout) {}
