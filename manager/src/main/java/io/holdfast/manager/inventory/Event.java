package io.holdfast.manager.inventory;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something that happened, for people and for programs that follow.
///
/// @param id rises by one
/// @param code the field's number for this kind of event
/// @param correlation ties events of one command or plan together, may be empty
public record Event(
        long id,
        Instant at,
        int code,
        String name,
        Severity severity,
        String message,
        String correlation,
        @Nullable UUID dataCenter,
        @Nullable UUID cluster,
        @Nullable UUID host,
        @Nullable UUID vm,
        @Nullable UUID storageDomain) {}
