package io.holdfast.base;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// `clock_gettime(2)` for the clocks that Java does not offer by name.
final class LinuxTime {
    static final int MONOTONIC = 1;
    static final int BOOTTIME = 7;

    /// `struct timespec`: seconds and nanoseconds, eight bytes each.
    private static final long TIMESPEC_BYTES = 16;

    private static final MethodHandle CLOCK_GETTIME = LinuxCall.handle(
            "clock_gettime", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

    private LinuxTime() {}

    /// Reads a clock.
    ///
    /// @param clock a `CLOCK_…` number
    /// @return its reading in nanoseconds
    static long read(int clock) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment timespec = arena.allocate(TIMESPEC_BYTES, Long.BYTES);
            int result = (int) CLOCK_GETTIME.invokeExact(clock, timespec);
            if (result != 0) {
                throw new IllegalStateException("Cannot read clock " + clock + ": the kernel refuses it");
            }
            return timespec.get(ValueLayout.JAVA_LONG, 0) * Clock.NANOS_PER_SECOND
                    + timespec.get(ValueLayout.JAVA_LONG, Long.BYTES);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("Cannot read clock " + clock, e);
        }
    }
}
