package io.holdfast.base;

import java.time.Duration;
import java.time.Instant;

/// The clock of this host, read with `clock_gettime`.
final class SystemClock implements Clock {
    static final SystemClock INSTANCE = new SystemClock();

    private SystemClock() {}

    @Override
    public long monotonicNanos() {
        return LinuxTime.read(LinuxTime.MONOTONIC);
    }

    @Override
    public long boottimeNanos() {
        return LinuxTime.read(LinuxTime.BOOTTIME);
    }

    @Override
    public Instant wall() {
        return Instant.now();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        Thread.sleep(duration.isNegative() ? Duration.ZERO : duration);
    }
}
