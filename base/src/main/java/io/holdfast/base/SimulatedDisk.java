package io.holdfast.base;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// One host's path to a [SimulatedStorage], on simulated time: it can be slow, reorder, lose answers, fail, hang
/// and be cut, and does so the same way each time the same calls are made.
public final class SimulatedDisk implements Disk {
    private final String host;
    private final SimulatedStorage storage;
    private final SimulatedClock clock;
    private final Behaviour behaviour;
    private final Set<SimulatedCall> inFlight = new LinkedHashSet<>();
    private int late;
    private int errno;
    private boolean hanging;
    private boolean closed;

    /// What happens to one call, in nanoseconds after it was issued (or after the path was healed).
    ///
    /// @param effect when the disk is read or changed; for more than one sector, its first part
    /// @param secondEffect when the second half of a call of several sectors takes effect (not atomic, as on real
    ///     disks)
    /// @param answer when the host is told, not before both effects; `Long.MAX_VALUE` for never
    /// @param errno 0, or the error told to the host instead of success
    /// @param takesEffect whether the disk is changed at all; false together with an error is a clean failure,
    ///     true with an error is a write that landed although it was reported as failed
    public record Fate(long effect, long secondEffect, long answer, int errno, boolean takesEffect) {
        public Fate {
            if (effect < 0 || secondEffect < 0 || answer < Math.max(effect, secondEffect)) {
                throw new IllegalArgumentException("An answer does not come before its effect: effect %d, %d, answer %d"
                        .formatted(effect, secondEffect, answer));
            }
        }

        /// Returns success after `nanos`, with its effect half-way
        public static Fate after(long nanos) {
            return new Fate(nanos / 2, nanos / 2, nanos, 0, true);
        }
    }

    /// Decides the fate of each call when it is issued. Deterministic: draws only from its own seeded generator.
    public interface Behaviour {
        /// Chooses what happens to a call.
        ///
        /// @param host the path's name
        /// @param write whether it is a write
        /// @param offset bytes
        /// @param length bytes
        Fate fate(String host, boolean write, long offset, int length);

        /// Returns every call succeeds after `latency`
        static Behaviour steady(Duration latency) {
            Fate fate = Fate.after(latency.toNanos());
            return (host, write, offset, length) -> fate;
        }
    }

    /// Makes a path that works.
    ///
    /// @param host names this path in the record of writes
    public SimulatedDisk(String host, SimulatedStorage storage, SimulatedClock clock, Behaviour behaviour) {
        this.host = host;
        this.storage = storage;
        this.clock = clock;
        this.behaviour = behaviour;
    }

    /// From now on nothing takes effect or is answered, calls in flight included, until [#heal()].
    public void hang() {
        hanging = true;
    }

    /// From now on new calls fail at once with `errno`, without effect, until [#heal()].
    public void fail(int withErrno) {
        errno = withErrno;
    }

    /// Ends [#hang()] and [#fail]: what was held goes on, each call with a new fate, so perhaps in another order.
    public void heal() {
        errno = 0;
        hanging = false;
        for (SimulatedCall call : List.copyOf(inFlight)) {
            call.resume(fateOf(call));
        }
    }

    /// Cuts the path as a power cut does: what has not taken effect never will, and nothing is answered any more.
    public void cut() {
        closed = true;
        for (SimulatedCall call : new ArrayList<>(inFlight)) {
            call.drop();
        }
        inFlight.clear();
        late = 0;
    }

    @Override
    public int alignment() {
        return storage.alignment();
    }

    @Override
    public DiskOperation read(long offset, int length, Duration deadline) {
        Disk.checkAligned(offset, length, alignment());
        return start(new SimulatedCall(this, offset, new byte[length], false), deadline);
    }

    @Override
    public DiskOperation write(long offset, ByteBuffer data, Duration deadline) {
        Disk.checkAligned(offset, data.remaining(), alignment());
        byte[] copy = new byte[data.remaining()];
        data.get(data.position(), copy);
        return start(new SimulatedCall(this, offset, copy, true), deadline);
    }

    private DiskOperation start(SimulatedCall call, Duration deadline) {
        if (closed) {
            call.end(new DiskResult.NotStarted());
            return call;
        }
        inFlight.add(call);
        Fate fate = fateOf(call);
        if (errno != 0) {
            fate = new Fate(fate.effect(), fate.effect(), fate.effect(), errno, false);
        }
        call.begin(fate);
        clock.scheduleAfter(deadline, call::expire);
        return call;
    }

    private Fate fateOf(SimulatedCall call) {
        return behaviour.fate(host, call.isWrite(), call.offset(), call.length());
    }

    boolean hanging() {
        return hanging;
    }

    SimulatedClock clock() {
        return clock;
    }

    SimulatedStorage storage() {
        return storage;
    }

    String host() {
        return host;
    }

    void countLate(int change) {
        late += change;
    }

    void ended(SimulatedCall call) {
        inFlight.remove(call);
    }

    @Override
    public int outstanding() {
        return late;
    }

    @Override
    public void close() {
        closed = true;
    }
}
