package io.holdfast.leasedaemon.system;

import io.holdfast.base.Clock;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/// One thread that waits for descriptors, timers and work posted by other threads, and runs what they call for.
///
/// Everything that runs on it must be short and must not block: the daemon's whole state belongs to this thread.
/// All methods but [#execute], [#stop] and [#now] are for that thread alone.
public final class EventLoop implements Executor {
    private static final int ENTRY_BYTES = 8;
    private static final int LONGEST_WAIT_MILLIS = 60_000;

    private final Clock clock;
    private final DaemonLog log;
    private final Arena arena = Arena.ofShared();
    private final SystemCalls calls = new SystemCalls(arena);
    private final Map<Integer, Watch> watches = new LinkedHashMap<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::at).thenComparingLong(Timer::number));
    private final ConcurrentLinkedQueue<Runnable> posted = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final int wakeDescriptor;
    private final MemorySegment wakeBuffer = arena.allocate(ValueLayout.JAVA_LONG);
    private final Arena wakerArena = Arena.ofShared();
    private final SystemCalls waker = new SystemCalls(wakerArena);
    private final MemorySegment one = wakerArena.allocateFrom(ValueLayout.JAVA_LONG, 1L);
    private MemorySegment entries = arena.allocate(64 * ENTRY_BYTES);
    private long timerNumber;
    private volatile boolean stopped;

    private record Timer(long at, long number, Runnable work) {}

    /// What is called with the ready events of a descriptor: `POLLIN`, `POLLOUT`, `POLLHUP`, `POLLERR`.
    interface Ready {
        void run(int events);
    }

    /// A descriptor in the loop's eye.
    final class Watch {
        private final int fd;
        private final Ready ready;
        private int interest;
        private boolean muted;

        private Watch(int fd, int interest, Ready ready) {
            this.fd = fd;
            this.interest = interest;
            this.ready = ready;
        }

        /// What to wait for; hang-ups and errors are reported always.
        void interest(int events) {
            interest = events;
        }

        /// Reports nothing more, not even a hang-up.
        void mute() {
            muted = true;
        }

        void cancel() {
            watches.remove(fd, this);
        }
    }

    public EventLoop(Clock clock, DaemonLog log) throws IOException {
        this.clock = clock;
        this.log = log;
        wakeDescriptor = calls.eventDescriptor();
        watch(wakeDescriptor, SystemCalls.POLLIN, events -> {
            long ignored = calls.read(wakeDescriptor, wakeBuffer, ValueLayout.JAVA_LONG.byteSize());
        });
    }

    SystemCalls calls() {
        return calls;
    }

    Watch watch(int fd, int interest, Ready ready) {
        Watch watch = new Watch(fd, interest, ready);
        if (watches.putIfAbsent(fd, watch) != null) {
            throw new IllegalStateException("Descriptor " + fd + " is watched already");
        }
        return watch;
    }

    /// Nanoseconds of the monotonic clock.
    public long now() {
        return clock.monotonicNanos();
    }

    /// Runs the work once, not before that time has passed.
    public void after(Duration delay, Runnable work) {
        timers.add(new Timer(now() + delay.toNanos(), timerNumber++, work));
    }

    /// Runs the work soon. For any thread.
    @Override
    public void execute(Runnable work) {
        posted.add(work);
        if (woken.compareAndSet(false, true)) {
            synchronized (waker) {
                // The counter of the descriptor cannot overflow: it is read before it is written again.
                long ignored = waker.write(wakeDescriptor, one, ValueLayout.JAVA_LONG.byteSize());
            }
        }
    }

    /// Ends [#run] after what runs now. For any thread.
    public void stop() {
        stopped = true;
        execute(() -> {});
    }

    /// Runs until [#stop].
    public void run() {
        while (!stopped) {
            List<Watch> asked = prepare();
            int ready = calls.poll(entries, asked.size(), waitMillis());
            if (ready < 0 && calls.errno() != SystemCalls.EINTR) {
                throw new IllegalStateException("poll failed with errno " + calls.errno());
            }
            if (ready > 0) {
                dispatch(asked);
            }
            woken.set(false);
            for (Runnable work = posted.poll(); work != null; work = posted.poll()) {
                guarded(work);
            }
            runTimers();
        }
    }

    private List<Watch> prepare() {
        List<Watch> asked = new ArrayList<>(watches.size());
        if (entries.byteSize() < (long) watches.size() * ENTRY_BYTES) {
            entries = arena.allocate((long) watches.size() * 2 * ENTRY_BYTES);
        }
        for (Watch each : watches.values()) {
            if (!each.muted) {
                long at = (long) asked.size() * ENTRY_BYTES;
                entries.set(ValueLayout.JAVA_INT, at, each.fd);
                entries.set(ValueLayout.JAVA_INT, at + 4, each.interest & 0xFFFF);
                asked.add(each);
            }
        }
        return asked;
    }

    private int waitMillis() {
        Timer next = timers.peek();
        if (!posted.isEmpty()) {
            return 0;
        }
        if (next == null) {
            return LONGEST_WAIT_MILLIS;
        }
        long millis = Math.ceilDiv(next.at - now(), 1_000_000L);
        return Math.clamp(millis, 0, LONGEST_WAIT_MILLIS);
    }

    private void dispatch(List<Watch> asked) {
        for (int at = 0; at < asked.size(); at++) {
            int events = entries.get(ValueLayout.JAVA_INT, (long) at * ENTRY_BYTES + 4) >>> 16;
            Watch watch = asked.get(at);
            // An earlier handler of this round may have closed it, and the number may be another's by now.
            if (events != 0 && watches.get(watch.fd) == watch && !watch.muted) {
                guarded(() -> watch.ready.run(events));
            }
        }
    }

    private void runTimers() {
        long now = now();
        for (Timer next = timers.peek(); next != null && next.at <= now; next = timers.peek()) {
            timers.poll();
            guarded(next.work);
        }
    }

    /// A defect in one piece of work must not end the daemon: its end resets the host.
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            log.error("Unexpected failure in the main loop", e);
        }
    }
}
