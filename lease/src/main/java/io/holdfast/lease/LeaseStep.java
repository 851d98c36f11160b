package io.holdfast.lease;

import java.nio.ByteBuffer;
import java.time.Duration;

/// What a [LeaseMachine] wants to happen next.
///
/// @param <T> what the machine is for
public sealed interface LeaseStep<T> {
    /// On which disk.
    enum Place {
        /// The disk of the lockspace.
        LOCKSPACE,
        /// The disk of the resource.
        RESOURCE
    }

    /// Read, then step with [LeaseInput.Data] or [LeaseInput.Failed].
    ///
    /// @param offset bytes from the start of the disk
    /// @param length bytes
    /// @param deadline after which [LeaseCode#TIMED_OUT] is the result, the call being still in flight
    record Read<T>(Place place, long offset, int length, Duration deadline) implements LeaseStep<T> {}

    /// Write with one call, durably, then step with [LeaseInput.Written] or [LeaseInput.Failed].
    ///
    /// @param offset bytes from the start of the disk
    /// @param data whole sectors
    /// @param deadline after which [LeaseCode#TIMED_OUT] is the result, the call being still in flight
    record Write<T>(Place place, long offset, ByteBuffer data, Duration deadline) implements LeaseStep<T> {}

    /// Wait for the read that timed out last on the lockspace's disk, then step with [LeaseInput.Data], or with
    /// [LeaseInput.Failed] if it fails, does not end in time, or is not known.
    ///
    /// @param patience how long at most
    record AwaitLateRead<T>(Duration patience) implements LeaseStep<T> {}

    /// Wait, then step with [LeaseInput.Elapsed]; or with [LeaseInput.Cancelled] as soon as the caller gives up.
    ///
    /// @param untilNanos when to step again, monotonic nanoseconds
    record Wait<T>(long untilNanos) implements LeaseStep<T> {}

    /// Over, with success.
    record Done<T>(T value) implements LeaseStep<T> {}

    /// Over, without success.
    record Failed<T>(LeaseFailure failure) implements LeaseStep<T> {}
}
