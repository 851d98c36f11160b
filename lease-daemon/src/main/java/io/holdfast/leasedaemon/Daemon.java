package io.holdfast.leasedaemon;

import io.holdfast.base.Clock;
import io.holdfast.lease.LeaseName;
import io.holdfast.lease.UnsettledWrites;
import io.holdfast.leasedaemon.system.DaemonLog;
import io.holdfast.leasedaemon.system.EventLoop;
import io.holdfast.leasedaemon.system.SocketConnection;
import io.holdfast.leasedaemon.system.Watchdog;
import java.time.Duration;

/// The daemon put together, around one event loop.
final class Daemon {
    private final DaemonState state;
    private final Recovery recovery;
    private final Dispatcher dispatcher;
    private final Clock clock;
    private final Heartbeat heartbeat = new Heartbeat();

    /// @param ownerName of this host, for its delta leases
    /// @param leftovers what an earlier daemon left behind
    /// @param store where the processes that use leases are noted
    /// @param ownPid shown by the status
    Daemon(
            DaemonOptions options,
            LeaseName ownerName,
            Clock clock,
            EventLoop loop,
            DaemonLog log,
            Watchdog watchdog,
            Leftovers leftovers,
            DaemonState.HolderStore store,
            long ownPid) {
        this.clock = clock;
        state = new DaemonState(loop, log, store);
        UnsettledWrites unsettled = new UnsettledWrites();
        LockspaceThread.Surroundings surroundings =
                new LockspaceThread.Surroundings(clock, log, watchdog, ownerName, unsettled, leftovers, heartbeat);
        recovery = new Recovery(state, options.killGrace(), new SuspendWatch(boottimeLead()));
        StatusRecords records = new StatusRecords(state, options, ownerName.toString(), watchdog.isReal(), ownPid);
        dispatcher = new Dispatcher(
                state,
                new LockspaceCommands(state, options.ioTimeout(), surroundings),
                new LeaseCommands(state, new DiskLeaseWork(clock, log, loop, unsettled), recovery),
                new DiskCommands(state, clock, unsettled, options.ioTimeout(), options.formatTimeout()),
                new StatusCommands(state, records));
    }

    void accept(SocketConnection connection) {
        dispatcher.accept(connection);
    }

    /// Somebody asked for the end, by a signal. For any thread.
    void stopIfUnused() {
        state.loop().execute(state::endIfUnused);
    }

    /// Looks at the lockspaces for the first time; from then on the loop keeps doing it.
    void tick() {
        long now = state.now();
        heartbeat.beat(now);
        long next = recovery.check(now, boottimeLead());
        state.loop().after(Duration.ofMillis(next), this::tick);
    }

    private long boottimeLead() {
        return clock.boottimeNanos() - clock.monotonicNanos();
    }
}
