package io.holdfast.lab;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits for the outer world, with a limit.
public final class Waiting {
    private static final long STEP_MILLIS = 10;

    private Waiting() {}

    /// Waits until something is there.
    ///
    /// @param what completes "in N s not seen: …"
    /// @throws LabException after that many seconds
    public static <T> T until(double seconds, String what, Supplier<Optional<T>> look) {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (true) {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() >= end) {
                throw new LabException("Not within " + seconds + " s: " + what);
            }
            pause(STEP_MILLIS);
        }
    }

    /// Waits until something is true.
    ///
    /// @throws LabException after that many seconds
    public static void untilTrue(double seconds, String what, BooleanSupplier look) {
        until(seconds, what, () -> look.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /// Stands still for a moment.
    ///
    /// @throws LabException if interrupted
    public static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("Interrupted", e);
        }
    }
}
