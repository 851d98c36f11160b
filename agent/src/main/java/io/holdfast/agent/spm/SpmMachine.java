package io.holdfast.agent.spm;

import io.holdfast.protocol.SpmStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides the steps by which a host becomes SPM, stays it and ceases to be it. Reads no clock, does no I/O.
///
///     FREE ── start ──▶ CONTEND: host id, lease, preparation ──▶ SPM ── stop ──▶ STOPPING ──▶ FREE
///
/// * The lease of the role is given back only when nothing that was let in under it can still write, however long
///   that takes: until then the host counts as acting, and nobody else can become SPM.
/// * While it is SPM the lease daemon is asked every few seconds whether the lease is held. An answer that it is not,
///   or more than three questions in a row without an answer, end the process at once: [Order.Panic].
public final class SpmMachine {
    /// Nanoseconds from one look at the lease to the next.
    public static final long WATCH_INTERVAL = 5_000_000_000L;

    /// Nanoseconds from one look at the remaining writers to the next.
    public static final long DRAIN_INTERVAL = 100_000_000L;

    /// Questions in a row that may stay without an answer.
    public static final int SILENCES = 3;

    /// Where the machine is.
    public enum State {
        FREE,
        JOINING,
        ACQUIRING,
        PREPARING,
        SERVING,
        DRAINING,
        CLEANING,
        RELEASING,
        /// The process has to end; nothing more happens.
        LOST
    }

    /// What happened.
    public sealed interface Event {
        /// Somebody wants this host to be SPM.
        record Start() implements Event {}

        /// Somebody wants this host not to be SPM.
        record Stop() implements Event {}

        /// Time went on.
        record Tick() implements Event {}

        /// The host id is held.
        record Joined() implements Event {}

        /// The lease is held.
        ///
        /// @param version of the lease
        record Acquired(long version) implements Event {}

        /// The master is ready to serve.
        record Prepared() implements Event {}

        /// A step on the way to the role did not succeed.
        ///
        /// @param code of the host protocol
        record Failed(int code, String message) implements Event {}

        /// Whether something can still write.
        record Drained(boolean idle) implements Event {}

        /// What had to be told to the storage before the end was told, or could not be.
        record Cleaned() implements Event {}

        /// The lease was given back.
        record Released() implements Event {}

        /// The lease could not be given back.
        record NotReleased(String message) implements Event {}

        /// The daemon says that the lease is held, at its place.
        ///
        /// @param version of the lease that was asked about
        record StillHeld(long version) implements Event {}

        /// The daemon gave no answer.
        ///
        /// @param version of the lease that was asked about
        record Silence(long version) implements Event {}

        /// The daemon says that the lease is not held, or the connection that holds it has ended.
        ///
        /// @param version of the lease that was asked about
        record NotHeld(long version, String message) implements Event {}
    }

    /// What to do now. Each but the last three is answered by an event.
    public sealed interface Order {
        /// Acquire the host id in the master's lockspace and wait for it.
        record Join() implements Order {}

        /// Acquire the lease on a connection of its own; where that fails, end the connection before telling.
        record Acquire() implements Order {}

        /// Make the master ready.
        ///
        /// @param version of the lease
        record Prepare(long version) implements Order {}

        /// Tell whether something can still write.
        record Drain() implements Order {}

        /// Put away what serving needed.
        record Clean() implements Order {}

        /// Give the lease back and end its connection.
        record Release() implements Order {}

        /// Ask the daemon about the lease.
        ///
        /// @param version to be told with the answer
        record Watch(long version) implements Order {}

        /// Let work in.
        record Open() implements Order {}

        /// Let no more work in.
        record Close() implements Order {}

        /// End this process and its children at once.
        record Panic(String why) implements Order {}
    }

    private State state = State.FREE;
    private long version = -1;
    private long watchDue;
    private boolean watching;
    private int silences;
    private long drainDue;
    private boolean draining;
    private boolean stopWanted;
    private @Nullable Failure failure;

    /// Why the last start, or the service, ended.
    public record Failure(int code, String message) {}

    public State state() {
        return state;
    }

    /// The role as it is told.
    public SpmStatus.Role role() {
        return switch (state) {
            case FREE -> SpmStatus.Role.FREE;
            case SERVING -> SpmStatus.Role.SPM;
            default -> SpmStatus.Role.CONTEND;
        };
    }

    /// The version of the lease while it is held, -1 otherwise.
    public long version() {
        return version;
    }

    /// Why the last start did not succeed; null if it did.
    public @Nullable Failure failure() {
        return failure;
    }

