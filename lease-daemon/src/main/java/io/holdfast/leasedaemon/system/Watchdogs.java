package io.holdfast.leasedaemon.system;

import io.holdfast.base.Clock;
import java.nio.file.Path;

/// Makes the watchdogs.
public final class Watchdogs {
    public static final Path WDMD_SOCKET = Path.of("/run/wdmd/wdmd.sock");
    public static final Path KERNEL_DEVICE = Path.of("/dev/watchdog");

    private static final long CLOCK_TOLERANCE_NANOS = 1_000_000_000L;

    private Watchdogs() {}

    /// The distribution's `wdmd` behind its socket.
    public static Watchdog wdmd(Path socket, DaemonLog log) {
        return new WdmdWatchdog(socket, log);
    }

    /// The kernel's device, kept alive by this process.
    public static Watchdog device(Path device, Clock clock) {
        checkClock(clock);
        return new WatchdogKeeper(new KernelDevice(device));
    }

    /// A named pipe in the place of the device, for labs.
    public static Watchdog pipe(Path pipe, Clock clock) {
        checkClock(clock);
        return new WatchdogKeeper(new PipeDevice(pipe));
    }

    /// @throws IllegalStateException if this JVM's fast clock is not the one that the expiries are measured on
    private static void checkClock(Clock clock) {
        if (Math.abs(clock.monotonicNanos() - System.nanoTime()) > CLOCK_TOLERANCE_NANOS) {
            throw new IllegalStateException("System.nanoTime() is not the monotonic clock on this system");
        }
    }
}
