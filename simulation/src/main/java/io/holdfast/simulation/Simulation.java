package io.holdfast.simulation;

import io.holdfast.lease.LeaseRules;
import io.holdfast.manager.Command;
import io.holdfast.manager.Guard;
import io.holdfast.manager.Policy;
import io.holdfast.manager.SiteView;
import io.holdfast.manager.inventory.DataCenterStatus;
import io.holdfast.manager.inventory.DiskInterface;
import io.holdfast.manager.inventory.HostStatus;
import io.holdfast.manager.inventory.LeaseRelease;
import io.holdfast.manager.inventory.StorageDomainStatus;
import io.holdfast.manager.inventory.StorageType;
import io.holdfast.manager.inventory.VmState;
import io.holdfast.manager.inventory.VmStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One run of one site on virtual time: set up as a user would, then broken as the seed says, then mended. The same
/// seed and guard give the same run, to the last nanosecond.
final class Simulation {
    private static final Duration SET_UP = Duration.ofMinutes(20);
    private static final Duration FAULTS = Duration.ofMinutes(10);
    private static final Duration RECOVERY = Duration.ofMinutes(25);
    private static final UUID DATA_CENTER = new UUID(0xDCL, 1);
    private static final UUID CLUSTER = new UUID(0xC1L, 1);
    private static final UUID CONNECTION = new UUID(0xC0L, 1);

    private final SplittableRandom random;
    private final World world;
    private final Map<UUID, SimulatedHost> hosts = new LinkedHashMap<>();
    private final SimulatedNetwork network;
    private final SimulatedManager manager;
    private final Faults faults;

    /// What came of a run.
    ///
    /// @param virtual how much time passed in it
    /// @param unfinished what was not well at the end, although everything had long been mended; empty if nothing
    ///     nothing
    /// @param story what happened, a line each
    record Outcome(
            long seed,
            Duration virtual,
            List<Oracle.Violation> violations,
            String unfinished,
            List<String> story,
            WorldRecord record) {
        boolean isGood() {
            return violations.isEmpty() && unfinished.isEmpty();
        }
    }

    private Simulation(long seed, @Nullable Guard without) {
        random = new SplittableRandom(seed);
        int hostCount = random.nextInt(2, 6);
        Faults.Kind kind = Faults.Kind.of(random.nextInt(1 << 16));
        int ioTimeout =
                switch (random.nextInt(3)) {
                    case 0 -> 10;
                    case 1 -> random.nextInt(2, 11);
                    default -> 2;
                };
        world = new World(random.nextInt(1, 6), ioTimeout, rules(without));
        for (int id = 1; id <= hostCount; id++) {
            hosts.put(new UUID(0xA057L, id), new SimulatedHost(world, id, random.split()));
        }
        network = new SimulatedNetwork(world, hosts, random.split());
        Policy policy = without == null ? Policy.standard() : Policy.standard().without(without);
        manager = new SimulatedManager(world, policy, network, random.split());
        faults = new Faults(world, List.copyOf(hosts.values()), manager, network, kind, random.split());
    }

    /// Runs a seed.
    ///
    /// @param without the guard that is taken out of the classes under test; null for none
    static Outcome run(long seed, @Nullable Guard without) {
        return new Simulation(seed, without).run(seed);
    }

    private Outcome run(long seed) {
        long started = world.time().monotonicNanos();
        setUp();
        network.onStart(faults::started);
        faults.plan(FAULTS);
        world.time().advance(FAULTS.plusMinutes(2));
        faults.end();
        String unfinished = reach(this::isWell, RECOVERY) ? "" : trouble();
        return new Outcome(
                seed,
                Duration.ofNanos(world.time().monotonicNanos() - started),
                Oracle.judge(world.record()),
                unfinished,
                List.copyOf(world.notes()),
                world.record());
    }

    private static LeaseRules rules(@Nullable Guard without) {
        return new LeaseRules() {
            @Override
            public boolean isExpired(long now, long lastChange, int ioTimeout) {
                return without == Guard.STRICT_DEADLINE
                        ? now - lastChange >= deathAge(ioTimeout)
                        : LeaseRules.super.isExpired(now, lastChange, ioTimeout);
            }

            @Override
            public long evidenceTime(long issued, long now) {
                return without == Guard.FRESH_READ ? now : LeaseRules.super.evidenceTime(issued, now);
            }

            @Override
            public boolean readsAgain() {
                return without != Guard.FRESH_READ;
            }

            @Override
            public long watchdogExpiry(long sampledBeforeWrite, long writeCompleted, int ioTimeout) {
                return LeaseRules.super.watchdogExpiry(
                        without == Guard.WATCHDOG_EXPIRY ? writeCompleted : sampledBeforeWrite,
                        writeCompleted,
                        ioTimeout);
            }
        };
    }

