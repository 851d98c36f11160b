package io.holdfast.simulation;

import io.holdfast.base.Clock;
import io.holdfast.base.SimulatedClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One run of a host's software, from power on to power off. Everything that the software does later goes through
/// here: after the end it never happens, and while the host is frozen it is held back and then happens late.
final class Boot {
    private final SimulatedClock time;
    private final Clock clock;
    private final String id;
    private final Queue<Runnable> held = new ArrayDeque<>();
    private final @Nullable Boot host;
    private boolean frozen;
    private boolean over;

    /// Starts now.
    ///
    /// @param id the boot id that the host reports
    Boot(SimulatedClock time, String id) {
        this(time, time.view(time.monotonicNanos()), id, null);
    }

    private Boot(SimulatedClock time, Clock clock, String id, @Nullable Boot host) {
        this.time = time;
        this.clock = clock;
        this.id = id;
        this.host = host;
    }

    /// One program of this run, which can be stopped or end by itself.
    Boot program() {
        return new Boot(time, clock, id, this);
    }

    String id() {
        return id;
    }

    /// The host's own clock: its monotonic time starts at power on.
    Clock clock() {
        return clock;
    }

    boolean isOver() {
        return over || (host != null && host.isOver());
    }

    boolean isFrozen() {
        return frozen;
    }

    /// Does it now, or at the thaw, or never.
    void run(Runnable action) {
        if (isOver()) {
            return;
        }
        if (frozen) {
            held.add(action);
        } else if (host == null) {
            action.run();
        } else if (host.frozen) {
            host.held.add(() -> run(action));
        } else {
            action.run();
        }
    }

    /// Does it after a while of the site's time, if the host still runs then.
    void after(Duration delay, Runnable action) {
        time.scheduleAfter(delay, () -> run(action));
    }

    /// Does it when the disk has answered.
    <T> void then(CompletableFuture<T> answer, Consumer<T> action) {
        kernelThen(answer, value -> run(() -> action.accept(value)));
    }

    /// The kernel's part, which no freeze holds back. As an event of its own, so that what it throws stops the run.
    <T> void kernelThen(CompletableFuture<T> answer, Consumer<T> action) {
        var _ = answer.thenAccept(value -> time.scheduleAfter(Duration.ZERO, () -> {
            if (!isOver()) {
                action.accept(value);
            }
        }));
    }

    void freeze() {
        frozen = true;
    }

    /// Goes on: what was held back happens now, in its order.
    void thaw() {
        frozen = false;
        while (!frozen && !isOver() && !held.isEmpty()) {
            run(held.remove());
        }
    }

    void end() {
        over = true;
        held.clear();
    }
}
