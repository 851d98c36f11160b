package io.holdfast.leasedaemon;

import io.holdfast.lease.socket.LockspaceAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One lockspace from its add to its end, as the event loop sees it. What its own thread does is in
/// [LockspaceThread].
final class Lockspace {
    private final int number;
    private final LockspaceAddress address;
    private final int ioTimeout;
    private final HolderList holders = new HolderList();
    private final List<Runnable> whenSettled = new ArrayList<>();
    private @Nullable LockspaceThread thread;
    private Stage stage = Stage.ADDING;
    private @Nullable KillReason lost;
    private boolean removalWanted;
    private boolean aborted;
    private long removalSince;
    private boolean used;
    private boolean usedByOrphans;

    /// Where it stands; the word is what the status shows.
    enum Stage {
        ADDING("add"),
        JOINED("spaces"),
        /// Nobody is left who must be killed; the host id is being given back.
        REMOVING("rem"),
        GONE("");

        private final String label;

        Stage(String label) {
            this.label = label;
        }
    }

    /// @param number 1, 2, …, never used again
    Lockspace(int number, LockspaceAddress address, int ioTimeout) {
        this.number = number;
        this.address = address;
        this.ioTimeout = ioTimeout;
    }

    int number() {
        return number;
    }

    LockspaceAddress address() {
        return address;
    }

    String name() {
        return address.name();
    }

    int ioTimeout() {
        return ioTimeout;
    }

    HolderList holders() {
        return holders;
    }

    void thread(LockspaceThread newThread) {
        thread = newThread;
    }

    LockspaceThread thread() {
        if (thread == null) {
            throw new IllegalStateException("Lockspace " + name() + " has not been started");
        }
        return thread;
    }

    Stage stage() {
        return stage;
    }

    /// The list that it is in for those who ask: a wanted removal counts as begun.
    Stage shownStage() {
        return stage == Stage.JOINED && removalWanted ? Stage.REMOVING : stage;
    }

    String label() {
        return shownStage().label;
    }

    /// Moves on, and tells those who wait for it when there is nothing more in progress.
    void stage(Stage newStage) {
        stage = newStage;
        if (newStage == Stage.JOINED || newStage == Stage.GONE) {
            List<Runnable> waiting = new ArrayList<>(whenSettled);
            whenSettled.clear();
            waiting.forEach(Runnable::run);
        }
    }

    /// Runs the work when it has been joined or is gone.
    void whenSettled(Runnable work) {
        whenSettled.add(work);
    }

    /// Whether leases may be taken in it.
    boolean isUsable() {
        return stage == Stage.JOINED && lost == null && !removalWanted;
    }

    /// Why its processes must end; null as long as all is well.
    @Nullable KillReason lost() {
        return lost;
    }

    /// There is no way back from here.
    void lose(KillReason reason) {
        lost = reason;
    }

    boolean isRemovalWanted() {
        return removalWanted;
    }

    /// @param now monotonic seconds
    void wantRemoval(long now) {
        removalWanted = true;
        removalSince = now;
    }

    /// When the removal was asked for, monotonic seconds.
    long removalSince() {
        return removalSince;
    }

    /// Whether a removal or the daemon's end came while it was being added.
    boolean isAborted() {
        return aborted;
    }

    void abort() {
        aborted = true;
    }

    boolean isUsed() {
        return used;
    }

    void used(boolean now) {
        used = now;
    }

    boolean isUsedByOrphans() {
        return usedByOrphans;
    }

    void usedByOrphans(boolean now) {
        usedByOrphans = now;
    }
}
