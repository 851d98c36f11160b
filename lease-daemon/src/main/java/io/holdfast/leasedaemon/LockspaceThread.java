package io.holdfast.leasedaemon;

import io.holdfast.base.Clock;
import io.holdfast.base.DirectDisk;
import io.holdfast.base.DiskException;
import io.holdfast.lease.DeltaAcquire;
import io.holdfast.lease.DeltaLease;
import io.holdfast.lease.DeltaRenewal;
import io.holdfast.lease.LeaderRecord;
import io.holdfast.lease.LeaseDisk;
import io.holdfast.lease.LeaseException;
import io.holdfast.lease.LeaseGeometry;
import io.holdfast.lease.LeaseMachine;
import io.holdfast.lease.LeaseName;
import io.holdfast.lease.LeaseRules;
import io.holdfast.lease.LeaseRunner;
import io.holdfast.lease.LockspaceArea;
import io.holdfast.lease.LockspaceDiscovery;
import io.holdfast.lease.UnsettledWrites;
import io.holdfast.lease.socket.LockspaceAddress;
import io.holdfast.lease.socket.ResultCode;
import io.holdfast.leasedaemon.system.DaemonLog;
import io.holdfast.leasedaemon.system.Watchdog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The thread of one lockspace: takes the host id, renews it until told to leave, gives it back.
///
/// It shares nothing with other lockspaces, so that a disk which hangs costs its own lockspace alone. What others want
/// to know of it is in its [LockspaceFacts]; the watchdog's expiry is set before anything is said of a renewal.
final class LockspaceThread {
    private static final long STACK_BYTES = 512 << 10;

    /// How far the event loop may be behind before renewals stop to keep the watchdog quiet.
    private static final long LOOP_LATE_SECONDS = 3;

    /// What the thread tells of itself, on itself.
    interface Events {
        /// The host id is held and watched.
        void joined();

        /// The thread does nothing more, and its disk is closed.
        ///
        /// @param joinResult 0 if the lockspace had been joined
        void ended(int joinResult);
    }

    /// What a lockspace's thread needs from the daemon.
    ///
    /// @param ownerName of this host, for its delta leases
    /// @param unsettled the writes of this process that did not end in time
    /// @param leftovers what an earlier daemon left behind
    /// @param heartbeat of the event loop
    record Surroundings(
            Clock clock,
            DaemonLog log,
            Watchdog watchdog,
            LeaseName ownerName,
            UnsettledWrites unsettled,
            Leftovers leftovers,
            Heartbeat heartbeat) {}

    private final LockspaceAddress address;
    private final int ioTimeout;
    private final Surroundings surroundings;
    private final Events events;
    private final LockspaceFacts facts;
    private final CountDownLatch leaving = new CountDownLatch(1);
    private volatile Watchdog.@Nullable Membership watch;
    private @Nullable DirectDisk disk;

    LockspaceThread(LockspaceAddress address, int ioTimeout, Surroundings surroundings, Events events) {
        this.address = address;
        this.ioTimeout = ioTimeout;
        this.surroundings = surroundings;
        this.events = events;
        this.facts = new LockspaceFacts(new LockspaceArea(
                LeaseName.of(address.name()),
                LeaseGeometry.SECTOR_512_AREA_1M,
                address.disk().offset()));
    }

    LockspaceFacts facts() {
        return facts;
    }

    void start() {
        Thread.ofPlatform()
                .daemon()
                .name("lockspace " + address.name())
                .stackSize(STACK_BYTES)
                .start(this::live);
    }

    /// Ends the thread: an add that is in progress is undone, a lockspace that was joined is left. The watchdog is told
    /// at once, so nobody may be left who uses a lease of it.
    void leave() {
        leaving.countDown();
        Watchdog.Membership watching = watch;
        if (watching != null) {
            watching.withdraw();
        }
    }

    private boolean isLeaving() {
        return leaving.getCount() == 0;
    }

    boolean isWatchdogArmed() {
        Watchdog.Membership watching = watch;
        return watching != null && watching.isArmed();
    }

    /// Why a lockspace cannot be joined, if it is not for its lease.
    private static final class JoinRefused extends Exception {
        private static final long serialVersionUID = 1;
        private final int code;

        JoinRefused(int code, String message) {
            super(message);
            this.code = code;
        }
    }

    private void live() {
        int result = ResultCode.ERROR;
        try {
            LeaseRunner runner = prepare();
            DeltaRenewal renewal = join(runner);
            result = ResultCode.SUCCESS;
            facts.joinEnded(result, surroundings.clock.monotonicSeconds());
            events.joined();
            renewUntilLeaving(runner, renewal);
            giveBack(runner, renewal);
        } catch (LeaseException e) {
            surroundings.log.error(e.getMessage());
            result = e.code();
        } catch (JoinRefused e) {
            surroundings.log.error(e.getMessage());
            result = e.code;
        } catch (InterruptedException | RuntimeException e) {
            surroundings.log.error("The thread of lockspace " + address.name() + " failed", e);
        }
        end(result);
    }

    private void end(int result) {
        if (result == ResultCode.SUCCESS && !isLeaving()) {
            // The loop takes the lockspace down as it does after a lost renewal, and then lets this thread go.
            facts.fail();
            awaitLeaving();
        }
        if (result != ResultCode.SUCCESS) {
            facts.joinEnded(result, surroundings.clock.monotonicSeconds());
        }
        leave();
        DirectDisk opened = disk;
        if (opened != null) {
            opened.close();
        }
        events.ended(result);
    }

    private void awaitLeaving() {
        while (!isLeaving()) {
            try {
                leaving.await();
            } catch (InterruptedException e) {
                // Nobody interrupts this thread on purpose, and there is nothing to stop.
            }
        }
    }

