package io.holdfast.base;

import java.nio.ByteBuffer;
import java.time.Duration;

/// The one door to shared storage: whole sectors at byte offsets, each call with a deadline.
///
/// A call that never returns holds one of the disk's few slots and nothing else: its caller gets
/// [DiskResult.TimedOut] at the deadline, other calls go on, [#outstanding()] counts it, and its late end shows
/// in [DiskOperation#completion()]. One call of one sector is atomic; longer ones need not be. Calls in flight
/// together may take effect in any order.
///
/// The real side is [DirectDisk], the simulated one [SimulatedDisk].
public interface Disk extends AutoCloseable {
    /// Returns the unit in bytes of every offset and length: 512 or 4096
    int alignment();

    /// Starts reading `length` bytes at `offset`.
    ///
    /// @param offset bytes from the start, a multiple of [#alignment()]
    /// @param length bytes, positive, a multiple of [#alignment()]
    /// @param deadline how long from now [DiskOperation#result()] may take; positive
    /// @throws IllegalArgumentException if offset or length are not aligned: nothing was started
    DiskOperation read(long offset, int length, Duration deadline);

    /// Starts writing the remaining bytes of `data` at `offset`, durably (they survive a power cut once
    /// completed). The bytes are copied before this returns, and the buffer's position is left alone.
    ///
    /// @param offset bytes from the start, a multiple of [#alignment()]
    /// @param data its remaining length is positive and a multiple of [#alignment()]
    /// @param deadline how long from now [DiskOperation#result()] may take; positive
    /// @throws IllegalArgumentException if offset or length are not aligned: nothing was started
    DiskOperation write(long offset, ByteBuffer data, Duration deadline);

    /// Returns how many calls passed their deadline and have not returned yet. While one of them is a write, what
    /// is
    ///     on the disk is not known
    int outstanding();

    /// Refuses further calls. Those in flight go on, and what they use is freed when they end. Never blocks.
    @Override
    void close();

    /// Checks that a call consists of whole units.
    ///
    /// @throws IllegalArgumentException if `offset` or `length` do not fit `alignment`
    static void checkAligned(long offset, int length, int alignment) {
        if (offset < 0 || offset % alignment != 0 || length <= 0 || length % alignment != 0) {
            throw new IllegalArgumentException(
                    "A call of %d bytes at %d is not aligned to %d bytes".formatted(length, offset, alignment));
        }
    }
}
