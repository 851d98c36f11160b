package io.holdfast.protocol.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Writes the frames of one connection, in order, on a thread of its own, so that nobody who has something to
/// say waits for a slow reader; and the ends of line that nobody has to ask for: heart-beats, and ticks.
///
/// Ticks are there for a client of the field that reads no more than one frame, or one TLS record, for each
/// time that bytes arrive, and leaves what came with it lying until more bytes arrive, for seconds. Ends
/// of line in the half second after a message make it look again. None may follow CONNECTED closely:
/// that client takes the two for one broken frame.
final class FrameWriter {
    private static final int[] TICK_MILLIS = {
        1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 400, 600
    };
    private static final int FIRST_LATE_TICK = 10;
    private static final byte[] END_OF_LINE = {'\n'};

    /// @param claim asked just before the first byte is written; if it says no, nothing is
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Outgoing(String command, byte[] bytes, BooleanSupplier claim) {}

    /// Makes the other side look at what arrived before.
    @FunctionalInterface
    interface Ticker {
        /// Sends something that means nothing.
        ///
        /// @param last whether nothing may be left incomplete
        void tick(boolean last) throws IOException;
    }

    private static final String TICK = "tick";
    private static final String BEAT = "beat";

    private final OutputStream out;
    private final @Nullable Ticker ticker;
    private final long queueBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Outgoing> queue = new ArrayDeque<>();
    private long queued;
    private boolean ended;
    private long beatNanos;
    private long lastWrite = System.nanoTime();
    private long lastMessage;
    private int nextTick = TICK_MILLIS.length;

    /// Writes to one connection, without ticks.
    ///
    /// @param queueBytes how much may wait for a slow reader
    FrameWriter(OutputStream out, long queueBytes) {
        this(out, queueBytes, null);
    }

    /// Writes to one connection, with ticks.
    FrameWriter(OutputStream out, long queueBytes, @Nullable Ticker ticker) {
        this.out = out;
        this.queueBytes = queueBytes;
        this.ticker = ticker;
    }

    boolean offer(Frame frame) {
        return offer(frame, () -> true);
    }

    /// Puts a frame into the queue; does not wait.
    ///
    /// @return false if the queue is full or has ended: the frame will not be sent
    boolean offer(Frame frame, BooleanSupplier claim) {
        byte[] bytes = frame.bytes();
        lock.lock();
        try {
            if (ended || (queued > 0 && queued + bytes.length > queueBytes)) {
                return false;
            }
            queue.add(new Outgoing(frame.command(), bytes, claim));
            queued += bytes.length;
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// From now on, sends an end of line whenever nothing else went out for so long. 0 for never.
    void beatEvery(long millis) {
        lock.lock();
        try {
            beatNanos = TimeUnit.MILLISECONDS.toNanos(millis);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Lets [#run] return once what is queued is written.
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Writes until [#end] or until the connection breaks.
    void run() throws IOException, InterruptedException {
        while (true) {
            Outgoing next = take();
            if (next == null) {
                return;
            }
            if (ticker != null && next.command().equals(TICK)) {
                ticker.tick(lastTick());
                written(TICK);
            } else if (next.claim().getAsBoolean()) {
                out.write(next.bytes());
                out.flush();
                written(next.command());
            }
        }
    }

    private @Nullable Outgoing take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                Outgoing next = queue.poll();
                if (next != null) {
                    queued -= next.bytes().length;
                    return next;
                }
                if (ended) {
                    return null;
                }
                long left = nanosToNextWrite();
                if (left <= 0) {
                    return new Outgoing(ticking() ? TICK : BEAT, END_OF_LINE, () -> true);
                }
                if (left == Long.MAX_VALUE) {
                    changed.await();
                } else {
                    long ignored = changed.awaitNanos(left);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// `Long.MAX_VALUE` if nothing is due by itself.
    private long nanosToNextWrite() {
        long now = System.nanoTime();
        long left = Long.MAX_VALUE;
        if (ticking()) {
            left = lastMessage + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS[nextTick]) - now;
        }
        if (beatNanos > 0) {
            left = Math.min(left, lastWrite + beatNanos - now);
        }
        return left;
    }

    private boolean ticking() {
        return nextTick < TICK_MILLIS.length;
    }

    private boolean lastTick() {
        lock.lock();
        try {
            return nextTick == TICK_MILLIS.length - 1;
        } finally {
            lock.unlock();
        }
    }

    private void written(String command) {
        lock.lock();
        try {
            lastWrite = System.nanoTime();
            switch (command) {
                case Frame.MESSAGE -> {
                    lastMessage = lastWrite;
                    nextTick = ticker == null ? TICK_MILLIS.length : 0;
                }
                case Frame.CONNECTED -> {
                    lastMessage = lastWrite;
                    nextTick = Math.max(nextTick, FIRST_LATE_TICK);
                }
                case TICK -> nextTick = Math.min(nextTick + 1, TICK_MILLIS.length);
                default -> {}
            }
        } finally {
            lock.unlock();
        }
    }
}
