package io.holdfast.leasedaemon.system;

import java.time.Duration;

/// Keeps the heap small.
///
/// Reading an area makes a megabyte of garbage. The serial collector would rather let the heap grow to its limit than
/// collect it, and the limit must be high: a daemon that runs out of memory costs its host a reset. So it is told to
/// collect, and to give back, whenever the heap has grown beyond what is needed. With a few megabytes alive that takes
/// about ten milliseconds.
public final class SmallHeap {
    private static final long ENOUGH_BYTES = 10L << 20;

    private SmallHeap() {}

    /// Looks from time to time, as long as the loop runs.
    public static void keep(EventLoop loop) {
        loop.after(Duration.ofSeconds(5), () -> {
            if (Runtime.getRuntime().totalMemory() > ENOUGH_BYTES) {
                System.gc();
            }
            keep(loop);
        });
    }
}
