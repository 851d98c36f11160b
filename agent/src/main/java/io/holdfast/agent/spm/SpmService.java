package io.holdfast.agent.spm;

import io.holdfast.agent.monitoring.HostIds;
import io.holdfast.agent.task.TaskManager;
import io.holdfast.agent.task.UndoNote;
import io.holdfast.base.Clock;
import io.holdfast.lease.socket.LeaseSocketClient;
import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.SpmStatus;
import io.holdfast.protocol.VerbFailed;
import io.holdfast.storage.FileDomain;
import io.holdfast.storage.LeaseContent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The SPM role of this host: carries out what an [SpmMachine] orders.
///
/// One thread steps the machine; what it orders runs on threads of its own and is answered by events.
public final class SpmService implements AutoCloseable {
    private static final Logger LOG = System.getLogger(SpmService.class.getName());
    private static final long TICK_MILLIS = 100;

    private final SpmLeaseKeeper keeper;
    private final HostIds hostIds;
    private final LeaseOwners owners;
    private final TaskManager tasks;
    private final WriteGate gate;
    private final Clock clock;
    private final Panic panic;
    private final SpmMachine machine = new SpmMachine();
    private final LinkedBlockingQueue<SpmMachine.Event> events = new LinkedBlockingQueue<>();
    private final Thread thread;
    private @Nullable SpmDuties duties;
    private CompletableFuture<SpmMachine.State> settled = new CompletableFuture<>();
    private volatile boolean closed;

    /// Begins with the role free.
    ///
    /// @param ownPid of this process, as the daemon knows it
    /// @param gate that every change to the pool's domains passes
    public SpmService(
            LeaseSocketClient daemon,
            int ownPid,
            HostIds hostIds,
            TaskManager tasks,
            WriteGate gate,
            Clock clock,
            Panic panic) {
        this.keeper = new SpmLeaseKeeper(daemon, ownPid);
        this.hostIds = hostIds;
        this.owners = new LeaseOwners(daemon);
        this.tasks = tasks;
        this.gate = gate;
        this.clock = clock;
        this.panic = panic;
        this.thread = Thread.ofVirtual().name("spm").start(this::serve);
    }

    /// What this host has to do with the role.
    public SpmStatus.Role role() {
        synchronized (machine) {
            return machine.role();
        }
    }

    /// Begins to become SPM.
    ///
    /// @return the task that ends when this host is SPM, or cannot be
    /// @throws VerbFailed (656) if it is SPM already, (2005) if it is on its way there or back
    public UUID start(SpmDuties newDuties) {
        synchronized (machine) {
            switch (machine.role()) {
                case SPM -> throw new VerbFailed(ErrorCode.IS_SPM, "This host is SPM already");
                case CONTEND ->
                    throw new VerbFailed(
                            ErrorCode.OPERATION_IN_PROGRESS, "This host is becoming SPM, or ceasing to be it");
                case FREE -> {
                    duties = newDuties;
                    settled = new CompletableFuture<>();
                    carryOut(machine.step(clock.monotonicNanos(), new SpmMachine.Event.Start()));
                }
            }
        }
        return tasks.begin("spmStart", this::awaitService);
    }

    private void awaitService() throws Exception {
        CompletableFuture<SpmMachine.State> awaited;
        synchronized (machine) {
            awaited = settled;
        }
        if (awaited.get() != SpmMachine.State.SERVING) {
            SpmMachine.Failure why;
            synchronized (machine) {
                why = machine.failure();
            }
            throw why == null
                    ? new VerbFailed(ErrorCode.SPM_START_ERROR, "This host could not become SPM")
                    : new VerbFailed(
                            why.code() == 0 ? ErrorCode.SPM_START_ERROR.code() : why.code(), why.message(), null);
        }
    }

