package io.holdfast.simulation;

import io.holdfast.base.DiskResult;
import io.holdfast.base.SimulatedDisk;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One QEMU process: writes to its disk once a second, pauses on an I/O error, dies when it is told to, but is gone
/// only when none of its writes is in flight any more.
final class SimulatedMachine implements SimulatedLeaseDaemon.Holder {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration NEVER = Duration.ofDays(3650);

    private final UUID vm;
    private final String target;
    private final int sector;
    private final Boot boot;
    private final SimulatedDisk disk;
    private final Writers writers;
    private final String process;
    private Runnable onPause = () -> {};
    private int sessions;
    private Writers.@Nullable Session session;
    private int inFlight;
    private boolean leased;
    private boolean paused;
    private boolean killed;

    /// @param sector which sector of the data disk it writes to
    /// @param process its name in the world's record
    SimulatedMachine(
            UUID vm, String target, int sector, Boot boot, SimulatedDisk disk, Writers writers, String process) {
        this.vm = vm;
        this.target = target;
        this.sector = sector;
        this.boot = boot;
        this.disk = disk;
        this.writers = writers;
        this.process = process;
    }

    /// What to do when an I/O error has paused it.
    void onPause(Runnable action) {
        onPause = action;
    }

    /// Says that it runs with a lease.
    void leased() {
        leased = true;
    }

    boolean isLeased() {
        return leased;
    }

    UUID vm() {
        return vm;
    }

    /// Runs from here.
    void run() {
        session = writers.begin(process + "#" + ++sessions, target);
        write();
    }

    boolean isRunning() {
        return session != null && !paused && !killed && !boot.isOver();
    }

    boolean isPaused() {
        return paused && !isGone();
    }

    @Override
    public boolean isGone() {
        return boot.isOver() || (killed && inFlight == 0);
    }

    @Override
    public void kill() {
        killed = true;
        settle();
    }

    /// The host lost its power: nothing of it is left.
    void vanish() {
        killed = true;
        inFlight = 0;
        settle();
    }

    private void write() {
        Writers.Session current = session;
        if (current == null || paused || killed) {
            return;
        }
        ByteBuffer data = writers.stamp(current, disk.alignment());
        inFlight++;
        boot.kernelThen(
                disk.write((long) sector * disk.alignment(), data, NEVER).completion(), result -> {
                    inFlight--;
                    settle();
                    boot.run(() -> written(result));
                });
    }

    private void written(DiskResult result) {
        if (killed) {
            return;
        }
        if (result instanceof DiskResult.Completed) {
            boot.after(PERIOD, this::write);
            return;
        }
        paused = true;
        settle();
        onPause.run();
    }

    /// Once it can write no more, its session is over.
    private void settle() {
        Writers.Session current = session;
        if (current != null && inFlight == 0 && (paused || killed)) {
            session = null;
            writers.end(current);
        }
    }
}
