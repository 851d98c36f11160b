package io.holdfast.storage.files;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Calls that may never return, each on one of a few platform threads and with a deadline for its caller.
final class FileCalls {
    private static final int THREADS = 6;

    private final String name;
    private final ThreadPoolExecutor threads;
    private final AtomicInteger lateChanges = new AtomicInteger();

    FileCalls(String name) {
        this.name = name;
        threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("files " + name + " ", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    private enum State {
        QUEUED,
        RUNNING,
        /// Given up by its caller, and still in the kernel.
        LATE,
        ENDED
    }

    /// How many changes were given up by their callers and have not returned.
    int lateChanges() {
        return lateChanges.get();
    }

    /// Makes a call.
    ///
    /// @param attempt a phrase that follows "Cannot"
    /// @param change whether its late end matters
    <T extends @Nullable Object> T call(Duration deadline, String attempt, boolean change, Callable<T> work) {
        Call<T> call = new Call<>(work, change);
        threads.execute(call);
        try {
            if (call.ended.await(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
                return call.outcome(attempt);
            }
        } catch (InterruptedException e) {
            call.giveUp();
            Thread.currentThread().interrupt();
            throw new FileException(FileException.Kind.INTERRUPTED, "Interrupted while trying to " + attempt, e);
        }
        return switch (call.giveUp()) {
            case QUEUED ->
                throw new FileException(
                        FileException.Kind.NOT_STARTED,
                        "Cannot %s: the storage at %s answers none of %d earlier calls"
                                .formatted(attempt, name, THREADS));
            case RUNNING ->
                throw new FileException(
                        FileException.Kind.TIMED_OUT,
                        "Cannot %s: no answer within %s s".formatted(attempt, deadline.toSeconds()));
            case LATE, ENDED -> call.outcome(attempt);
        };
    }

    private final class Call<T extends @Nullable Object> implements Runnable {
        private final Callable<T> work;
        private final boolean change;
        private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile @Nullable Throwable failure;
        private volatile @Nullable T value;

        Call(Callable<T> work, boolean change) {
            this.work = work;
            this.change = change;
        }

        @Override
        public void run() {
            if (!state.compareAndSet(State.QUEUED, State.RUNNING)) {
                return;
            }
            try {
                value = work.call();
            } catch (Exception | OutOfMemoryError e) {
                failure = e;
            } finally {
                if (state.getAndSet(State.ENDED) == State.LATE && change) {
                    lateChanges.decrementAndGet();
                }
                ended.countDown();
            }
        }

        /// Stops waiting; returns in which state the call was.
        State giveUp() {
            if (state.compareAndSet(State.QUEUED, State.ENDED)) {
                threads.remove(this);
                return State.QUEUED;
            }
            if (change) {
                lateChanges.incrementAndGet();
            }
            if (state.compareAndSet(State.RUNNING, State.LATE)) {
                return State.RUNNING;
            }
            if (change) {
                lateChanges.decrementAndGet();
            }
            awaitEnd();
            return State.ENDED;
        }

        /// The work is done; its thread is about to say so.
        private void awaitEnd() {
            boolean interrupted = false;
            while (true) {
                try {
                    ended.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        @SuppressWarnings("NullAway") // null only where T admits it
        T outcome(String attempt) {
            Throwable thrown = failure;
            if (thrown != null) {
                throw FileFailures.translate(attempt, thrown);
            }
            return value;
        }
    }
}