    /// Gives the role up and waits for it. Not being SPM is success.
    ///
    /// @throws VerbFailed (653) if work that was let in has not ended in time: the host goes on giving the role up
    public void stop(Duration limit) {
        CompletableFuture<SpmMachine.State> awaited;
        synchronized (machine) {
            if (machine.state() == SpmMachine.State.FREE) {
                return;
            }
            if (settled.isDone()) {
                settled = new CompletableFuture<>();
            }
            awaited = settled;
            carryOut(machine.step(clock.monotonicNanos(), new SpmMachine.Event.Stop()));
            settle();
        }
        try {
            SpmMachine.State end = awaited.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (end != SpmMachine.State.FREE) {
                throw new VerbFailed(ErrorCode.SPM_STOP_ERROR, "This host is still SPM");
            }
        } catch (TimeoutException e) {
            throw new VerbFailed(
                    ErrorCode.SPM_STOP_ERROR, "Work of the SPM has not ended; the role is given up when it has", e);
        } catch (ExecutionException e) {
            throw new VerbFailed(ErrorCode.SPM_STOP_ERROR, "The SPM role cannot be given up", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VerbFailed(ErrorCode.SPM_STOP_ERROR, "Interrupted while giving the SPM role up", e);
        }
    }

    /// Lets a piece of work in that only the SPM may do; the caller closes the permit when nothing of it can still
    /// write.
    ///
    /// @throws VerbFailed (654) if this host is not SPM
    public WriteGate.Permit enter() {
        return gate.enter();
    }

    /// Begins a stored task of the SPM.
    ///
    /// @throws VerbFailed (654) if this host is not SPM
    public UUID begin(String verb, UndoNote note, TaskManager.Job job, TaskManager.Undoing undoing) {
        WriteGate.Permit permit = gate.enter();
        try {
            return tasks.beginStored(verb, note, job, undoing, permit::close);
        } catch (RuntimeException e) {
            permit.close();
            throw e;
        }
    }

    /// Who is SPM, by the lease on disk and what the daemon sees of its owner.
    ///
    /// @throws VerbFailed (355) if that cannot be told now: ask again
    public SpmStatus status(FileDomain master) {
        SpmStatus.Role role = role();
        return switch (master.spmLeaseContent()) {
            case LeaseContent.Lease lease -> {
                LeaseContent.Owner owner = lease.owner();
                yield owner == null ? SpmStatus.free(role) : held(role, lease, owner);
            }
            case LeaseContent.Empty empty -> throw noLease(master, "it was never made");
            case LeaseContent.Cleared cleared -> throw noLease(master, "it was removed");
            case LeaseContent.Unreadable unreadable -> throw noLease(master, unreadable.why());
        };
    }

    private SpmStatus held(SpmStatus.Role role, LeaseContent.Lease lease, LeaseContent.Owner owner) {
        return switch (owners.standing(lease.lockspace(), owner)) {
            case GONE -> SpmStatus.free(role);
            case HELD -> new SpmStatus(role, lease.version(), Math.toIntExact(owner.hostId()));
            case NOT_KNOWN ->
                throw new VerbFailed(
                        ErrorCode.DOMAIN_MASTER_ERROR,
                        "Host %d owns the SPM lease; whether it lives is not known before this host has joined lockspace %s"
                                .formatted(owner.hostId(), lease.lockspace()));
        };
    }

    private static VerbFailed noLease(FileDomain master, String why) {
        return new VerbFailed(
                ErrorCode.DOMAIN_MASTER_ERROR, "Domain %s has no SPM lease: %s".formatted(master.id(), why));
    }

    private void serve() {
        try {
            while (!closed) {
                SpmMachine.@Nullable Event next = events.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
                synchronized (machine) {
                    if (next != null) {
                        carryOut(machine.step(clock.monotonicNanos(), next));
                    }
                    carryOut(machine.step(clock.monotonicNanos(), new SpmMachine.Event.Tick()));
                    settle();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void settle() {
        SpmMachine.State now = machine.state();
        if (now == SpmMachine.State.FREE || now == SpmMachine.State.SERVING || now == SpmMachine.State.LOST) {
            settled.complete(now);
        }
    }

    private void carryOut(List<SpmMachine.Order> orders) {
        SpmDuties current = duties;
        if (current == null) {
            return;
        }
        for (SpmMachine.Order each : orders) {
            switch (each) {
                case SpmMachine.Order.Open open -> gate.open();
                case SpmMachine.Order.Close close -> gate.close();
                case SpmMachine.Order.Panic now -> {
                    LOG.log(Level.ERROR, now.why());
                    panic.panic(now.why());
                }
                case SpmMachine.Order.Join join -> aside(() -> join(current));
                case SpmMachine.Order.Acquire acquire -> aside(() -> keeper.acquire(current.lease()));
                case SpmMachine.Order.Prepare prepare -> aside(() -> prepare(current, prepare.version()));
                case SpmMachine.Order.Drain drain -> aside(() -> new SpmMachine.Event.Drained(gate.isIdle()));
                case SpmMachine.Order.Clean clean -> aside(() -> clean(current));
                case SpmMachine.Order.Release release -> aside(() -> keeper.release(current.lease()));
                case SpmMachine.Order.Watch watch -> aside(() -> keeper.watch(current.lease(), watch.version()));
            }
        }
    }

    /// What an order does, with the event that answers it.
    @FunctionalInterface
    private interface Work {
        SpmMachine.Event run();
    }

    private void aside(Work work) {
        Thread.ofVirtual().name("spm work").start(() -> events.add(work.run()));
    }

    private SpmMachine.Event join(SpmDuties current) {
        try {
            hostIds.acquire(current.lockspace(), SpmLeaseKeeper.JOIN_LIMIT);
            return new SpmMachine.Event.Joined();
        } catch (VerbFailed e) {
            return new SpmMachine.Event.Failed(e.code(), String.valueOf(e.getMessage()));
        }
    }

    private static SpmMachine.Event prepare(SpmDuties current, long version) {
        try {
            current.prepare(version);
            return new SpmMachine.Event.Prepared();
        } catch (Exception e) {
            LOG.log(Level.WARNING, "Cannot prepare the master", e);
            int code = e instanceof VerbFailed failed ? failed.code() : ErrorCode.SPM_START_ERROR.code();
            return new SpmMachine.Event.Failed(code, "Cannot prepare the master: " + e.getMessage());
        }
    }

    private static SpmMachine.Event clean(SpmDuties current) {
        try {
            current.clean();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Not everything of the SPM's service could be put away", e);
        }
        return new SpmMachine.Event.Cleaned();
    }

    /// Ends this object's own thread; the lease stays with the process. For tests and the end of the process.
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
