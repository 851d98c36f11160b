package io.holdfast.manager;

import io.holdfast.manager.inventory.Change;
import io.holdfast.manager.inventory.DataCenter;
import io.holdfast.manager.inventory.FenceAgent;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.Job;
import io.holdfast.manager.inventory.JobKind;
import io.holdfast.manager.inventory.JobStatus;
import io.holdfast.manager.inventory.Kept;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The manager without the world: what is known, the time and what was observed go in; what to store and what to do
/// come out. Reads no clock, draws no random numbers of its own, does no I/O; one thread. The program and the
/// simulator run this same class.
///
/// After each [#step] the caller commits [Step#changes] whole; only then it tells the outcomes and carries the actions
/// out. If the commit fails, or the program dies, it makes a new core from what the inventory holds.
public final class ManagerCore {
    /// How long ended jobs are kept.
    private static final Duration JOBS_KEPT = Duration.ofHours(1);

    private final SiteState state;
    private final Policy policy;
    private final UUID owner;
    private final Supplier<UUID> ids;
    private final Map<String, Action> underWay = new HashMap<>();
    private final FenceDesk fences;
    private final VmMonitor machines = new VmMonitor();
    private final HostMonitor monitor;
    private final HostActivation activation;
    private final MaintenancePlanner maintenance = new MaintenancePlanner();
    private final SpmPlanner spm = new SpmPlanner();
    private final DomainPlanner domains = new DomainPlanner();
    private final DiskPlanner disks = new DiskPlanner();
    private final RestartPlanner restarts = new RestartPlanner();
    private final PowerDevices devices = new PowerDevices();
    private final CommandDesk commands;
    private long lastEvent;
    private boolean resumed;

    /// Begins with what the inventory holds.
    ///
    /// @param lastEvent the highest id of an event so far, 0 for none
    /// @param owner who this manager is to hosts, the same after every restart
    /// @param ids draws new ids
    public ManagerCore(List<Kept> kept, long lastEvent, UUID owner, Policy policy, Supplier<UUID> ids) {
        state = new SiteState(kept);
        this.lastEvent = lastEvent;
        this.owner = owner;
        this.policy = policy;
        this.ids = ids;
        fences = new FenceDesk(new FencePlanner(policy));
        monitor = new HostMonitor(fences, machines);
        activation = new HostActivation(machines);
        commands = new CommandDesk(fences);
    }

    /// Takes what was observed since the last step and decides.
    ///
    /// @param now the site's time; never earlier than before, also over restarts
    public Step step(Instant now, List<Observation> observations) {
        Turn turn = new Turn(now, state, policy, owner, ids, underWay, lastEvent);
        if (!resumed) {
            resumed = true;
            fences.resume(turn);
            turn.event(EventType.MANAGER_STARTED, "The manager has started.", Turn.About.SITE);
        }
        List<Step.Outcome> outcomes = new ArrayList<>();
        for (Observation each : observations) {
            switch (each) {
                case Observation.Answered answered -> {
                    underWay.remove(answered.action().key());
                    take(turn, answered);
                }
                case Observation.Commanded commanded -> outcomes.add(command(turn, commanded));
            }
        }
        monitor.plan(turn);
        activation.plan(turn);
        fences.plan(turn);
        maintenance.plan(turn);
        spm.plan(turn);
        domains.plan(turn);
        disks.plan(turn);
        devices.plan(turn);
        restarts.plan(turn);
        forgetJobs(turn);
        turn.actions().forEach(action -> underWay.put(action.key(), action));
        lastEvent += turn.events().size();
        List<Change> changes = turn.changes();
        return new Step(changes, turn.events(), turn.actions(), outcomes, turn.wakeAt());
    }

