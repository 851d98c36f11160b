package io.holdfast.lease.socket;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A record of a status answer and the struct behind it.
///
/// @param lockspace not null if and only if the record is of a lockspace
/// @param resource not null if and only if the record is of a resource; with its disks
public record StateEntry(
        StateRecord record,
        @Nullable LockspaceAddress lockspace,
        @Nullable ResourceAddress resource) {
    public StateEntry {
        Objects.requireNonNull(record);
    }
}
