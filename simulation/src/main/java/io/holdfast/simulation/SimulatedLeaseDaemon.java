package io.holdfast.simulation;

import io.holdfast.base.Disk;
import io.holdfast.lease.DeltaAcquire;
import io.holdfast.lease.DeltaLease;
import io.holdfast.lease.DeltaRenewal;
import io.holdfast.lease.HostStatusTable;
import io.holdfast.lease.LeaseCalls;
import io.holdfast.lease.LeaseCode;
import io.holdfast.lease.LeaseDisk;
import io.holdfast.lease.LeaseFailure;
import io.holdfast.lease.LeaseMachine;
import io.holdfast.lease.LeaseName;
import io.holdfast.lease.LeaseRules;
import io.holdfast.lease.LockspaceArea;
import io.holdfast.lease.Membership;
import io.holdfast.lease.PaxosAcquire;
import io.holdfast.lease.PaxosLease;
import io.holdfast.lease.PaxosRelease;
import io.holdfast.lease.PaxosRequest;
import io.holdfast.lease.PaxosRetract;
import io.holdfast.lease.RenewalHealth;
import io.holdfast.lease.ResourceArea;
import io.holdfast.lease.UnsettledWrites;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The lease daemon of one boot of a host, with one lockspace: the production machines for host ids and leases, and the
/// daemon's rules for renewals, killing and the watchdog.
final class SimulatedLeaseDaemon {
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Boot boot;
    private final LeaseDisk disk;
    private final SimulatedWatchdog watchdog;
    private final LockspaceArea area;
    private final int hostId;
    private final LeaseName ownerName;
    private final int ioTimeout;
    private final LeaseRules rules;
    private final RandomGenerator random;
    private final UnsettledWrites unsettled = new UnsettledWrites();
    private final LeaseCalls renewals;

    /// Each process that ever held a lease here, until it is gone.
    private final Set<Holder> everHeld = new LinkedHashSet<>();

    /// What they hold now.
    private final Map<Holder, PaxosLease> held = new LinkedHashMap<>();

    private @Nullable Lockspace lockspace;
    private boolean joining;
    private boolean dead;

    /// A process on the kill list.
    interface Holder {
        boolean isGone();

        /// Asks it to end, or kills it; it need not obey at once.
        void kill();
    }

    SimulatedLeaseDaemon(
            Boot program,
            Disk disk,
            SimulatedWatchdog watchdog,
            LockspaceArea area,
            int hostId,
            String ownerName,
            int ioTimeout,
            LeaseRules rules,
            RandomGenerator random) {
        this.boot = program;
        this.disk = new LeaseDisk("leases", disk);
        this.renewals = calls();
        this.watchdog = watchdog;
        this.area = area;
        this.hostId = hostId;
        this.ownerName = LeaseName.of(ownerName);
        this.ioTimeout = ioTimeout;
        this.rules = rules;
        this.random = random;
        tick();
    }

    private static final class Lockspace {
        private final RenewalHealth health;
        private final DeltaRenewal renewal;
        private final HostStatusTable table;
        private final Membership membership;
        private boolean renewing;
        private boolean failed;
        private boolean fed = true;

        Lockspace(DeltaLease lease, long nowNanos, LockspaceArea area, HostStatusTable table, LeaseRules rules) {
            this.health = new RenewalHealth(lease, nowNanos, rules);
            this.renewal = new DeltaRenewal(area, lease, table, rules);
            this.table = table;
            this.membership = lease.membership();
        }
    }

    /// Takes the host id, unless it is held or on its way already.
    void join() {
        if (dead || joining || lockspace != null) {
            return;
        }
        joining = true;
        run(
                renewals,
                new DeltaAcquire(area, hostId, ownerName, ioTimeout, rules),
                lease -> {
                    joining = false;
                    Lockspace joined =
                            new Lockspace(lease, boot.clock().monotonicNanos(), area, new HostStatusTable(area), rules);
                    lockspace = joined;
                    watch(joined);
                },
                _ -> joining = false);
    }

    /// The process is stopped: it neither renews nor kills nor feeds.
    void stall() {
        boot.freeze();
    }

    void goOn() {
        boot.thaw();
    }

    /// The process dies: its device is closed by the kernel, which is a last sign of life.
    void crash() {
        dead = true;
        boot.end();
        if (watchdog.isArmed()) {
            watchdog.ping();
        }
    }

    boolean isDead() {
        return dead;
    }

    /// Whether leases can be taken.
    boolean isJoined() {
        Lockspace now = lockspace;
        return !dead && now != null && !now.failed;
    }

    Optional<Membership> membership() {
        return isJoined() && lockspace != null ? Optional.of(lockspace.membership) : Optional.empty();
    }

    Optional<HostStatusTable> table() {
        return isJoined() && lockspace != null ? Optional.of(lockspace.table) : Optional.empty();
    }

    /// Whether the watchdog guards the lockspace.
    boolean isGuarded() {
        return isJoined() && watchdog.isArmed();
    }