    // Set-up.

    private void setUp() {
        hosts.values().forEach(SimulatedHost::powerOn);
        manager.start();
        manager.command(new Command.AddDataCenter(DATA_CENTER, "data-center", ""));
        manager.command(
                new Command.AddCluster(CLUSTER, DATA_CENTER, "cluster", "", true, LeaseRelease.AFTER_POWER_OFF));
        hosts.forEach((id, host) -> {
            manager.command(new Command.AddHost(id, CLUSTER, host.name(), "", host.name(), 54321, 5, true));
            manager.command(new Command.AddFenceAgent(
                    null, id, 1, "redfish", "bmc-" + host.hostId(), 443, "user", "password", Map.of()));
        });
        manager.command(
                new Command.AddStorageConnection(CONNECTION, StorageType.POSIXFS, "", "/storage", "none", "bind"));
        must("the hosts answer", view -> view.hostStates().values().stream()
                .allMatch(each -> each.status() == HostStatus.UP));
        UUID first = hosts.keySet().iterator().next();
        manager.command(new Command.AddStorageDomain(World.DOMAIN, "domain", "", first, CONNECTION));
        must("the domain exists", view -> view.storageDomains().values().stream()
                .anyMatch(each -> each.status() == StorageDomainStatus.UNATTACHED));
        manager.command(new Command.AttachStorageDomain(World.DOMAIN, DATA_CENTER));
        must("the data center is up", this::isSiteUp);
        List<UUID> machines = world.machines();
        for (int at = 0; at < machines.size(); at++) {
            UUID vm = machines.get(at);
            UUID disk = new UUID(0xD15CL, at + 1);
            // Some without a lease, as in a site that was moved over.
            UUID lease = random.nextInt(3) == 0 ? Command.NO_LEASE : null;
            manager.command(new Command.AddDisk(disk, World.DOMAIN, "disk-" + at, "", 1L << 30, true, false));
            manager.command(new Command.AddVm(
                    vm, CLUSTER, "machine-" + (at + 1), "", 1L << 28, 1, true, 50, lease, "", "", ""));
            manager.command(new Command.AttachDisk(vm, disk, DiskInterface.VIRTIO, true, false));
        }
        must(
                "the machines exist",
                view -> view.vmStates().size() == machines.size()
                        && view.vmStates().values().stream().allMatch(each -> each.status() == VmStatus.DOWN));
        machines.forEach(vm -> manager.command(new Command.StartVm(vm, null)));
        must("the machines run", this::isWell);
    }

    private void must(String what, Predicate<SiteView> condition) {
        if (!reach(condition, SET_UP)) {
            throw new IllegalStateException("Set-up does not get to where %s; its story:%n%s"
                    .formatted(what, String.join("\n", world.notes())));
        }
    }

    private boolean reach(Predicate<SiteView> condition, Duration within) {
        long end = world.time().monotonicNanos() + within.toNanos();
        while (world.time().monotonicNanos() < end) {
            world.time().advance(Duration.ofSeconds(5));
            SiteView view = manager.view();
            if (view != null && condition.test(view)) {
                return true;
            }
        }
        return false;
    }

    private boolean isSiteUp(SiteView view) {
        return view.dataCenters().values().stream().allMatch(each -> each.status() == DataCenterStatus.UP)
                && view.hostStates().values().stream().allMatch(each -> each.status() == HostStatus.UP);
    }

    private boolean isWell(SiteView view) {
        return isSiteUp(view)
                && view.vmStates().values().stream().allMatch(each -> each.status() == VmStatus.UP)
                && world.machines().stream().allMatch(this::reallyRuns);
    }

    private boolean reallyRuns(UUID vm) {
        return hosts.values().stream()
                .flatMap(each -> each.machines().values().stream())
                .anyMatch(each -> each.vm().equals(vm) && each.isRunning());
    }

    private String trouble() {
        SiteView view = manager.view();
        if (view == null) {
            return "the manager does not run";
        }
        List<String> all = new ArrayList<>();
        view.dataCenters().values().stream()
                .filter(each -> each.status() != DataCenterStatus.UP)
                .forEach(each -> all.add("data center " + each.status()));
        view.hostStates().values().stream()
                .filter(each -> each.status() != HostStatus.UP)
                .forEach(each -> all.add("host " + each));
        for (VmState each : view.vmStates().values()) {
            if (each.status() != VmStatus.UP) {
                all.add("machine " + each);
            } else if (!reallyRuns(each.key())) {
                all.add("machine " + each.key() + " is said to be up and does not run");
            }
        }
        return String.join("; ", all);
    }
}
