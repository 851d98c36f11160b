package io.holdfast.manager.inventory;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a host says about a machine that it has.
///
/// @param exitCode 0 = ended by itself or as asked, anything else = by an error; only when down
/// @param exitMessage why it went down, empty otherwise
/// @param pauseCode why it is paused, for example `EIO`, empty otherwise
/// @param startId the id that our start carried, null when the host does not know it
public record VmReport(
        UUID vm,
        VmStatus status,
        int exitCode,
        String exitMessage,
        String pauseCode,
        @Nullable UUID startId) {}
