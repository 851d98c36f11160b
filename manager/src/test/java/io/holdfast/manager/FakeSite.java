package io.holdfast.manager;

import io.holdfast.manager.inventory.FencePlan;
import io.holdfast.manager.inventory.HostStatus;
import io.holdfast.manager.inventory.LeaseRelease;
import io.holdfast.manager.inventory.StorageDomainStatus;
import io.holdfast.manager.inventory.StorageType;
import io.holdfast.manager.inventory.VmStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A fake world with a data center of hosts, one storage domain and one machine in it.
final class FakeSite {
    final FakeWorld world;
    final UUID cluster;
    final UUID domain;
    UUID vm = new UUID(0, 0);

    FakeSite(int hosts, Policy policy) {
        world = new FakeWorld(policy);
        UUID dataCenter =
                world.command(new Command.AddDataCenter(null, "dc", "")).subject();
        cluster = world.command(
                        new Command.AddCluster(null, dataCenter, "cluster", "", true, LeaseRelease.AFTER_POWER_OFF))
                .subject();
        for (int at = 1; at <= hosts; at++) {
            UUID id = new UUID(9, at);
            UUID hardware = new UUID(8, at);
            world.hosts.put(id, new FakeHost("host-" + at, hardware));
            world.command(new Command.AddHost(id, cluster, "host-" + at, "", "10.0.0." + at, 54321, 5, true));
            world.command(
                    new Command.AddFenceAgent(null, id, 1, "redfish", "10.1.0." + at, 0, "admin", "secret", Map.of()));
        }
        allUp();
        UUID connection = world.command(
                        new Command.AddStorageConnection(null, StorageType.POSIXFS, "", "/storage", "none", "bind"))
                .subject();
        domain = world.command(new Command.AddStorageDomain(null, "gold", "", world.id("host-1"), connection))
                .subject();
        world.until(Duration.ofSeconds(10), "domain made", () -> status() == StorageDomainStatus.UNATTACHED);
        world.command(new Command.AttachStorageDomain(domain, dataCenter));
        world.until(Duration.ofSeconds(60), "domain active", () -> status() == StorageDomainStatus.ACTIVE);
        allUp();
    }

    private StorageDomainStatus status() {
        return FakeWorld.of(world.view().storageDomains(), domain).status();
    }

    void allUp() {
        world.until(Duration.ofMinutes(10), "all hosts Up", () -> world.view().hostStates().values().stream()
                .allMatch(each -> each.status() == HostStatus.UP));
    }

    /// A machine that runs on the host that the site chose.
    FakeSite withMachine(boolean highlyAvailable, boolean leased) {
        vm = world.command(new Command.AddVm(
                        null,
                        cluster,
                        "web",
                        "",
                        1L << 30,
                        1,
                        highlyAvailable,
                        50,
                        leased ? domain : Command.NO_LEASE,
                        "/kernel",
                        "",
                        ""))
                .subject();
        world.command(new Command.StartVm(vm, null));
        world.until(Duration.ofSeconds(60), "machine up", this::runsAsKnown);
        return this;
    }

    boolean runsAsKnown() {
        return FakeWorld.of(world.view().vmStates(), vm).status() == VmStatus.UP && copies() == 1;
    }

    int copies() {
        return (int) world.hosts.values().stream()
                .filter(each -> each.power && each.machines.containsKey(vm))
                .count();
    }

    FakeHost where() {
        return world.hosts.values().stream()
                .filter(each -> each.machines.containsKey(vm))
                .findFirst()
                .orElseThrow();
    }

    HostStatus status(FakeHost host) {
        return FakeWorld.of(world.view().hostStates(), world.id(host.name)).status();
    }

    List<FencePlan> plans(FakeHost host) {
        return world.view().fencePlans().values().stream()
                .filter(each -> each.host().equals(world.id(host.name)))
                .toList();
    }
}
