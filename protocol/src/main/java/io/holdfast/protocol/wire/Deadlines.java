package io.holdfast.protocol.wire;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// One thread that does short things later, for all connections of the process. What it runs must not block.
final class Deadlines {
    private static final ScheduledThreadPoolExecutor EXECUTOR = executor();

    private Deadlines() {}

    static Future<?> after(Duration delay, Runnable action) {
        return EXECUTOR.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static ScheduledThreadPoolExecutor executor() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("protocol-deadlines").factory());
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }
}
