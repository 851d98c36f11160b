package io.holdfast.leasedaemon.system;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// Keeps a [WatchdogDevice] alive as long as every lockspace is renewed.
///
/// One thread, which neither allocates nor takes locks that others hold, looks once a second: as long as for every
/// lockspace `now < expiry - 1 s`, it pings. Otherwise it closes the device *before* the expiry, since closing is a
/// sign of life, too, and a later one (the kernel's, when the process dies) must not be possible.
///
/// If it was held up and sees an expiry that has passed, it keeps the device open and silent: closing would give the
/// processes another minute. If it was held up *while* pinging (it reads the clock again after each ping), the
/// sign of life was given and closing adds nothing to it. It opens and pings again when all are healthy or withdrawn.
///
/// Times are taken from `System.nanoTime()`, which on Linux is the monotonic clock, as the lease timestamps are.
final class WatchdogKeeper implements Watchdog {
    private static final int MAX_MEMBERS = 64;
    private static final long INTERVAL_NANOS = 1_000_000_000L;
    private static final long MARGIN_SECONDS = 1;
    private static final long FREE = -1;
    private static final long NOT_TESTED = 0;
    private static final long JOIN_NANOS = 5_000_000_000L;

    /// What the device does, as the thread publishes it.
    enum State {
        /// Never opened, or disarmed.
        OFF,
        /// Open and pinged.
        FED,
        /// Open and left silent because an expiry has passed.
        STARVED,
        /// Closed with its timer running.
        ABANDONED,
        /// Could not be opened.
        FAILED
    }

    private final WatchdogDevice device;
    private final LongSupplier nanos;
    private final AtomicLongArray expiries = new AtomicLongArray(MAX_MEMBERS);
    private final Thread thread;
    private volatile State state = State.OFF;
    private final AtomicLong rounds = new AtomicLong();
    private volatile boolean ending;

    WatchdogKeeper(WatchdogDevice device) {
        this(device, System::nanoTime);
        thread.start();
    }

    /// Does not start the thread.
    WatchdogKeeper(WatchdogDevice device, LongSupplier nanos) {
        this.device = device;
        this.nanos = nanos;
        for (int at = 0; at < MAX_MEMBERS; at++) {
            expiries.set(at, FREE);
        }
        thread = Thread.ofPlatform()
                .daemon()
                .name("watchdog")
                .stackSize(128 << 10)
                .unstarted(this::keep);
    }

    private void keep() {
        while (!ending) {
            round();
            LockSupport.parkNanos(this, INTERVAL_NANOS);
        }
        round();
    }

    /// One look at all expiries, and what follows from it.
    void round() {
        long now = nanos.getAsLong() / 1_000_000_000L;
        boolean members = false;
        boolean closing = false;
        boolean expired = false;
        for (int at = 0; at < MAX_MEMBERS; at++) {
            long expiry = expiries.get(at);
            members |= expiry != FREE;
            if (expiry > NOT_TESTED) {
                closing |= now >= expiry - MARGIN_SECONDS;
                expired |= now >= expiry;
            }
        }
        if (!members) {
            release();
        } else if (!closing) {
            feed();
        } else if (state == State.FED || state == State.STARVED) {
            starve(expired);
        }
        rounds.incrementAndGet();
    }

    private void release() {
        if (state == State.ABANDONED && device.open()) {
            state = State.FED;
        }
        if (state == State.FED || state == State.STARVED) {
            state = device.disarm() ? State.OFF : State.ABANDONED;
        } else if (state == State.FAILED) {
            state = State.OFF;
        }
    }

    private void feed() {
        boolean open = state == State.FED || state == State.STARVED;
        if (!open) {
            boolean running = state == State.ABANDONED;
            if (!device.open()) {
                state = running ? State.ABANDONED : State.FAILED;
                return;
            }
        } else if (!device.ping()) {
            device.abandon();
            state = State.ABANDONED;
            return;
        }
        state = State.FED;
        if (anyExpired()) {
            device.abandon();
            state = State.ABANDONED;
        }
    }

    private boolean anyExpired() {
        long now = nanos.getAsLong() / 1_000_000_000L;
        for (int at = 0; at < MAX_MEMBERS; at++) {
            long expiry = expiries.get(at);
            if (expiry > NOT_TESTED && now >= expiry) {
                return true;
            }
        }
        return false;
    }

    private void starve(boolean expired) {
        if (expired) {
            state = State.STARVED;
        } else {
            device.abandon();
            state = State.ABANDONED;
        }
    }

    State state() {
        return state;
    }

    @Override
    public boolean isReal() {
        return true;
    }

    @Override
    public Membership join(String lockspace, long hostId) throws IOException {
        int slot = claim();
        long seen = rounds.get();
        long deadline = System.nanoTime() + JOIN_NANOS;
        // The round that runs now may have looked before the claim; the next one has not.
        while (rounds.get() < seen + 2 && System.nanoTime() < deadline) {
            LockSupport.unpark(thread);
            LockSupport.parkNanos(this, 5_000_000L);
        }
        if (state != State.FED) {
            expiries.set(slot, FREE);
            throw new IOException("Lockspace " + lockspace + " cannot be watched: the watchdog is " + state
                    + "; it must be there and fire after " + FIRE_SECONDS + " s");
        }
        return new Slot(slot);
    }

    /// Joins without waiting for the device.
    Membership claimed() throws IOException {
        return new Slot(claim());
    }

    private int claim() throws IOException {
        for (int at = 0; at < MAX_MEMBERS; at++) {
            if (expiries.compareAndSet(at, FREE, NOT_TESTED)) {
                return at;
            }
        }
        throw new IOException("The watchdog watches " + MAX_MEMBERS + " lockspaces already");
    }

    @Override
    public void close() {
        ending = true;
        LockSupport.unpark(thread);
        try {
            thread.join(JOIN_NANOS / 1_000_000L);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Slot implements Membership {
        private final int slot;
        private boolean withdrawn;

        private Slot(int slot) {
            this.slot = slot;
        }

        @Override
        public void arm(long renewal, long expiry) {
            renewed(renewal, expiry);
        }

        @Override
        public synchronized void renewed(long renewal, long expiry) {
            if (!withdrawn) {
                expiries.set(slot, Math.max(1, expiry));
            }
        }

        @Override
        public synchronized boolean isArmed() {
            return !withdrawn && expiries.get(slot) > NOT_TESTED && state == State.FED;
        }

        @Override
        public synchronized void withdraw() {
            if (!withdrawn) {
                withdrawn = true;
                expiries.set(slot, FREE);
            }
        }
    }
}
