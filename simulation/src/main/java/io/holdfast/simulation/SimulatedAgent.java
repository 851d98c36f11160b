package io.holdfast.simulation;

import io.holdfast.base.DiskResult;
import io.holdfast.lease.LeaderRecord;
import io.holdfast.lease.Membership;
import io.holdfast.lease.PaxosLease;
import io.holdfast.lease.ResourceArea;
import io.holdfast.manager.Reply;
import io.holdfast.manager.inventory.DomainReport;
import io.holdfast.manager.inventory.LockspaceObservation;
import io.holdfast.manager.inventory.Placement;
import io.holdfast.manager.inventory.PlacementState;
import io.holdfast.manager.inventory.VmReport;
import io.holdfast.manager.inventory.VmStatus;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The agent of one boot of a host, between two crashes: what it answers to the manager's questions and orders.
final class SimulatedAgent {
    private static final Duration MONITOR_PERIOD = Duration.ofSeconds(10);
    private static final Duration METADATA_PERIOD = Duration.ofSeconds(3);
    private static final Duration NEVER = Duration.ofDays(3650);

    private final SimulatedHost host;
    private final Boot boot;
    private final World world;
    private final RandomGenerator random;
    private final LeaseWatcher watcher;
    private @Nullable SpmTerm term;
    private boolean contending;
    private boolean connected;
    private boolean over;

    SimulatedAgent(SimulatedHost host, Boot boot, World world, RandomGenerator random) {
        this.host = host;
        this.boot = boot;
        this.world = world;
        this.random = random;
        this.watcher = new LeaseWatcher(host, boot, world);
    }

    boolean isOver() {
        return over;
    }

    /// One time as SPM. It ends for the world only when its last write is done, and its lease is given up after that.
    private final class SpmTerm {
        private final Keeper keeper;
        private final Writers.Session session;
        private int inFlight;
        private boolean ending;
        private boolean ended;

        SpmTerm(Keeper keeper, PaxosLease lease) {
            this.keeper = keeper;
            this.session =
                    world.writers().begin("%s as SPM version %d".formatted(boot.id(), lease.version()), World.POOL);
        }

        private void write() {
            if (ending || boot.isOver()) {
                return;
            }
            inFlight++;
            ByteBuffer data = world.writers().stamp(session, World.SECTOR);
            boot.kernelThen(host.dataDisk().write(0, data, NEVER).completion(), result -> {
                inFlight--;
                settle();
                boot.run(() -> written(result));
            });
        }

        private void written(DiskResult result) {
            if (result instanceof DiskResult.Completed) {
                boot.after(METADATA_PERIOD, this::write);
            } else {
                end();
            }
        }

        void end() {
            ending = true;
            settle();
        }

        private void settle() {
            if (ending && !ended && inFlight == 0) {
                ended = true;
                world.writers().end(session);
                if (term == this) {
                    term = null;
                }
                boot.run(() -> host.daemon().ifPresent(daemon -> daemon.release(keeper)));
            }
        }

        void vanish() {
            if (!ended) {
                ended = true;
                ending = true;
                world.writers().end(session);
            }
        }
    }

    /// The process that holds the SPM's lease, from before it is acquired until the last write of its term is done.
    private final class Keeper implements SimulatedLeaseDaemon.Holder {
        private @Nullable SpmTerm mine;
        private boolean gone;

        @Override
        public boolean isGone() {
            return gone || boot.isOver() || (mine != null && mine.ended);
        }

        @Override
        public void kill() {
            if (mine != null) {
                mine.end();
            } else {
                gone = true;
            }
        }
    }

    /// The host lost its power.
    void vanish() {
        over = true;
        if (term != null) {
            term.vanish();
        }
    }

    /// The process is killed: it starts no further write, and its keeper gives the lease up when the last one is done.
    void crash() {
        over = true;
        if (term != null) {
            term.end();
        }
    }

    // Questions.

    Reply poll() {
        boolean joined = host.daemon().map(SimulatedLeaseDaemon::isJoined).orElse(false);
        boolean well = host.isStorageWell();
        List<LockspaceObservation> lockspaces = new ArrayList<>();
        host.daemon().flatMap(SimulatedLeaseDaemon::membership).ifPresent(member -> lockspaces.add(observe(member)));
        List<VmReport> reports = new ArrayList<>();
        host.machines().forEach((start, machine) -> reports.add(report(start, machine)));
        return new Reply.Polled(
                boot.id(),
                host.hardware(),
                clockMillis(),
                host.epoch(),
                host.owner(),
                lockspaces,
                64L << 30,
                32L << 30,
                16,
                10,
                List.of(new DomainReport(World.DOMAIN, well ? 0 : 358, well ? 2 : 60, 0.001, well, joined, true)),
                reports);
    }

    private LockspaceObservation observe(Membership member) {
        boolean guarded = host.daemon().map(SimulatedLeaseDaemon::isGuarded).orElse(false);
        return new LockspaceObservation(
                World.DOMAIN, host.hostId(), member.generation(), member.ioTimeout(), guarded, 60);
    }

    private static VmReport report(UUID start, SimulatedMachine machine) {
        if (machine.isGone()) {
            return new VmReport(machine.vm(), VmStatus.DOWN, 1, "its process ended", "", start);
        }
        if (machine.isPaused()) {
            return new VmReport(machine.vm(), VmStatus.PAUSED, 0, "", "EIO", start);
        }
        return new VmReport(
                machine.vm(), machine.isRunning() ? VmStatus.UP : VmStatus.WAIT_FOR_LAUNCH, 0, "", "", start);
    }

    private long clockMillis() {
        return boot.clock().monotonicNanos() / 1_000_000L;
    }