    private void take(Turn turn, Observation.Answered answered) {
        Reply reply = answered.reply();
        Instant sentAt = answered.sentAt();
        switch (answered.action()) {
            case Action.Poll poll -> monitor.answered(turn, poll.host(), sentAt, reply);
            case Action.Adopt adopt -> activation.adopted(turn, adopt.host(), reply);
            case Action.ConnectStorage action -> activation.storageAnswered(turn, action, reply);
            case Action.ConnectPool action -> activation.storageAnswered(turn, action, reply);
            case Action.DisconnectPool action -> maintenance.answered(turn, action, reply);
            case Action.CreateDomain action -> domains.created(turn, action, reply);
            case Action.CreatePool action -> domains.poolCreated(turn, action, reply);
            case Action.AttachDomain action -> domains.attached(turn, action, reply);
            case Action.ActivateDomain action -> domains.activated(turn, action, reply);
            case Action.ReadSpace action -> domains.spaceRead(turn, action, reply);
            case Action.ReadSpm action -> spm.looked(turn, action, reply);
            case Action.StartSpm action -> spm.started(turn, action, reply);
            case Action.StopSpm action -> {
                spm.stopped(turn, action, reply);
                maintenance.answered(turn, action, reply);
            }
            case Action.CreateVolume action -> disks.created(turn, action, reply);
            case Action.RemoveImage action -> disks.removed(turn, action, reply);
            case Action.CreateLease action -> disks.leaseCreated(turn, action, reply);
            case Action.RemoveLease action -> disks.leaseRemoved(turn, action, reply);
            case Action.StartVm action -> restarts.answered(turn, action, sentAt, reply);
            case Action.DestroyVm action -> machines.destroyed(turn, action, sentAt, reply);
            case Action.ShutdownVm action -> shutDown(turn, action, reply);
            case Action.ReadHostLease action -> {
                if (action.plan() != null) {
                    fences.answered(turn, action.plan(), action, sentAt, reply);
                }
            }
            case Action.FreeHostLease action -> fences.answered(turn, action.plan(), action, sentAt, reply);
            case Action.ReadPower action -> {
                if (action.plan() != null) {
                    fences.answered(turn, action.plan(), action, sentAt, reply);
                }
            }
            case Action.PowerOff action -> fences.answered(turn, action.plan(), action, sentAt, reply);
            case Action.PowerOn action -> fences.answered(turn, action.plan(), action, sentAt, reply);
            case Action.Identify action -> devices.identified(turn, action, reply);
        }
    }

    private static void shutDown(Turn turn, Action.ShutdownVm action, Reply reply) {
        if (reply instanceof Reply.Failed failed) {
            turn.end(JobKind.STOP_VM, action.vm(), JobStatus.FAILED, failed.message());
        }
    }

    private Step.Outcome command(Turn turn, Observation.Commanded commanded) {
        turn.correlation(commanded.correlation());
        try {
            CommandResult result = commands.take(turn, commanded.command(), commanded.correlation());
            return new Step.Outcome(commanded.ticket(), result, null);
        } catch (CommandRefused refusal) {
            return new Step.Outcome(commanded.ticket(), null, refusal);
        } finally {
            turn.correlation("");
        }
    }

    private static void forgetJobs(Turn turn) {
        for (Job each : turn.state.all(Job.class)) {
            if (each.ended() != null && each.ended().plus(JOBS_KEPT).isBefore(turn.now)) {
                turn.remove(each);
            }
        }
    }

    /// The picture as of the last step.
    public SiteView view(Instant now) {
        return state.view(now);
    }

    /// How a host is reached and under which epoch it is commanded; null if it was removed meanwhile.
    public @Nullable Door door(UUID id) {
        Host host = state.find(Host.class, id);
        if (host == null) {
            return null;
        }
        DataCenter dataCenter = state.dataCenterOf(host);
        return new Door(
                host.id(),
                host.name(),
                host.address(),
                host.port(),
                state.shard(dataCenter).epoch());
    }

    /// A host's power devices.
    public List<FenceAgent> devicesOf(UUID host) {
        return state.agentsOf(host);
    }

    /// How a host is reached and commanded.
    public record Door(UUID host, String name, String address, int port, long epoch) {}
}
