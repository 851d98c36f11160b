package io.holdfast.agent.machine;

import io.holdfast.agent.owner.OwnerGuard;
import io.holdfast.base.Clock;
import io.holdfast.hypervisor.HostSide;
import io.holdfast.hypervisor.Hypervisor;
import io.holdfast.hypervisor.HypervisorException;
import io.holdfast.hypervisor.MachineLease;
import io.holdfast.hypervisor.MachineXml;
import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.StartPermit;
import io.holdfast.protocol.VerbFailed;
import io.holdfast.protocol.VmExitReason;
import io.holdfast.protocol.VmStatistics;
import io.holdfast.protocol.VmStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out what managers order about machines. What comes of it is in the [MachineBook].
public final class Machines {
    private static final Logger LOG = LoggerFactory.getLogger(Machines.class);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(90);
    private static final Duration KILL_PAUSE = Duration.ofMillis(200);

    private final Hypervisor hypervisor;
    private final MachineBook book;
    private final MachineStore store;
    private final OwnerGuard owner;
    private final MachineSetting setting;
    private final Predicate<MachineLease> lockspaceJoined;
    private final Clock clock;
    /// Between the decision about a start and its being stored no other start is decided.
    private final ReentrantLock deciding = new ReentrantLock();

    /// Makes it.
    ///
    /// @param lockspaceJoined whether this host holds its id in the lockspace of a lease
    public Machines(
            Hypervisor hypervisor,
            MachineBook book,
            MachineStore store,
            OwnerGuard owner,
            MachineSetting setting,
            Predicate<MachineLease> lockspaceJoined,
            Clock clock) {
        this.hypervisor = hypervisor;
        this.book = book;
        this.store = store;
        this.owner = owner;
        this.setting = setting;
        this.lockspaceJoined = lockspaceJoined;
        this.clock = clock;
    }

    /// Begins to start a machine, see [StartGuard]. How it went is told by statistics and events.
    ///
    /// @throws VerbFailed if the order is refused: nothing was begun, and its start id can be used again, unless
    /// it is
    ///     expired
    public VmStatus create(UUID id, String xml, Optional<StartPermit> permit) {
        deciding.lock();
        try {
            switch (StartGuard.decide(id, permit, situation(id, permit))) {
                case StartGuard.Decision.Repeat repeat -> {
                    return book.statistics(id).map(VmStatistics::status).orElse(VmStatus.DOWN);
                }
                case StartGuard.Decision.Refuse refuse -> throw new VerbFailed(code(refuse.reason()), refuse.why());
                case StartGuard.Decision.Start start -> {}
            }
            permit.ifPresent(each -> owner.check(each.epoch()));
            MachineXml machine = prepare(id, xml, permit);
            store.begin(id, permit, !machine.leases().isEmpty());
            if (permit.isPresent() && StartGuard.isExpired(permit.get(), millis())) {
                store.forget(id);
                throw new VerbFailed(ErrorCode.START_EXPIRED, "The start expired while it was being stored");
            }
            MachineBook.Start start = book.begin(
                    id,
                    permit.map(StartPermit::startId).orElse(null),
                    !machine.leases().isEmpty());
            Thread.ofVirtual().name("start " + id).start(() -> carryOut(machine, start));
            return VmStatus.WAIT_FOR_LAUNCH;
        } finally {
            deciding.unlock();
        }
    }

    private StartGuard.Situation situation(UUID id, Optional<StartPermit> permit) {
        return new StartGuard.Situation(
                millis(),
                setting.bootId(),
                owner.current().epoch(),
                permit.flatMap(each -> store.usedFor(each.startId())),
                book.mayRun(id) || runs(id));
    }

    private boolean runs(UUID id) {
        try {
            return hypervisor.find(id).isPresent();
        } catch (HypervisorException e) {
            throw failed(ErrorCode.CANNOT_CREATE_VM, e);
        }
    }

    private MachineXml prepare(UUID id, String xml, Optional<StartPermit> permit) {
        MachineXml machine;
        try {
            String startId = permit.map(each -> each.startId().toString()).orElse("");
            machine = MachineXml.prepare(
                    xml, id, new HostSide(setting.accelerator().get(), setting.hostId(), setting.console(id), startId));
        } catch (HypervisorException e) {
            throw failed(ErrorCode.CANNOT_CREATE_VM, e);
        }
        for (MachineLease each : machine.leases()) {
            if (!lockspaceJoined.test(each)) {
                throw new VerbFailed(
                        ErrorCode.CANNOT_CREATE_VM,
                        "Cannot start machine %s: this host has not joined lockspace %s of its lease yet"
                                .formatted(id, each.lockspace()));
            }
        }
        return machine;
    }

    private void carryOut(MachineXml machine, MachineBook.Start start) {
        try {
            book.observed(start, hypervisor.create(machine.xml()));
        } catch (HypervisorException e) {
            LOG.warn("Machine {} was not started", machine.id(), e);
            if (e.kind() == HypervisorException.Kind.UNKNOWN_OUTCOME) {
                book.startUnanswered(start);
            } else {
                book.startFailed(start, String.valueOf(e.getMessage()));
            }
        } finally {
            start.end();
        }
    }

