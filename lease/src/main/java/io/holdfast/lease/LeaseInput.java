package io.holdfast.lease;

import java.nio.ByteBuffer;

/// What came of the last [LeaseStep] of a [LeaseMachine].
public sealed interface LeaseInput {
    /// Nothing yet: the first step.
    LeaseInput START = new Elapsed();

    /// A wait is over.
    LeaseInput ELAPSED = START;

    /// A write completed.
    LeaseInput WRITTEN = new Written();

    /// The caller gives up; only ever the answer to a wait.
    LeaseInput CANCELLED = new Cancelled();

    /// A read completed.
    ///
    /// @param bytes position 0, little-endian; the machine's own
    record Data(ByteBuffer bytes) implements LeaseInput {}

    record Written() implements LeaseInput {}

    record Elapsed() implements LeaseInput {}

    record Cancelled() implements LeaseInput {}

    /// A read or write did not complete.
    ///
    /// @param code [LeaseCode#TIMED_OUT], [LeaseCode#AGAIN] if it was refused because an earlier write to the
    ///     same place is in flight, or a negative errno
    record Failed(int code) implements LeaseInput {}
}
