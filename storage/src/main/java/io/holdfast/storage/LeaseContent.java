package io.holdfast.storage;

import org.jspecify.annotations.Nullable;

/// What a lease's area holds.
public sealed interface LeaseContent {
    /// Nothing was ever written, or the file ends before it.
    record Empty() implements LeaseContent {}

    /// A lease that was removed.
    record Cleared() implements LeaseContent {}

    /// Something that is not a lease, or a lease that is damaged.
    ///
    /// @param why for people
    record Unreadable(String why) implements LeaseContent {}

    /// A lease.
    ///
    /// @param version rises with each new owner
    /// @param owner who holds it, or held it and did not release it; null if it is free
    record Lease(
            String lockspace,
            String resource,
            long version,
            @Nullable Owner owner) implements LeaseContent {}

    /// A host during one stay in the lockspace.
    record Owner(long hostId, long generation) {}
}
