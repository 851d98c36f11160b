package io.holdfast.manager.inventory;

import java.util.UUID;

/// What a host says about a machine that it has.
///
/// @param exitMessage why it went down, empty otherwise
/// @param pauseCode why it is paused, for example `EIO`, empty otherwise
public record VmReport(UUID vm, VmStatus status, int exitCode, String exitMessage, String pauseCode) {}
