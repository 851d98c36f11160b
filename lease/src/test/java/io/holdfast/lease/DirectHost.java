package io.holdfast.lease;

import io.holdfast.base.Clock;
import io.holdfast.base.DirectDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Our side of a shared file: production classes on the real clock and direct I/O, renewing on a thread.
final class DirectHost implements AutoCloseable {
    final LockspaceArea lockspace;
    final HostStatusTable table;
    final LeaseRunner runner;
    private final DirectDisk disk;
    private final int hostId;
    private final LeaseName name;
    private final int ioTimeout;
    private final UnsettledWrites unsettled = new UnsettledWrites();
    private final LeaseRunner renewals;

    private @Nullable DeltaRenewal renewal;

    private volatile boolean leaving;
    private volatile @Nullable LeaseException failure;
    private CompletableFuture<Void> left = CompletableFuture.completedFuture(null);

    DirectHost(Path file, LockspaceArea lockspace, int hostId, String name, int ioTimeout) throws InterruptedException {
        this.lockspace = lockspace;
        this.table = new HostStatusTable(lockspace);
        this.hostId = hostId;
        this.name = LeaseName.ofHost(name);
        this.ioTimeout = ioTimeout;
        this.disk = DirectDisk.open(file, DirectDisk.Options.readWrite().withSlots(16), Duration.ofSeconds(10));
        LeaseDisk shared = new LeaseDisk(file.toString(), disk);
        this.runner = new LeaseRunner(Clock.system(), shared, unsettled);
        this.renewals = new LeaseRunner(Clock.system(), shared, unsettled);
    }

    DirectHost join() throws LeaseException, InterruptedException {
        DeltaLease lease = runner.run(new DeltaAcquire(lockspace, hostId, name, ioTimeout, LeaseRules.STANDARD));
        renewal = new DeltaRenewal(lockspace, lease, table, LeaseRules.STANDARD);
        RenewalHealth health = new RenewalHealth(lease, Clock.system().monotonicNanos(), LeaseRules.STANDARD);
        DeltaRenewal mine = renewal;
        left = CompletableFuture.runAsync(() -> renew(mine, health), Thread::startVirtualThread);
        while (table.checks() == 0) {
            Clock.system().sleep(Duration.ofMillis(20));
        }
        return this;
    }

    private void renew(DeltaRenewal mine, RenewalHealth health) {
        try {
            while (!leaving) {
                if (Clock.system().monotonicNanos() < health.nextAttemptNanos()) {
                    Clock.system().sleep(Duration.ofMillis(50));
                    continue;
                }
                DeltaLease lease = renewals.run(mine.attempt());
                health.renewed(lease, Clock.system().monotonicNanos());
            }
        } catch (LeaseException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Membership member() {
        if (renewal == null) {
            throw new AssertionError("not joined");
        }
        return renewal.last().membership();
    }

    /// Stops renewing without a word, as a host that lost power.
    void die() {
        leaving = true;
        left.join();
    }

    void leave() throws LeaseException, InterruptedException {
        die();
        if (renewal != null) {
            runner.run(renewal.release().orElseThrow());
        }
    }

    PaxosLease acquire(ResourceArea resource) throws LeaseException, InterruptedException {
        return runner.run(acquisition(resource, PaxosRequest.PATIENT));
    }

    PaxosAcquire acquisition(ResourceArea resource, PaxosRequest request) {
        return new PaxosAcquire(resource, lockspace, member(), table, request, LeaseRules.STANDARD, new Random(hostId));
    }

    LeaseRunner anotherRunner() {
        return new LeaseRunner(Clock.system(), new LeaseDisk(disk.toString(), disk), unsettled);
    }

    int tryAcquire(ResourceArea resource) throws InterruptedException {
        try {
            acquire(resource);
            return 0;
        } catch (LeaseException e) {
            return e.code();
        }
    }

    void release(PaxosLease lease) throws LeaseException, InterruptedException {
        runner.run(new PaxosRelease(lease, member()));
    }

    HostState state(long of) {
        return table.status(of).orElseThrow().state(Clock.system().monotonicSeconds(), hostId, LeaseRules.STANDARD);
    }

    @Nullable LeaseException failure() {
        return failure;
    }

    @Override
    public void close() {
        die();
        disk.close();
    }
}
