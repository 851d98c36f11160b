package io.holdfast.simulation;

import io.holdfast.base.SimulatedDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A host: hardware that can lose its power, freeze, and lose its storage or network, and what runs on it
/// while it is on.
final class SimulatedHost {
    private final World world;
    private final int hostId;
    private final UUID hardware;
    private final RandomGenerator random;
    private final SimulatedWatchdog watchdog;
    private final SimulatedPowerDevice device;
    private boolean netUp = true;
    private boolean storageHangs;
    private boolean storageFails;
    private Duration answersLateBy = Duration.ZERO;
    private int boots;
    private @Nullable Boot boot;
    private @Nullable SimulatedDisk leaseDisk;
    private @Nullable SimulatedDisk dataDisk;
    private @Nullable SimulatedLeaseDaemon daemon;
    private @Nullable SimulatedAgent agent;
    private final Map<UUID, SimulatedMachine> machines = new LinkedHashMap<>();

    /// What the agent keeps on its own disk: the owner of its data center.
    private long epoch;

    private @Nullable UUID owner;

    /// What the agent keeps on its own disk: each start it ever accepted, and for which machine.
    private final Map<UUID, UUID> starts = new HashMap<>();

    SimulatedHost(World world, int hostId, RandomGenerator random) {
        this.world = world;
        this.hostId = hostId;
        this.random = random;
        this.hardware = new UUID(0x4057L, hostId);
        this.watchdog = new SimulatedWatchdog(world.time(), this::reset);
        this.device = new SimulatedPowerDevice(this);
    }

    int hostId() {
        return hostId;
    }

    String name() {
        return "host-" + hostId;
    }

    UUID hardware() {
        return hardware;
    }

    SimulatedPowerDevice device() {
        return device;
    }

    boolean isOn() {
        return boot != null;
    }

    boolean isFrozen() {
        return boot != null && boot.isFrozen();
    }

    boolean isNetUp() {
        return netUp;
    }

    Optional<Boot> boot() {
        return Optional.ofNullable(boot);
    }

    Optional<SimulatedAgent> agent() {
        return Optional.ofNullable(agent);
    }

    Optional<SimulatedLeaseDaemon> daemon() {
        return Optional.ofNullable(daemon);
    }

    SimulatedDisk leaseDisk() {
        if (leaseDisk == null) {
            throw new IllegalStateException(name() + " is off");
        }
        return leaseDisk;
    }

    SimulatedDisk dataDisk() {
        if (dataDisk == null) {
            throw new IllegalStateException(name() + " is off");
        }
        return dataDisk;
    }

    Map<UUID, SimulatedMachine> machines() {
        return machines;
    }

    Map<UUID, UUID> starts() {
        return starts;
    }

    long epoch() {
        return epoch;
    }

    @Nullable UUID owner() {
        return owner;
    }

    /// Takes a manager's epoch, unless a newer one, or the same of another owner, is known.
    boolean adopt(long newEpoch, UUID newOwner) {
        if (newEpoch < epoch || (newEpoch == epoch && owner != null && !newOwner.equals(owner))) {
            return false;
        }
        epoch = newEpoch;
        owner = newOwner;
        return true;
    }

    // What happens to it.

    void powerOn() {
        if (boot != null) {
            return;
        }
        Boot begun = new Boot(world.time(), name() + " boot " + ++boots);
        boot = begun;
        leaseDisk = world.leasePath(this, random);
        dataDisk = world.dataPath(this, random);
        applyStorage();
        // Firmware and kernel take their time; the clock of the host runs meanwhile.
        begun.after(Duration.ofSeconds(random.nextInt(8, 25)), () -> {
            daemon = newDaemon(begun);
            agent = new SimulatedAgent(this, begun, world, random);
        });
    }

    private SimulatedLeaseDaemon newDaemon(Boot of) {
        return new SimulatedLeaseDaemon(
                of.program(),
                leaseDisk(),
                watchdog,
                world.lockspace(),
                hostId,
                name(),
                world.ioTimeout(),
                world.rules(),
                random);
    }

    /// At once and without a goodbye; what was on its way to storage never lands.
    void powerOff(String by) {
        Boot ending = boot;
        if (ending == null) {
            return;
        }
        world.note("%s loses its power by %s".formatted(name(), by));
        ending.end();
        leaseDisk().cut();
        dataDisk().cut();
        watchdog.disarm();
        machines.values().forEach(SimulatedMachine::vanish);
        machines.clear();
        agent().ifPresent(SimulatedAgent::vanish);
        boot = null;
        leaseDisk = null;
        dataDisk = null;
        daemon = null;
        agent = null;
    }

    /// The watchdog's doing: off, and on again.
    private void reset() {
        powerOff("its watchdog");
        powerOn();
    }

    void freeze() {
        boot().ifPresent(Boot::freeze);
    }

    void thaw() {
        boot().ifPresent(Boot::thaw);
    }

    void net(boolean up) {
        netUp = up;
    }

    void storageHangs(boolean now) {
        storageHangs = now;
        applyStorage();
    }

    void storageFails(boolean now) {
        storageFails = now;
        applyStorage();
    }

    /// From now on what is written takes effect soon and is acknowledged that much later.
    void storageAnswersLate(Duration by) {
        answersLateBy = by;
    }

    Duration answersLateBy() {
        return answersLateBy;
    }

    boolean isStorageWell() {
        return !storageHangs && !storageFails;
    }

    private void applyStorage() {
        for (SimulatedDisk each : disks()) {
            each.heal();
            if (storageFails) {
                each.fail(5);
            }
            if (storageHangs) {
                each.hang();
            }
        }
    }

    private List<SimulatedDisk> disks() {
        List<SimulatedDisk> all = new ArrayList<>();
        if (leaseDisk != null) {
            all.add(leaseDisk);
        }
        if (dataDisk != null) {
            all.add(dataDisk);
        }
        return all;
    }

    /// Kills the agent; it comes back after a while and touches no machine.
    void crashAgent() {
        agent().ifPresent(SimulatedAgent::crash);
        agent = null;
        boot().ifPresent(now -> now.after(Duration.ofSeconds(random.nextInt(2, 12)), () -> {
            if (agent == null) {
                agent = new SimulatedAgent(this, now, world, random);
            }
        }));
    }

    /// Stops the lease daemon and nothing else for a while, as a long pause of its memory management does.
    void stallDaemon(Duration pause) {
        daemon().ifPresent(stalled -> {
            stalled.stall();
            world.time().scheduleAfter(pause, stalled::goOn);
        });
    }

    /// Kills the lease daemon. Where the watchdog guarded a lockspace nothing takes its place: the host is reset.
    void crashDaemon() {
        daemon().ifPresent(SimulatedLeaseDaemon::crash);
        boot().ifPresent(now -> now.after(Duration.ofSeconds(10), () -> {
            if (daemon != null && daemon.isDead() && !watchdog.isArmed()) {
                daemon = newDaemon(now);
            }
        }));
    }
}
