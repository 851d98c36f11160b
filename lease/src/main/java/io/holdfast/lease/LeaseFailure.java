package io.holdfast.lease;

import org.jspecify.annotations.Nullable;

/// Why a lease operation did not succeed.
///
/// @param code see [LeaseCode]; negative
/// @param message what was attempted, on what, and what happened
/// @param unfinished what must still be taken back on disk, by running a [PaxosRetract] until it ends well; null
///     if nothing is left to do
public record LeaseFailure(
        int code, String message, @Nullable Retraction unfinished) {
    /// Makes a failure that leaves nothing to do.
    public LeaseFailure(int code, String message) {
        this(code, message, null);
    }
}
