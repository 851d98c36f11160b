package io.holdfast.agent.machine;

import io.holdfast.hypervisor.Machine;
import io.holdfast.hypervisor.MachineEvent;
import io.holdfast.hypervisor.PauseReason;
import io.holdfast.protocol.VmExitReason;
import io.holdfast.protocol.VmStatistics;
import io.holdfast.protocol.VmStatus;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The course of one machine on this host, from the order to start it until it is forgotten: concludes from what
/// was
/// ordered, observed and told by events what is said of the machine. Reads no clock, does no I/O. Times are
/// milliseconds of the monotonic clock. For one thread at a time.
///
/// What is observed counts, events only say more about it and say it sooner: one that is lost is made up for by the
/// next look.
public final class MachineCourse {
    /// An order that was under way when an earlier agent died may still reach the hypervisor for so long.
    static final long SETTLING = 20_000;

    private enum Phase {
        /// Ordered; the hypervisor has not answered.
        STARTING,
        /// Ordered by an earlier agent; whether it came to run is not known.
        UNRESOLVED,
        RUNNING,
        DOWN
    }

    private final UUID id;
    private final @Nullable UUID startId;
    private final boolean leased;
    private Phase phase;
    private VmStatus status;
    private long statusTime;
    private long began;
    private String pauseCode = "";
    private long pausedByErrorSince = -1;
    private boolean diskFull;
    private boolean shutdownRequested;
    private @Nullable Boolean endedByGuest;
    private long missingSince = -1;
    private VmStatistics.@Nullable Exit exit;

    private MachineCourse(UUID id, @Nullable UUID startId, boolean leased, Phase phase, VmStatus status, long now) {
        this.id = id;
        this.startId = startId;
        this.leased = leased;
        this.phase = phase;
        this.status = status;
        this.statusTime = now;
        this.began = now;
    }

    /// A machine that was just ordered.
    static MachineCourse ordered(UUID id, @Nullable UUID startId, boolean leased, long now) {
        return new MachineCourse(id, startId, leased, Phase.STARTING, VmStatus.WAIT_FOR_LAUNCH, now);
    }

    /// A machine that an earlier agent ordered.
    static MachineCourse ofEarlier(UUID id, @Nullable UUID startId, boolean leased, long now) {
        return new MachineCourse(id, startId, leased, Phase.UNRESOLVED, VmStatus.WAIT_FOR_LAUNCH, now);
    }

    /// A machine that ended before an earlier agent did.
    static MachineCourse ended(UUID id, @Nullable UUID startId, VmStatistics.Exit exit, long now) {
        MachineCourse course = new MachineCourse(id, startId, false, Phase.DOWN, VmStatus.DOWN, now);
        course.exit = exit;
        return course;
    }

    /// Takes note of what the hypervisor says.
    ///
    /// @return whether what is said of the machine changed
    boolean observed(Machine machine, long now) {
        missingSince = -1;
        if (phase == Phase.DOWN) {
            // Started again past this agent; whatever it is, it runs.
            exit = null;
            endedByGuest = null;
        }
        return switch (machine.state()) {
            case STARTING -> phase != Phase.DOWN ? false : become(Phase.UNRESOLVED, VmStatus.WAIT_FOR_LAUNCH, now);
            case RUNNING -> running(now);
            case PAUSED -> paused(machine.pauseReason(), now);
            case CRASHED -> paused(PauseReason.OTHER, now);
            case SHUTTING_DOWN, DOWN -> become(Phase.RUNNING, VmStatus.POWERING_DOWN, now);
        };
    }

    /// Takes note that the hypervisor has no such machine. Counts if it is so twice, a look apart: an event that
    /// tells
    /// more may be on its way.
    ///
    /// @return whether what is said of the machine changed
    boolean missing(long now) {
        return switch (phase) {
            case STARTING, DOWN -> false;
            case UNRESOLVED ->
                now - began > SETTLING
                        && end(
                                true,
                                VmExitReason.LIBVIRT_START_FAILED,
                                "The agent was restarted while it started this machine; it does not run",
                                now);
            case RUNNING -> vanished(now);
        };
    }

    private boolean vanished(long now) {
        if (missingSince < 0) {
            missingSince = now;
            return false;
        }
        return end(true, VmExitReason.QEMU_LOST, "Its process ended while nobody watched; why is not known", now);
    }

    /// Takes note of an event.
    ///
    /// @return whether what is said of the machine changed
    boolean happened(MachineEvent event, long now) {
        return switch (event) {
            case MachineEvent.Running running -> phase != Phase.DOWN && running(now);
            case MachineEvent.Paused paused -> phase != Phase.DOWN && paused(paused.reason(), now);
            case MachineEvent.DiskFailed failed -> {
                diskFull = failed.full();
                yield status == VmStatus.PAUSED && pausedByErrorSince >= 0 && say(errorCode());
            }
            case MachineEvent.Ending ending -> {
                endedByGuest = ending.byGuest();
                yield phase == Phase.RUNNING && become(Phase.RUNNING, VmStatus.POWERING_DOWN, now);
            }
            case MachineEvent.Stopped stopped -> phase == Phase.RUNNING && stopped(stopped.reason(), now);
            case MachineEvent.Connected connected -> false;
            case MachineEvent.Disconnected disconnected -> false;
        };
    }