    /// Takes note of what happened and says what to do, in this order.
    ///
    /// @param now nanoseconds of the monotonic clock
    public List<Order> step(long now, Event event) {
        return switch (event) {
            case Event.Start start -> start();
            case Event.Stop stop -> stop();
            case Event.Tick tick -> tick(now);
            case Event.Joined joined -> joined();
            case Event.Acquired acquired -> acquired(now, acquired);
            case Event.Prepared prepared -> prepared();
            case Event.Failed failed -> failed(failed);
            case Event.Drained drained -> drained(now, drained);
            case Event.Cleaned cleaned -> cleaned();
            case Event.Released released -> released();
            case Event.NotReleased not ->
                state == State.RELEASING ? panic("The SPM lease cannot be given back: " + not.message()) : List.of();
            case Event.StillHeld held -> held.version() == version ? stillHeld(now) : List.of();
            case Event.Silence silence -> silence.version() == version ? silence(now) : List.of();
            case Event.NotHeld not -> not.version() == version ? notHeld(not) : List.of();
        };
    }

    private List<Order> start() {
        if (state != State.FREE) {
            return List.of();
        }
        state = State.JOINING;
        failure = null;
        stopWanted = false;
        return List.of(new Order.Join());
    }

    private List<Order> stop() {
        switch (state) {
            case SERVING -> {
                return drain();
            }
            case JOINING, ACQUIRING, PREPARING -> stopWanted = true;
            default -> {
                // Nothing to end, or ending already.
            }
        }
        return List.of();
    }

    private List<Order> joined() {
        if (state != State.JOINING) {
            return List.of();
        }
        if (stopWanted) {
            return giveUp(new Failure(0, "stopped before the lease was taken"));
        }
        state = State.ACQUIRING;
        return List.of(new Order.Acquire());
    }

    private List<Order> acquired(long now, Event.Acquired acquired) {
        if (state != State.ACQUIRING) {
            return List.of();
        }
        state = State.PREPARING;
        version = acquired.version();
        silences = 0;
        watching = false;
        watchDue = now + WATCH_INTERVAL;
        return List.of(new Order.Prepare(version));
    }

    private List<Order> prepared() {
        if (state != State.PREPARING) {
            return List.of();
        }
        if (stopWanted) {
            failure = new Failure(0, "stopped while it was being prepared");
            return drain();
        }
        state = State.SERVING;
        return List.of(new Order.Open());
    }

    private List<Order> drain() {
        state = State.DRAINING;
        draining = true;
        return List.of(new Order.Close(), new Order.Drain());
    }

    private List<Order> failed(Event.Failed failed) {
        Failure why = new Failure(failed.code(), failed.message());
        return switch (state) {
            case JOINING, ACQUIRING -> giveUp(why);
            case PREPARING -> {
                failure = why;
                yield drain();
            }
            default -> List.of();
        };
    }

    private List<Order> giveUp(Failure why) {
        failure = why;
        state = State.FREE;
        return List.of();
    }

    private List<Order> tick(long now) {
        List<Order> orders = new ArrayList<>();
        if (holdsLease() && !watching && now - watchDue >= 0) {
            watching = true;
            orders.add(new Order.Watch(version));
        }
        if (state == State.DRAINING && !draining && now - drainDue >= 0) {
            draining = true;
            orders.add(new Order.Drain());
        }
        return orders;
    }

    /// While it is being given back, an answer that it is not held is no surprise.
    private boolean holdsLease() {
        return state == State.PREPARING || state == State.SERVING || state == State.DRAINING || state == State.CLEANING;
    }

    private List<Order> drained(long now, Event.Drained drained) {
        if (state != State.DRAINING) {
            return List.of();
        }
        draining = false;
        if (!drained.idle()) {
            drainDue = now + DRAIN_INTERVAL;
            return List.of();
        }
        state = State.CLEANING;
        return List.of(new Order.Clean());
    }

    private List<Order> cleaned() {
        if (state != State.CLEANING) {
            return List.of();
        }
        state = State.RELEASING;
        return List.of(new Order.Release());
    }

    private List<Order> released() {
        if (state == State.RELEASING) {
            state = State.FREE;
            version = -1;
        }
        return List.of();
    }

    private List<Order> stillHeld(long now) {
        watching = false;
        silences = 0;
        watchDue = now + WATCH_INTERVAL;
        return List.of();
    }

    private List<Order> silence(long now) {
        watching = false;
        watchDue = now + WATCH_INTERVAL;
        if (holdsLease() && ++silences > SILENCES) {
            return panic("The lease daemon did not answer %d times in a row".formatted(silences));
        }
        return List.of();
    }

    private List<Order> notHeld(Event.NotHeld not) {
        return holdsLease() ? panic("The SPM lease is lost: " + not.message()) : List.of();
    }

    private List<Order> panic(String why) {
        state = State.LOST;
        return List.of(new Order.Close(), new Order.Panic(why));
    }
}
