package io.holdfast.lab;

import java.util.OptionalLong;

/// What the kernel's watchdog device does with its opens, writes and closes. Reads no clock: `now` is in
/// nanoseconds on any one clock that only goes forward.
///
/// Opening arms it. Any byte keeps the machine alive for the time-out. `V` as the last byte before a close
/// disarms it; a close without it counts as one more sign of life, after which the time runs out.
final class WatchdogTimer {
    private final long timeoutNanos;
    private boolean armed;
    private boolean magic;
    private long lastSign;

    WatchdogTimer(long timeoutNanos) {
        this.timeoutNanos = timeoutNanos;
    }

    void opened(long now) {
        armed = true;
        magic = false;
        lastSign = now;
    }

    /// Takes bytes as they were written.
    void written(byte[] bytes, int length, long now) {
        for (int at = 0; at < length; at++) {
            magic = bytes[at] == 'V';
        }
        lastSign = now;
    }

    void closed(long now) {
        if (magic) {
            armed = false;
        } else {
            lastSign = now;
        }
        magic = false;
    }

    boolean armed() {
        return armed;
    }

    /// Returns when the machine is reset if nothing else comes, or empty while disarmed.
    OptionalLong fires() {
        return armed ? OptionalLong.of(lastSign + timeoutNanos) : OptionalLong.empty();
    }

    boolean expired(long now) {
        return armed && now - lastSign >= timeoutNanos;
    }
}