    /// Opens the disk and finds out what lies there.
    private LeaseRunner prepare() throws JoinRefused, LeaseException, InterruptedException {
        if (!surroundings.leftovers.awaitGone()) {
            throw new JoinRefused(
                    ResultCode.WATCHDOG, "Cannot join " + address.name() + ": processes of a dead daemon are alive");
        }
        LeaseRunner runner = open(512);
        LockspaceArea found = runner.run(new LockspaceDiscovery(address.disk().offset(), patience()), this::isLeaving);
        if (found.geometry().sectorSize() != 512) {
            runner = open(found.geometry().sectorSize());
        }
        facts.found(new LockspaceArea(
                LeaseName.of(address.name()), found.geometry(), address.disk().offset()));
        if (address.hostId() < 1 || address.hostId() > found.geometry().maxHosts()) {
            throw new JoinRefused(
                    ResultCode.LOCKSPACE_HOST_ID,
                    "Cannot join " + address.name() + ": its greatest host id is "
                            + found.geometry().maxHosts() + ", not " + Long.toUnsignedString(address.hostId()));
        }
        return runner;
    }

    private Duration patience() {
        return Duration.ofSeconds(ioTimeout);
    }

    private LeaseRunner open(int alignment) throws JoinRefused, InterruptedException {
        DirectDisk earlier = disk;
        if (earlier != null) {
            earlier.close();
        }
        String path = address.disk().path();
        try {
            DirectDisk opened = DirectDisk.open(
                    Path.of(path), DirectDisk.Options.readWrite().aligned(alignment), patience());
            disk = opened;
            return new LeaseRunner(surroundings.clock, new LeaseDisk(path, opened), surroundings.unsettled);
        } catch (DiskException | java.nio.file.InvalidPathException e) {
            throw new JoinRefused(ResultCode.ENODEV, "Cannot join " + address.name() + ": " + e.getMessage());
        }
    }

    private DeltaRenewal join(LeaseRunner runner) throws JoinRefused, LeaseException, InterruptedException {
        Watchdog.Membership watching = watchdog();
        LockspaceArea area = facts.area();
        DeltaAcquire acquire =
                new DeltaAcquire(area, address.hostId(), surroundings.ownerName, ioTimeout, LeaseRules.STANDARD);
        DeltaLease acquired = runner.run(acquire, this::isLeaving);
        facts.acquired(acquired, surroundings.clock.monotonicNanos());
        DeltaRenewal renewal = new DeltaRenewal(area, acquired, facts.hosts(), LeaseRules.STANDARD);
        // The wait for others is as long as the io time-out of the record's last owner makes it: perhaps too long.
        if (surroundings.clock.monotonicSeconds() - facts.lastSuccess() >= 6L * ioTimeout) {
            facts.renewed(runner.run(renewal.attempt()), surroundings.clock.monotonicNanos());
        }
        try {
            watching.arm(facts.lastSuccess(), facts.watchdogExpiry());
        } catch (IOException e) {
            giveBack(runner, renewal);
            throw new JoinRefused(ResultCode.WATCHDOG, "Cannot join " + address.name() + ": " + e.getMessage());
        }
        return renewal;
    }

    private Watchdog.Membership watchdog() throws JoinRefused {
        try {
            Watchdog.Membership watching = surroundings.watchdog.join(address.name(), address.hostId());
            watch = watching;
            return watching;
        } catch (IOException e) {
            throw new JoinRefused(ResultCode.WATCHDOG, "Cannot join " + address.name() + ": " + e.getMessage());
        }
    }

    /// The first renewal comes half a second after the host id was taken, since that took longer than an interval.
    private void renewUntilLeaving(LeaseRunner runner, DeltaRenewal renewal) throws InterruptedException {
        while (true) {
            long wait = facts.nextAttemptNanos() - surroundings.clock.monotonicNanos();
            if (leaving.await(Math.max(0, wait), TimeUnit.NANOSECONDS)) {
                return;
            }
            facts.attempting(surroundings.clock.monotonicSeconds());
            try {
                DeltaLease lease = runner.run(renewal.attempt());
                facts.renewed(lease, surroundings.clock.monotonicNanos());
                tellWatchdog(lease);
            } catch (LeaseException e) {
                if (facts.lastResult() != e.code()) {
                    // Said once, not twice a second until it ends; the loop warns on while it lasts.
                    surroundings.log.warning(e.getMessage());
                }
                facts.renewalFailed(e.code(), surroundings.clock.monotonicNanos());
            }
        }
    }

    private void tellWatchdog(DeltaLease lease) {
        long expiry = facts.watchdogExpiry();
        long beat = surroundings.heartbeat.last();
        if (beat + LOOP_LATE_SECONDS < lease.renewedAt()) {
            expiry = Math.min(expiry, beat + LeaseRules.STANDARD.failureAge(ioTimeout));
        }
        Watchdog.Membership watching = watch;
        if (watching != null) {
            watching.renewed(lease.renewedAt(), expiry);
        }
    }

    private void giveBack(LeaseRunner runner, DeltaRenewal renewal) throws InterruptedException {
        Optional<LeaseMachine<LeaderRecord>> release = renewal.release();
        if (release.isEmpty()) {
            surroundings.log.error("Host id " + address.hostId() + " of " + address.name()
                    + " is not given back: its last renewal failed");
            return;
        }
        try {
            LeaderRecord freed = runner.run(release.get());
            surroundings.log.debug("Host id " + freed.ownerId() + " of " + address.name() + " is free");
        } catch (LeaseException e) {
            surroundings.log.error(e.getMessage());
        }
    }
}