    Reply spm() {
        LeaderRecord leader = world.leaderOf(world.spmArea());
        Reply.Spm.Role role =
                term != null ? Reply.Spm.Role.SPM : contending ? Reply.Spm.Role.CONTEND : Reply.Spm.Role.FREE;
        return new Reply.Spm(role, isOver(leader) ? -1 : (int) leader.ownerId(), leader.leaseVersion());
    }

    /// Whether the recorded SPM left, or its host is proven dead by what this host saw of it.
    private boolean isOver(LeaderRecord leader) {
        if (leader.isFree()) {
            return true;
        }
        long now = boot.clock().monotonicSeconds();
        return host.daemon()
                .flatMap(SimulatedLeaseDaemon::table)
                .flatMap(table -> table.status(leader.ownerId()))
                .map(status -> status.isProvenDead(leader.ownerGeneration(), now, world.ioTimeout(), world.rules()))
                .orElse(false);
    }

    // Orders.

    boolean adopt(long epoch, UUID owner) {
        return host.adopt(epoch, owner);
    }

    /// Takes the host id, now and whenever it was lost, as long as this agent runs.
    void join() {
        if (!connected) {
            connected = true;
            stayJoined();
        }
    }

    private void stayJoined() {
        if (!over) {
            host.daemon().filter(_ -> host.isStorageWell()).ifPresent(SimulatedLeaseDaemon::join);
            boot.after(MONITOR_PERIOD, this::stayJoined);
        }
    }

    void startSpm(Consumer<Reply> answer) {
        SimulatedLeaseDaemon daemon = host.daemon().orElse(null);
        if (term != null) {
            answer.accept(spm());
            return;
        }
        if (daemon == null || !daemon.isJoined() || contending) {
            answer.accept(refused("the host id is not held, or another start is under way"));
            return;
        }
        contending = true;
        Keeper keeper = new Keeper();
        daemon.acquire(keeper, world.spmArea(), (lease, failure) -> {
            contending = false;
            if (lease == null || over || keeper.gone) {
                keeper.gone = true;
                answer.accept(refused(failure == null ? "the agent is gone" : failure.message()));
                return;
            }
            SpmTerm begun = new SpmTerm(keeper, lease);
            keeper.mine = begun;
            term = begun;
            begun.write();
            answer.accept(spm());
        });
    }

    void stopSpm() {
        if (term != null) {
            term.end();
        }
    }

    boolean isSpm() {
        return term != null;
    }

    /// Takes a start or refuses it; the machine then takes its lease before its first instruction.
    Reply start(Placement placement) {
        if (placement.epoch() < host.epoch()) {
            return refused("an older epoch");
        }
        if (host.starts().containsKey(placement.startId())) {
            return new Reply.Done();
        }
        if (!placement.bootId().equals(boot.id())) {
            return refused("meant for another boot of this host");
        }
        if (clockMillis() > placement.notAfter()) {
            return refused("came too late");
        }
        boolean there =
                host.machines().values().stream().anyMatch(each -> each.vm().equals(placement.vm()) && !each.isGone());
        if (there) {
            return refused("the machine is here already");
        }
        SimulatedLeaseDaemon daemon = host.daemon().orElse(null);
        if (placement.lockspace() != null && (daemon == null || !daemon.isJoined())) {
            return refused("the host id of the lease's domain is not held");
        }
        host.starts().put(placement.startId(), placement.vm());
        SimulatedMachine machine = world.machine(placement, host, boot);
        host.machines().put(placement.startId(), machine);
        boot.after(Duration.ofMillis(random.nextInt(100, 1500)), () -> launch(placement, machine, daemon));
        return new Reply.Done();
    }

    /// Takes a start that no manager knows of.
    void startRecklessly(UUID vm) {
        long generation = host.daemon()
                .flatMap(SimulatedLeaseDaemon::membership)
                .map(Membership::generation)
                .orElse(0L);
        Reply answer = start(new Placement(
                new UUID(0xBADL, random.nextLong()),
                vm,
                new UUID(0, 0),
                boot.id(),
                World.DOMAIN,
                generation,
                host.epoch(),
                Long.MAX_VALUE,
                PlacementState.INTENDED,
                world.time().wall(),
                ""));
        world.note("its answer: " + answer);
    }

    private void launch(Placement placement, SimulatedMachine machine, @Nullable SimulatedLeaseDaemon daemon) {
        if (machine.isGone()) {
            return;
        }
        ResourceArea area = world.leaseOf(placement.vm());
        if (placement.lockspace() == null || daemon == null) {
            machine.run();
            return;
        }
        daemon.acquire(machine, area, (lease, failure) -> {
            if (lease == null) {
                world.note("%s does not get the lease of %s: %s"
                        .formatted(host.name(), placement.vm(), failure == null ? "" : failure.message()));
                machine.kill();
            } else if (!machine.isGone()) {
                machine.leased();
                machine.onPause(() -> daemon.release(machine));
                machine.run();
            }
        });
    }

    Reply destroy(UUID vm) {
        host.machines().values().stream().filter(each -> each.vm().equals(vm)).forEach(SimulatedMachine::kill);
        boolean left =
                host.machines().values().stream().anyMatch(each -> each.vm().equals(vm) && !each.isGone());
        if (left) {
            return refused("its process does not end");
        }
        host.machines().values().removeIf(each -> each.vm().equals(vm));
        return new Reply.Done();
    }

    LeaseWatcher watcher() {
        return watcher;
    }

    static Reply refused(String why) {
        return new Reply.Failed(Reply.Failed.Kind.REFUSED, 1, why);
    }
}
