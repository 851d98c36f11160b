package io.holdfast.simulation;

import io.holdfast.base.SimulatedClock;
import io.holdfast.base.SimulatedDisk;
import io.holdfast.base.SimulatedStorage;
import io.holdfast.lease.LeaderRecord;
import io.holdfast.lease.LeaseCalls;
import io.holdfast.lease.LeaseDisk;
import io.holdfast.lease.LeaseGeometry;
import io.holdfast.lease.LeaseMachine;
import io.holdfast.lease.LeaseName;
import io.holdfast.lease.LeaseRules;
import io.holdfast.lease.LockspaceArea;
import io.holdfast.lease.LockspaceInit;
import io.holdfast.lease.ResourceArea;
import io.holdfast.lease.ResourceInit;
import io.holdfast.lease.UnsettledWrites;
import io.holdfast.manager.inventory.Placement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// One simulated site without its manager: time, shared storage, hosts.
///
///     lease disk   0        1 MiB   the lockspace, 250 host ids
///                  1 MiB    1 MiB   the lease of the SPM role
///                  2+n MiB  1 MiB   the lease of machine n
///     data disk    sector 0         the pool's metadata
///                  sector 1+n       the disk of machine n
final class World {
    static final int SECTOR = 4096;
    static final UUID DOMAIN = new UUID(0xD0L, 1);
    static final String POOL = "the pool's metadata";
    private static final LeaseGeometry GEOMETRY = LeaseGeometry.SECTOR_4K_AREA_1M;
    private static final int MEBIBYTE = 1 << 20;

    private final SimulatedClock time = new SimulatedClock(Duration.ofHours(1).toNanos());
    private final WorldRecord record = new WorldRecord();
    private final SimulatedStorage leases;
    private final SimulatedStorage data;
    private final Writers writers;
    private final LeaseRules rules;
    private final int ioTimeout;
    private final LeaseName space = LeaseName.of(DOMAIN.toString());
    private final LockspaceArea lockspace = new LockspaceArea(space, GEOMETRY, 0);
    private final ResourceArea spmArea = new ResourceArea(space, LeaseName.of("SDM"), GEOMETRY, MEBIBYTE);
    private final Map<UUID, Integer> machines = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private int processes;

    World(int machineCount, int ioTimeout, LeaseRules rules) {
        this.rules = rules;
        this.ioTimeout = ioTimeout;
        leases = new SimulatedStorage((2 + machineCount) * MEBIBYTE, SECTOR);
        data = new SimulatedStorage((1 + machineCount) * SECTOR, SECTOR);
        writers = new Writers(time, record, data);
        Boot formatting = new Boot(time, "formatting");
        SimulatedDisk path =
                new SimulatedDisk("formatting", leases, time, SimulatedDisk.Behaviour.steady(Duration.ofMillis(1)));
        LeaseDisk disk = new LeaseDisk("leases", path);
        LeaseCalls calls = new LeaseCalls(disk, disk, new UnsettledWrites());
        format(formatting, calls, new LockspaceInit(lockspace, ioTimeout, LockspaceInit.PATIENCE));
        format(formatting, calls, ResourceInit.free(spmArea, 0, LockspaceInit.PATIENCE));
        for (int at = 0; at < machineCount; at++) {
            UUID vm = new UUID(0x3AC4L, at + 1);
            machines.put(vm, at);
            format(formatting, calls, ResourceInit.free(leaseOf(vm), 0, LockspaceInit.PATIENCE));
        }
        time.advance(Duration.ofSeconds(1));
    }

    private static void format(Boot boot, LeaseCalls calls, LeaseMachine<?> machine) {
        LeaseTask.start(boot, calls, machine, _ -> {}, failure -> {
            throw new IllegalStateException(failure.message());
        });
    }

    SimulatedClock time() {
        return time;
    }

    WorldRecord record() {
        return record;
    }

    Writers writers() {
        return writers;
    }

    LeaseRules rules() {
        return rules;
    }

    int ioTimeout() {
        return ioTimeout;
    }

    LockspaceArea lockspace() {
        return lockspace;
    }

    ResourceArea spmArea() {
        return spmArea;
    }

    List<UUID> machines() {
        return List.copyOf(machines.keySet());
    }

    ResourceArea leaseOf(UUID vm) {
        int at = number(vm);
        return new ResourceArea(space, LeaseName.of(vm.toString()), GEOMETRY, (2L + at) * MEBIBYTE);
    }

    private int number(UUID vm) {
        Integer at = machines.get(vm);
        if (at == null) {
            throw new IllegalArgumentException("There is no machine " + vm);
        }
        return at;
    }

    SimulatedMachine machine(Placement placement, SimulatedHost host, Boot boot) {
        UUID vm = placement.vm();
        return new SimulatedMachine(
                vm,
                target(vm),
                1 + number(vm),
                boot,
                host.dataDisk(),
                writers,
                "process %d of machine %d on %s".formatted(++processes, number(vm) + 1, boot.id()));
    }

    String target(UUID vm) {
        return "the disk of machine " + (number(vm) + 1);
    }

    LeaderRecord leaderOf(ResourceArea area) {
        return LeaderRecord.read(leases.peek(area.offset(), SECTOR), 0);
    }

    SimulatedDisk leasePath(SimulatedHost host, RandomGenerator random) {
        return new SimulatedDisk(host.name(), leases, time, fates(host, random));
    }

    SimulatedDisk dataPath(SimulatedHost host, RandomGenerator random) {
        return new SimulatedDisk(host.name(), data, time, fates(host, random));
    }

    /// Mostly milliseconds, now and then a tenth of a second, rarely seconds; the effect anywhere in between.
    private static SimulatedDisk.Behaviour fates(SimulatedHost of, RandomGenerator random) {
        return (path, write, offset, length) -> {
            double luck = random.nextDouble();
            long answer = luck < 0.97
                    ? random.nextLong(200_000, 5_000_000)
                    : luck < 0.998
                            ? random.nextLong(5_000_000, 200_000_000)
                            : random.nextLong(200_000_000L, 4_000_000_000L);
            long effect = random.nextLong(answer + 1);
            long late = write ? of.answersLateBy().toNanos() : 0;
            return new SimulatedDisk.Fate(
                    effect, Math.max(effect, random.nextLong(answer + 1)), answer + late, 0, true);
        };
    }

    /// Writes a line into this run's story, for people who replay it.
    void note(String line) {
        notes.add("%9.3f %s".formatted(time.monotonicNanos() / 1e9, line));
    }

    List<String> notes() {
        return notes;
    }
}
