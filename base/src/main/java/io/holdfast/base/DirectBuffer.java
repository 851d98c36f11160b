package io.holdfast.base;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The page-aligned memory of one disk thread, grown when a call needs more. Used by that thread alone, one call
/// at a time, so no call can ever see the bytes of another that is still in flight. Given back by the garbage
/// collector after the thread has ended.
final class DirectBuffer {
    private static final long PAGE_BYTES = 4096;

    private MemorySegment memory = MemorySegment.NULL;

    /// Returns exactly `length` bytes, page aligned, content undefined.
    MemorySegment ofLength(int length) {
        if (memory.byteSize() < length) {
            memory = Arena.ofAuto().allocate(length, PAGE_BYTES);
        }
        return memory.asSlice(0, length);
    }
}
