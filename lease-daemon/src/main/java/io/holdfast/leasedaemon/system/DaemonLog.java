package io.holdfast.leasedaemon.system;

import io.holdfast.base.Clock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// The daemon's log: the last megabyte in memory, standard error if asked for, and a file.
///
/// A line is `YYYY-MM-DD HH:MM:SS <monotonic seconds> [<thread id>]: <message>`, at most 512 bytes. Lines for
/// standard error and the file go through a queue and a thread of their own, since either may hang; when it is full
/// they are dropped and counted.
public final class DaemonLog {
    private static final int RING_BYTES = 1 << 20;
    private static final int LINE_BYTES = 512;
    private static final int QUEUE_LINES = 4096;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    /// How much a line matters; the order of syslog.
    public enum Level {
        ERROR,
        WARNING,
        DEBUG
    }

    private final Clock clock;
    private final @Nullable PrintStream foreground;
    private final @Nullable Path file;
    private final BlockingQueue<Line> queue = new ArrayBlockingQueue<>(QUEUE_LINES);
    private final byte[] ring = new byte[RING_BYTES];
    private long written;
    private long dropped;

    private record Line(Level level, String text) {}

    /// @param foreground gets every line, or null
    /// @param file gets warnings and errors, appended; or null. If it cannot be written the daemon goes on without
    public DaemonLog(Clock clock, @Nullable PrintStream foreground, @Nullable Path file) {
        this.clock = clock;
        this.foreground = foreground;
        this.file = file;
        Thread.ofPlatform().daemon().name("log").stackSize(128 << 10).start(this::deliver);
    }

    public void debug(@Nullable String message) {
        log(Level.DEBUG, message);
    }

    public void warning(@Nullable String message) {
        log(Level.WARNING, message);
    }

    public void error(@Nullable String message) {
        log(Level.ERROR, message);
    }

    /// Logs a failure with its cause and where it came from.
    public void error(String message, Throwable cause) {
        log(Level.ERROR, message + ": " + cause);
        for (StackTraceElement each : cause.getStackTrace()) {
            log(Level.DEBUG, "    at " + each);
        }
    }

    private void log(Level level, @Nullable String message) {
        String line = TIME.format(clock.wall().atZone(ZoneId.systemDefault())) + " " + clock.monotonicSeconds() + " ["
                + Thread.currentThread().threadId() + "]: "
                + String.valueOf(message).replace('\n', ' ');
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, LINE_BYTES - 1);
        byte[] whole = Arrays.copyOf(bytes, length + 1);
        whole[length] = '\n';
        synchronized (ring) {
            for (byte each : whole) {
                ring[(int) (written++ % RING_BYTES)] = each;
            }
            if (!queue.offer(new Line(level, line))) {
                dropped++;
            }
        }
    }

    /// What the memory holds, oldest first; the last newline is left out while nothing was overwritten.
    public byte[] dump() {
        synchronized (ring) {
            if (written <= RING_BYTES) {
                return Arrays.copyOf(ring, (int) Math.max(0, written - 1));
            }
            byte[] text = new byte[RING_BYTES];
            int start = (int) (written % RING_BYTES);
            System.arraycopy(ring, start, text, 0, RING_BYTES - start);
            System.arraycopy(ring, 0, text, RING_BYTES - start, start);
            return text;
        }
    }

    /// How many lines were not delivered because standard error or the file did not take them.
    public long dropped() {
        synchronized (ring) {
            return dropped;
        }
    }

    private void deliver() {
        try {
            while (true) {
                Line line = queue.take();
                if (foreground != null) {
                    foreground.print(line.text + "\n");
                    foreground.flush();
                }
                if (file != null && line.level != Level.DEBUG) {
                    append(file, line.text + "\n");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void append(Path file, String line) {
        try {
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            // The memory still has the line, and there is nowhere else to complain.
        }
    }
}