    /// Takes a lease for a process, which is on the kill list from before the first write.
    ///
    /// @param onEnd gets the lease, or the failure
    void acquire(Holder holder, ResourceArea resource, BiConsumer<@Nullable PaxosLease, @Nullable LeaseFailure> onEnd) {
        Lockspace joined = lockspace;
        if (joined == null || joined.failed || dead) {
            onEnd.accept(null, new LeaseFailure(LeaseCode.AGAIN, "the lockspace is not joined"));
            return;
        }
        everHeld.add(holder);
        run(
                calls(),
                new PaxosAcquire(resource, area, joined.membership, joined.table, PaxosRequest.PATIENT, rules, random),
                lease -> {
                    if (joined.failed || lockspace != joined) {
                        onEnd.accept(null, new LeaseFailure(LeaseCode.AGAIN, "the lockspace failed meanwhile"));
                    } else {
                        held.put(holder, lease);
                        onEnd.accept(lease, null);
                    }
                },
                failure -> {
                    if (failure.unfinished() != null) {
                        retract(joined, resource, failure);
                    }
                    onEnd.accept(null, failure);
                });
    }

    private void retract(Lockspace joined, ResourceArea resource, LeaseFailure failure) {
        var unfinished = failure.unfinished();
        if (unfinished != null && lockspace == joined && !joined.failed) {
            run(
                    calls(),
                    new PaxosRetract(resource, joined.membership, unfinished),
                    _ -> {},
                    again -> boot.after(Duration.ofSeconds(ioTimeout), () -> retract(joined, resource, failure)));
        }
    }

    /// Gives up what a process holds; it stays on the kill list until it is gone.
    void release(Holder holder) {
        PaxosLease lease = held.remove(holder);
        if (lease != null) {
            release(lease, () -> {});
        }
    }

    private void release(PaxosLease lease, Runnable onEnd) {
        Lockspace joined = lockspace;
        if (joined == null || joined.failed || dead) {
            onEnd.run();
            return;
        }
        run(
                calls(),
                new PaxosRelease(lease, joined.membership),
                _ -> onEnd.run(),
                failure -> boot.after(Duration.ofSeconds(ioTimeout), () -> release(lease, onEnd)));
    }

    private LeaseCalls calls() {
        return new LeaseCalls(disk, disk, unsettled);
    }

    /// A daemon that died gets no answers any more.
    private <T> void run(
            LeaseCalls calls, LeaseMachine<T> machine, Consumer<T> onDone, Consumer<LeaseFailure> onFailed) {
        LeaseTask.start(
                boot,
                calls,
                machine,
                value -> {
                    if (!dead) {
                        onDone.accept(value);
                    }
                },
                failure -> {
                    if (!dead) {
                        onFailed.accept(failure);
                    }
                });
    }

    private void tick() {
        if (dead) {
            return;
        }
        List.copyOf(held.keySet()).stream().filter(Holder::isGone).forEach(this::release);
        everHeld.removeIf(Holder::isGone);
        Lockspace now = lockspace;
        if (now != null) {
            renew(now);
            judge(now);
            watch(now);
        }
        boot.after(TICK, this::tick);
    }

    private void renew(Lockspace joined) {
        if (joined.renewing || boot.clock().monotonicNanos() < joined.health.nextAttemptNanos()) {
            return;
        }
        joined.renewing = true;
        run(
                renewals,
                joined.renewal.attempt(),
                lease -> {
                    joined.renewing = false;
                    joined.health.renewed(lease, boot.clock().monotonicNanos());
                },
                failure -> {
                    joined.renewing = false;
                    joined.health.failed(failure.code(), boot.clock().monotonicNanos());
                    judge(joined);
                });
    }

    private void judge(Lockspace joined) {
        long seconds = boot.clock().monotonicSeconds();
        if (joined.health.standing(seconds) == RenewalHealth.Standing.FAILED) {
            joined.failed = true;
        }
        if (!joined.failed || lockspace != joined) {
            return;
        }
        for (Holder each : List.copyOf(everHeld)) {
            if (!each.isGone()) {
                each.kill();
            }
        }
        everHeld.removeIf(Holder::isGone);
        if (everHeld.isEmpty()) {
            lockspace = null;
            held.clear();
            watchdog.disarm();
            joined.renewal.release().ifPresent(release -> run(renewals, release, _ -> {}, _ -> {}));
        }
    }

    /// Feeds the device as long as the renewal is good for another second; then closes it, which is the last ping.
    private void watch(Lockspace joined) {
        if (lockspace != joined) {
            return;
        }
        long now = boot.clock().monotonicSeconds();
        long expiry = joined.health.watchdogExpiry();
        if (now < expiry - 1) {
            joined.fed = true;
            watchdog.ping();
        } else if (joined.fed && now < expiry) {
            joined.fed = false;
            watchdog.ping();
        }
    }
}
