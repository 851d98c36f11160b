package io.holdfast.base;

import java.nio.ByteBuffer;

/// How one call to a disk ended, as far as is known at its deadline.
public sealed interface DiskResult {
    /// The whole length was transferred.
    ///
    /// @param data what was read, position 0, little-endian, the reader's own; empty after a write
    record Completed(ByteBuffer data) implements DiskResult {}

    /// The kernel answered with an error, or transferred less than was asked (`EMSGSIZE`, for example past the
    /// end of the disk). A failed write may still have changed the disk in part.
    ///
    /// @param errno positive, see [Errno]
    record Failed(int errno) implements DiskResult {}

    /// No answer by the deadline. **The call is still in flight**: a write may land at any later time, or never.
    /// See [DiskOperation#completion()].
    record TimedOut() implements DiskResult {}

    /// The deadline passed before the call could be handed to the kernel, because every slot of this disk is held
    /// by a call that has not returned, or the disk was closed. It never ran and never will.
    record NotStarted() implements DiskResult {}
}
