package io.holdfast.base;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/// Finds functions of the C library. A handle that captures `errno` takes a segment of [#ERRNO_LAYOUT] as its
/// first argument; the value in it means something only after the call reported a failure.
public final class LinuxCall {
    /// What a capturing handle writes to.
    public static final StructLayout ERRNO_LAYOUT = Linker.Option.captureStateLayout();

    private static final Linker LINKER = Linker.nativeLinker();
    private static final VarHandle ERRNO = ERRNO_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private LinuxCall() {}

    /// Finds a function.
    ///
    /// @param name a function of the C library
    /// @return its handle, not capturing `errno`
    public static MethodHandle handle(String name, FunctionDescriptor shape, Linker.Option... options) {
        MemorySegment address = LINKER.defaultLookup()
                .find(name)
                .orElseThrow(() -> new IllegalStateException("The C library has no " + name));
        return LINKER.downcallHandle(address, shape, options);
    }

    /// Finds a function whose failures have to be told apart.
    ///
    /// @param name a function of the C library
    /// @return its handle, whose first argument is a segment that receives `errno`
    public static MethodHandle capturing(String name, FunctionDescriptor shape, Linker.Option... options) {
        List<Linker.Option> all = new ArrayList<>(List.of(options));
        all.add(Linker.Option.captureCallState("errno"));
        return handle(name, shape, all.toArray(Linker.Option[]::new));
    }

    /// Returns a segment for a capturing handle, living as long as `arena`
    public static MemorySegment errnoSegment(Arena arena) {
        return arena.allocate(ERRNO_LAYOUT);
    }

    /// Returns the number that the last failed call left in `segment`
    public static int errno(MemorySegment segment) {
        return (int) ERRNO.get(segment, 0L);
    }

    /// Returns the C library's text for `errno`, such as `Input/output error`
    public static String describe(int errno) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(256);
            MemorySegment text = (MemorySegment) Strerror.HANDLE.invokeExact(errno, buffer, 256L);
            return text.reinterpret(256).getString(0);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("Cannot describe errno " + errno, e);
        }
    }

    /// Looked up at the first failure, not at start.
    private static final class Strerror {
        /// The GNU variant, which returns the text and may leave the buffer alone.
        static final MethodHandle HANDLE = handle(
                "strerror_r",
                FunctionDescriptor.of(
                        ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    }
}