    private static ErrorCode code(StartGuard.Refusal refusal) {
        return switch (refusal) {
            case START_ID_OF_OTHER_MACHINE -> ErrorCode.INVALID_PARAMETER;
            case WRONG_BOOT -> ErrorCode.WRONG_BOOT;
            case STALE_EPOCH -> ErrorCode.STALE_EPOCH;
            case EXPIRED -> ErrorCode.START_EXPIRED;
            case RUNS_ALREADY -> ErrorCode.VM_EXISTS;
        };
    }

    /// Ends a machine's process, if it has one, and forgets the machine. When this returns the machine has no
    /// process
    /// and will get none by an earlier order.
    ///
    /// @throws VerbFailed (1) if this host knows nothing of it, (42) if its process does not end
    public void destroy(UUID id) {
        boolean killed = false;
        long end = clock.monotonicNanos() + KILL_LIMIT.toNanos();
        while (true) {
            killed |= kill(id);
            // An order that is under way may reach the hypervisor after it was told to kill.
            if (!book.isUndecided(id)) {
                killed |= kill(id);
                break;
            }
            if (clock.monotonicNanos() > end) {
                throw new VerbFailed(
                        ErrorCode.VM_DESTROY_FAILED, "The start of machine " + id + " does not end; ask again");
            }
            pause();
        }
        if (!book.forget(id) && !killed) {
            throw noSuch(id);
        }
    }

    private boolean kill(UUID id) {
        try {
            return hypervisor.destroy(id);
        } catch (HypervisorException e) {
            throw failed(ErrorCode.VM_DESTROY_FAILED, e);
        }
    }

    private void pause() {
        try {
            clock.sleep(KILL_PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VerbFailed(ErrorCode.SHUTTING_DOWN, "Interrupted", e);
        }
    }

    /// Asks the guest to end.
    ///
    /// @throws VerbFailed (1, 6, 16)
    public void shutdown(UUID id) {
        requireRunning(id);
        try {
            hypervisor.shutdown(id);
        } catch (HypervisorException e) {
            throw failed(ErrorCode.UNEXPECTED, e);
        }
        book.shutdownRequested(id);
    }

    /// Stops a machine's processors; its lease is given up.
    public void pause(UUID id) {
        requireRunning(id);
        try {
            hypervisor.suspend(id);
        } catch (HypervisorException e) {
            throw failed(ErrorCode.UNEXPECTED, e);
        }
    }

    /// Lets a paused machine go on. Its lease is taken again first; if someone else has it, this process is of
    /// no use
    /// any more and is killed.
    ///
    /// @throws VerbFailed (1, 6, 16)
    public void resume(UUID id) {
        requireRunning(id);
        try {
            hypervisor.resume(id);
        } catch (HypervisorException e) {
            if (e.kind() == HypervisorException.Kind.LEASE_HELD) {
                kill(id);
                book.killed(id, VmExitReason.QEMU_LOST, "Its lease belongs to another host now: " + e.getMessage());
            }
            throw failed(ErrorCode.UNEXPECTED, e);
        }
    }

    private void requireRunning(UUID id) {
        VmStatistics known = book.statistics(id).orElseThrow(() -> noSuch(id));
        if (known.status() == VmStatus.DOWN) {
            throw new VerbFailed(ErrorCode.VM_IS_DOWN, "Machine " + id + " is down");
        }
    }

    /// The XML that a machine runs with.
    ///
    /// @throws VerbFailed (1)
    public String xml(UUID id) {
        try {
            return hypervisor.xml(id);
        } catch (HypervisorException e) {
            throw failed(ErrorCode.UNEXPECTED, e);
        }
    }

    private static VerbFailed noSuch(UUID id) {
        return new VerbFailed(ErrorCode.NO_SUCH_VM, "There is no machine " + id + " on this host");
    }

    private static VerbFailed failed(ErrorCode otherwise, HypervisorException e) {
        ErrorCode code =
                switch (e.kind()) {
                    case NO_MACHINE -> ErrorCode.NO_SUCH_VM;
                    case ALREADY_RUNS -> ErrorCode.VM_EXISTS;
                    default -> otherwise;
                };
        return new VerbFailed(code, String.valueOf(e.getMessage()), e);
    }

    private long millis() {
        return clock.monotonicNanos() / 1_000_000;
    }

    /// Kills what is a lost cause. To be called now and then.
    public void tidyUp() {
        for (UUID each : book.lostCauses(setting.lostCauseMillis())) {
            LOG.warn("Machine {} gave its lease up long ago because of a disk error; it is killed", each);
            try {
                hypervisor.destroy(each);
                book.killed(
                        each,
                        VmExitReason.DESTROYED_ON_PAUSE_TIMEOUT,
                        "Paused by a disk error, without its lease, for too long");
            } catch (HypervisorException e) {
                LOG.warn("It is not dead yet", e);
            }
        }
    }

    /// All machines, as managers are told of them.
    public List<VmStatistics> statistics() {
        return book.statistics();
    }

    /// One of them.
    ///
    /// @throws VerbFailed (1)
    public VmStatistics statistics(UUID id) {
        return book.statistics(id).orElseThrow(() -> noSuch(id));
    }
}
