package io.holdfast.leasedaemon;

import io.holdfast.lease.socket.LockspaceAddress;
import io.holdfast.leasedaemon.Lockspace.Stage;
import io.holdfast.leasedaemon.system.DaemonLog;
import io.holdfast.leasedaemon.system.EventLoop;
import io.holdfast.leasedaemon.system.PeerProcess.ProcessIdentity;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What the daemon is: its clients, lockspaces and leases, and the events that change more than one of them.
final class DaemonState {
    /// How long a removed lockspace is shown at least, so that those who poll once a second can see it.
    private static final long SHOWN_SECONDS = 2;

    private final EventLoop loop;
    private final DaemonLog log;
    private final HolderStore holderStore;
    private final ClientTable clients = new ClientTable();
    private final LockspaceTable lockspaces = new LockspaceTable();
    private final LeaseTable leases = new LeaseTable();
    private final List<Runnable> whenEnding = new ArrayList<>();
    private Set<ProcessIdentity> stored = Set.of();
    private boolean forcedToEnd;
    private boolean ending;

    /// Where the processes that may use leases are noted for the next daemon.
    interface HolderStore {
        /// Replaces what was noted before.
        ///
        /// @throws IOException if they could not be noted
        void store(List<ProcessIdentity> holders) throws IOException;
    }

    DaemonState(EventLoop loop, DaemonLog log, HolderStore holderStore) {
        this.loop = loop;
        this.log = log;
        this.holderStore = holderStore;
    }

    EventLoop loop() {
        return loop;
    }

    DaemonLog log() {
        return log;
    }

    ClientTable clients() {
        return clients;
    }

    LockspaceTable lockspaces() {
        return lockspaces;
    }

    LeaseTable leases() {
        return leases;
    }

    /// Monotonic seconds.
    long now() {
        return loop.now() / 1_000_000_000L;
    }

    boolean isForcedToEnd() {
        return forcedToEnd;
    }

    /// Ends the daemon when no lockspace is left.
    ///
    /// @param force takes the lockspaces down, too, and kills whoever uses them
    void end(boolean force) {
        ending = true;
        forcedToEnd |= force;
        for (Lockspace each : lockspaces.all()) {
            if (each.stage() == Stage.ADDING) {
                abort(each);
            }
        }
        endIfIdle();
    }

    /// Runs the work just before the daemon ends.
    void whenEnding(Runnable work) {
        whenEnding.add(work);
    }

    private void endIfIdle() {
        if (ending && lockspaces.isEmpty()) {
            whenEnding.forEach(Runnable::run);
            whenEnding.clear();
            loop.stop();
        }
    }

    /// Undoes an add that is in progress.
    void abort(Lockspace lockspace) {
        lockspace.abort();
        lockspace.thread().leave();
    }

    /// Takes note that a process is about to get a lease, before it can believe that it has it.
    ///
    /// @throws IOException if the next daemon could not be told of it; it must not get the lease then
    void willHold(Lockspace lockspace, Holder holder) throws IOException {
        if (lockspace.holders().add(holder)) {
            storeHolders();
        }
    }

    /// Takes note that the processes on some list changed in a way that may be stored late.
    void holdersChanged() {
        try {
            storeHolders();
        } catch (IOException e) {
            log.error("Cannot note which processes use leases", e);
        }
    }

    private void storeHolders() throws IOException {
        Set<ProcessIdentity> now = new LinkedHashSet<>();
        for (Lockspace each : lockspaces.all()) {
            each.holders()
                    .toRemember()
                    .forEach(holder -> now.add(holder.process().identity()));
        }
        if (!now.equals(stored)) {
            holderStore.store(List.copyOf(now));
            stored = now;
        }
    }

    /// Ends the daemon if that hurts nobody: an add in progress is undone, but a lockspace that was joined keeps it.
    void endIfUnused() {
        if (lockspaces.all().stream().anyMatch(each -> each.stage() != Stage.ADDING)) {
            log.warning("Asked to end, but a lockspace is joined: goes on");
        } else {
            end(false);
        }
    }

    /// A lockspace was lost: nobody may wait for a lease of it any longer.
    void lockspaceLost(Lockspace lockspace) {
        leases.in(HeldLease.Stage.ADDING).stream()
                .filter(each -> each.lockspace() == lockspace)
                .forEach(HeldLease::cancel);
    }

    /// Nobody is left who could use the lockspace: gives the host id back.
    void giveBack(Lockspace lockspace) {
        log.debug("s" + lockspace.number() + " gives host id "
                + lockspace.address().hostId() + " of " + lockspace.name() + " back");
        lockspace.stage(Stage.REMOVING);
        lockspace.thread().leave();
    }

    /// The thread of a lockspace has ended.
    void threadEnded(Lockspace lockspace) {
        long shownUntil = lockspace.isRemovalWanted() ? lockspace.removalSince() + SHOWN_SECONDS : 0;
        long left = shownUntil - now();
        if (left > 0) {
            loop.after(Duration.ofSeconds(left), () -> forget(lockspace));
        } else {
            forget(lockspace);
        }
    }

    /// Takes a lockspace off the table.
    void forget(Lockspace lockspace) {
        for (HeldLease.Stage stage : HeldLease.Stage.values()) {
            for (HeldLease each : leases.in(stage)) {
                // One that is being acquired or released is dropped by whoever does it.
                if (each.lockspace() == lockspace && stage == HeldLease.Stage.HELD) {
                    leases.remove(each);
                }
            }
        }
        lockspaces.remove(lockspace);
        lockspace.stage(Stage.GONE);
        holdersChanged();
        endIfIdle();
    }

    /// Where a lockspace like that one stands, as INQ_LOCKSPACE answers; null if there is none.
    Lockspace.@org.jspecify.annotations.Nullable Stage stageOf(LockspaceAddress address) {
        Lockspace lockspace = lockspaces.matching(address);
        return lockspace == null ? null : lockspace.shownStage();
    }
}
