package io.holdfast.leasedaemon;

import io.holdfast.base.Clock;
import io.holdfast.base.DiskException;
import io.holdfast.lease.LeaseException;
import io.holdfast.lease.LeaseFailure;
import io.holdfast.lease.LeaseMachine;
import io.holdfast.lease.LeaseName;
import io.holdfast.lease.LeaseRules;
import io.holdfast.lease.LeaseRunner;
import io.holdfast.lease.LockspaceArea;
import io.holdfast.lease.Membership;
import io.holdfast.lease.PaxosAcquire;
import io.holdfast.lease.PaxosLease;
import io.holdfast.lease.PaxosRelease;
import io.holdfast.lease.PaxosRequest;
import io.holdfast.lease.PaxosRetract;
import io.holdfast.lease.ResourceArea;
import io.holdfast.lease.ResourceRead;
import io.holdfast.lease.Retraction;
import io.holdfast.lease.UnsettledWrites;
import io.holdfast.lease.socket.ResultCode;
import io.holdfast.leasedaemon.system.DaemonLog;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Takes and releases leases on disks, each on a virtual thread: nobody waits behind somebody else's wait.
final class DiskLeaseWork implements LeaseWork {
    private final Clock clock;
    private final DaemonLog log;
    private final Executor loop;
    private final UnsettledWrites unsettled;
    private final DiskCache disks = new DiskCache();

    DiskLeaseWork(Clock clock, DaemonLog log, Executor loop, UnsettledWrites unsettled) {
        this.clock = clock;
        this.log = log;
        this.loop = loop;
        this.unsettled = unsettled;
    }

    @Override
    public void acquire(HeldLease lease, PaxosRequest how, Consumer<Acquired> result) {
        AtomicBoolean cancelled = new AtomicBoolean();
        lease.canceller(() -> cancelled.set(true));
        LockspaceFacts facts = lease.lockspace().thread().facts();
        Membership member = member(lease);
        LockspaceArea lockspace = facts.area();
        ResourceArea area =
                new ResourceArea(lockspaceName(lease), resourceName(lease), lockspace.geometry(), offset(lease));
        PaxosAcquire machine = new PaxosAcquire(
                area, lockspace, member, facts.hosts(), how, LeaseRules.STANDARD, RandomGenerator.getDefault());
        start(lease, () -> {
            Acquired ended = acquire(lease, machine, cancelled::get);
            loop.execute(() -> result.accept(ended));
        });
    }

    private Acquired acquire(HeldLease lease, PaxosAcquire machine, BooleanSupplier cancelled) {
        try {
            return new Acquired.Taken(run(lease, machine, cancelled));
        } catch (LeaseException e) {
            LeaseFailure failure = e.failure();
            return new Acquired.Refused(failure.code(), failure.message(), failure.unfinished());
        } catch (DiskException e) {
            return new Acquired.Refused(-e.errno(), String.valueOf(e.getMessage()), null);
        } catch (InterruptedException | RuntimeException e) {
            log.error("Cannot acquire " + lease, e);
            return new Acquired.Refused(ResultCode.ERROR, "Cannot acquire " + lease + ": " + e, null);
        }
    }

    @Override
    public void release(HeldLease lease, Reply result) {
        PaxosLease onDisk = lease.onDisk();
        if (onDisk == null) {
            result.result(ResultCode.SUCCESS);
            return;
        }
        background(
                lease,
                () -> {
                    var _ = run(lease, new PaxosRelease(onDisk, member(lease)), () -> false);
                },
                result);
    }

    /// The area is measured again: an acquisition may have found it in another geometry than its lockspace's.
    @Override
    public void retract(HeldLease lease, Retraction unfinished, Reply result) {
        Duration patience = Duration.ofSeconds(lease.lockspace().ioTimeout());
        background(
                lease,
                () -> {
                    ResourceArea area = run(
                                    lease,
                                    new ResourceRead(
                                            lockspaceName(lease), resourceName(lease), offset(lease), patience),
                                    () -> false)
                            .area();
                    var _ = run(lease, new PaxosRetract(area, member(lease), unfinished), () -> false);
                },
                result);
    }

    private interface Work {
        void run() throws LeaseException, InterruptedException;
    }

    private void background(HeldLease lease, Work work, Reply result) {
        start(lease, () -> {
            int code = ResultCode.SUCCESS;
            try {
                work.run();
            } catch (LeaseException e) {
                code = e.code();
            } catch (DiskException e) {
                // The disk is away, and may be back: the same as one that does not answer.
                code = ResultCode.IO_TIMEOUT;
            } catch (InterruptedException | RuntimeException e) {
                log.error("Cannot release " + lease, e);
                code = ResultCode.ERROR;
            }
            int told = code;
            loop.execute(() -> result.result(told));
        });
    }

    private static void start(HeldLease lease, Runnable work) {
        Thread.ofVirtual().name("lease " + lease).start(work);
    }

    private static LeaseName lockspaceName(HeldLease lease) {
        return LeaseName.of(lease.address().lockspace());
    }

    private static LeaseName resourceName(HeldLease lease) {
        return LeaseName.of(lease.address().name());
    }

    private static long offset(HeldLease lease) {
        return lease.address().disks().getFirst().offset();
    }

    private static Membership member(HeldLease lease) {
        Membership member = lease.lockspace().thread().facts().membership();
        if (member == null) {
            throw new IllegalStateException("Lockspace " + lease.lockspace().name() + " has not been joined");
        }
        return member;
    }

    private <T> T run(HeldLease lease, LeaseMachine<T> machine, BooleanSupplier cancelled)
            throws LeaseException, InterruptedException {
        Lockspace lockspace = lease.lockspace();
        Duration patience = Duration.ofSeconds(lockspace.ioTimeout());
        int alignment = lockspace.thread().facts().area().geometry().sectorSize();
        try (DiskCache.Use resources =
                        disks.open(lease.address().disks().getFirst().path(), alignment, patience);
                DiskCache.Use delta = disks.open(lockspace.address().disk().path(), alignment, patience)) {
            return new LeaseRunner(clock, delta.disk(), resources.disk(), unsettled).run(machine, cancelled);
        }
    }
}
