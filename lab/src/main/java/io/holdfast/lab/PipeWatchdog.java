package io.holdfast.lab;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/// A watchdog device in the shape of a named pipe. A pipe knows no ioctl, so only a lease daemon that was
/// configured for it uses it; what is written and when it is closed means the same as on `/dev/watchdog`.
final class PipeWatchdog implements Watchdog {
    private final Path pipe;
    private final Runnable reset;
    private final WatchdogTimer timer = new WatchdogTimer(TIMEOUT_NANOS);
    private boolean stopped;

    /// @param reset what to do when the time has run out; called once, on a thread of the watchdog
    private PipeWatchdog(Path pipe, Runnable reset) {
        this.pipe = pipe;
        this.reset = reset;
    }

    /// Makes the pipe anew and watches it.
    static PipeWatchdog start(Path pipe, Runnable reset) {
        try {
            Files.deleteIfExists(pipe);
        } catch (IOException e) {
            throw new LabException("Cannot replace the watchdog " + pipe + ": " + e.getMessage(), e);
        }
        Command.run("mkfifo", "-m", "600", pipe.toString());
        PipeWatchdog watchdog = new PipeWatchdog(pipe, reset);
        // Platform threads: the open of a pipe blocks in the kernel, and the timer must not wait for anyone's carrier.
        Thread.ofPlatform().name("watchdog pipe " + pipe).daemon().start(watchdog::read);
        Thread.ofPlatform().name("watchdog timer " + pipe).daemon().start(watchdog::watch);
        return watchdog;
    }

    private void read() {
        byte[] buffer = new byte[64];
        while (!isStopped()) {
            try (InputStream stream = new FileInputStream(pipe.toFile())) {
                change(() -> timer.opened(System.nanoTime()));
                for (int length = stream.read(buffer); length >= 0; length = stream.read(buffer)) {
                    int count = length;
                    change(() -> timer.written(buffer, count, System.nanoTime()));
                }
            } catch (IOException e) {
                System.getLogger("lab").log(System.Logger.Level.WARNING, "Watchdog " + pipe + " cannot be read", e);
                return;
            }
            change(() -> timer.closed(System.nanoTime()));
        }
    }

    private synchronized void change(Runnable event) {
        event.run();
        notifyAll();
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private void watch() {
        try {
            if (waitUntilExpired()) {
                reset.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean waitUntilExpired() throws InterruptedException {
        while (!stopped) {
            long now = System.nanoTime();
            if (timer.expired(now)) {
                return true;
            }
            OptionalLong fires = timer.fires();
            if (fires.isPresent()) {
                wait(Math.max(1, (fires.getAsLong() - now) / 1_000_000 + 1));
            } else {
                wait();
            }
        }
        return false;
    }

    @Override
    public Path file() {
        return pipe;
    }

    @Override
    public synchronized String state() {
        OptionalLong fires = timer.fires();
        return fires.isEmpty()
                ? "not armed"
                : "fires in " + Math.max(0, (fires.getAsLong() - System.nanoTime()) / 1_000_000_000) + " s";
    }

    @Override
    public void stop() {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        // The reader may wait for a first writer: an open for both directions is one, and never waits itself.
        try (RandomAccessFile both = new RandomAccessFile(pipe.toFile(), "rw")) {
            both.getFD().valid();
        } catch (IOException e) {
            System.getLogger("lab").log(System.Logger.Level.DEBUG, "Watchdog " + pipe + " is gone already", e);
        }
    }
}