    private boolean running(long now) {
        pausedByErrorSince = -1;
        diskFull = false;
        boolean codeChanged = say("");
        boolean ending = shutdownRequested && status == VmStatus.POWERING_DOWN;
        return (!ending && become(Phase.RUNNING, VmStatus.UP, now)) || codeChanged;
    }

    private boolean paused(PauseReason reason, long now) {
        boolean byError = reason == PauseReason.IO_ERROR || reason == PauseReason.NO_SPACE;
        if (byError && pausedByErrorSince < 0) {
            pausedByErrorSince = now;
        }
        String code =
                switch (reason) {
                    case NONE, REQUESTED, GUEST -> "NOERR";
                    case IO_ERROR, NO_SPACE -> errorCode();
                    case WATCHDOG, OTHER -> "EOTHER";
                };
        boolean codeChanged = say(code);
        return become(Phase.RUNNING, VmStatus.PAUSED, now) || codeChanged;
    }

    private String errorCode() {
        return diskFull ? "ENOSPC" : "EIO";
    }

    private boolean stopped(MachineEvent.StopReason reason, long now) {
        return switch (reason) {
            case SHUTDOWN -> shutDown(now);
            case DESTROYED ->
                end(true, VmExitReason.QEMU_LOST, "Its process was ended past the manager, through libvirt", now);
            case LOST -> end(true, VmExitReason.QEMU_LOST, "Its process was killed or crashed", now);
            case MIGRATED -> end(false, VmExitReason.MIGRATION_SUCCEEDED, "Migrated", now);
            case SAVED -> end(false, VmExitReason.SAVE_STATE_SUCCEEDED, "Saved", now);
        };
    }

    private boolean shutDown(long now) {
        if (Boolean.FALSE.equals(endedByGuest)) {
            return end(
                    true,
                    VmExitReason.QEMU_LOST,
                    "Its process was told to end by someone on the host, for instance because its lease was lost",
                    now);
        }
        return shutdownRequested
                ? end(false, VmExitReason.ADMINISTRATOR_SHUTDOWN, "Shut down on request", now)
                : end(false, VmExitReason.USER_SHUTDOWN, "Shut down from inside", now);
    }

    /// Takes note that the hypervisor refused to start it.
    boolean startFailed(String why, long now) {
        return phase != Phase.DOWN && end(true, VmExitReason.LIBVIRT_START_FAILED, why, now);
    }

    /// Takes note that the start was not answered: it may still come to run.
    void startUnanswered(long now) {
        if (phase == Phase.STARTING) {
            phase = Phase.UNRESOLVED;
            began = now;
        }
    }

    /// Takes note that it was asked to shut down.
    boolean shutdownRequested(long now) {
        shutdownRequested = true;
        return status == VmStatus.UP && become(phase, VmStatus.POWERING_DOWN, now);
    }

    /// Takes note that this agent killed it for good reason.
    boolean killed(VmExitReason reason, String why, long now) {
        return phase != Phase.DOWN && end(true, reason, why, now);
    }

    boolean end(boolean failed, VmExitReason reason, String why, long now) {
        exit = new VmStatistics.Exit(failed, reason, why);
        pausedByErrorSince = -1;
        say("");
        return become(Phase.DOWN, VmStatus.DOWN, now);
    }

    private boolean become(Phase nextPhase, VmStatus next, long now) {
        phase = nextPhase;
        if (next == status) {
            return false;
        }
        status = next;
        statusTime = now;
        return true;
    }

    private boolean say(String code) {
        boolean changed = !code.equals(pauseCode);
        pauseCode = code;
        return changed;
    }

    /// Whether a machine with a lease has been paused by a disk error for longer than `patience`: it gave its
    /// lease up,
    /// others may run it by now, and it must never go on by itself.
    boolean isLostCause(long now, long patience) {
        return leased && pausedByErrorSince >= 0 && now - pausedByErrorSince > patience;
    }

    UUID id() {
        return id;
    }

    boolean leased() {
        return leased;
    }

    Optional<UUID> startId() {
        return Optional.ofNullable(startId);
    }

    boolean isDown() {
        return phase == Phase.DOWN;
    }

    /// Whether it may yet come to run although nothing is seen of it.
    boolean isUndecided() {
        return phase == Phase.STARTING || phase == Phase.UNRESOLVED;
    }

    Optional<VmStatistics.Exit> exit() {
        return Optional.ofNullable(exit);
    }

    VmStatus status() {
        return status;
    }

    VmStatistics statistics(long now) {
        return new VmStatistics(id, status, statusTime, (now - began) / 1000, pauseCode, exit, startId);
    }
}
