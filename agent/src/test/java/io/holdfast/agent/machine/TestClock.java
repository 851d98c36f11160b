package io.holdfast.agent.machine;

import io.holdfast.base.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/// Time that passes only when told, for several threads; who sleeps only makes way for others.
final class TestClock implements Clock {
    private final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);

    void advance(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    @Override
    public long monotonicNanos() {
        return nanos.get();
    }

    @Override
    public long boottimeNanos() {
        return nanos.get();
    }

    @Override
    public Instant wall() {
        return Instant.EPOCH;
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        Thread.sleep(1);
    }
}
