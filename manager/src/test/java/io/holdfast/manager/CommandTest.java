package io.holdfast.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.manager.CommandRefused.Kind;
import io.holdfast.manager.inventory.DiskInterface;
import io.holdfast.manager.inventory.DiskStatus;
import io.holdfast.manager.inventory.HostStatus;
import io.holdfast.manager.inventory.JobStatus;
import io.holdfast.manager.inventory.LeaseRelease;
import io.holdfast.manager.inventory.StorageType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class CommandTest {
    private static final UUID NOTHING = new UUID(99, 99);

    private final FakeSite site = new FakeSite(3, Policy.standard()).withMachine(true, true);

    private void isRefused(Command command, Kind kind) {
        SiteView before = site.world.view();
        CommandRefused refusal = site.world.refused(command);
        assertThat(refusal.kind()).as("%s: %s", command, refusal.getMessage()).isEqualTo(kind);
        SiteView after = site.world.view();
        assertThat(after.hosts()).isEqualTo(before.hosts());
        assertThat(after.vms()).isEqualTo(before.vms());
        assertThat(after.disks()).isEqualTo(before.disks());
        assertThat(after.jobs()).isEqualTo(before.jobs());
        assertThat(after.storageDomains()).isEqualTo(before.storageDomains());
    }

    @Test
    void whatIsNotThereIsNotFound() {
        List<Command> commands = List.of(
                new Command.RemoveDataCenter(NOTHING),
                new Command.AddCluster(null, NOTHING, "x", "", true, LeaseRelease.AFTER_POWER_OFF),
                new Command.UpdateCluster(NOTHING, true, null),
                new Command.RemoveCluster(NOTHING),
                new Command.AddHost(null, NOTHING, "x", "", "a", 1, 5, true),
                new Command.ActivateHost(NOTHING),
                new Command.MaintainHost(NOTHING, ""),
                new Command.RemoveHost(NOTHING),
                new Command.FenceHost(NOTHING, Command.FenceHost.Operation.RESTART, "me"),
                new Command.ConfirmHostRebooted(NOTHING, "me", "", false),
                new Command.CancelFence(NOTHING, "me"),
                new Command.AddFenceAgent(null, NOTHING, 1, "redfish", "a", 0, "", "", Map.of()),
                new Command.UpdateFenceAgent(NOTHING, null, null, null, null),
                new Command.RemoveFenceAgent(NOTHING),
                new Command.RemoveStorageConnection(NOTHING),
                new Command.AddStorageDomain(null, "x", "", NOTHING, NOTHING),
                new Command.AttachStorageDomain(NOTHING, NOTHING),
                new Command.ActivateStorageDomain(NOTHING),
                new Command.AddDisk(null, NOTHING, "x", "", 1, true, false),
                new Command.RemoveDisk(NOTHING),
                new Command.AttachDisk(NOTHING, NOTHING, DiskInterface.VIRTIO, true, false),
                new Command.DetachDisk(NOTHING, NOTHING),
                new Command.AddVm(null, NOTHING, "x", "", 1 << 30, 1, false, 1, null, "", "", ""),
                new Command.StartVm(NOTHING, null),
                new Command.StopVm(NOTHING),
                new Command.ShutdownVm(NOTHING),
                new Command.RemoveVm(NOTHING, false));
        commands.forEach(each -> isRefused(each, Kind.NOT_FOUND));
    }

    @Test
    void whatMakesNoSenseIsInvalid() {
        UUID host = site.world.id("host-1");
        List<Command> commands = List.of(
                new Command.AddDataCenter(null, "", ""),
                new Command.AddDataCenter(null, "../etc", ""),
                new Command.AddDataCenter(null, "x".repeat(65), ""),
                new Command.AddHost(null, site.cluster, "new", "", " ", 1, 5, true),
                new Command.AddHost(null, site.cluster, "new", "", "a", 0, 5, true),
                new Command.AddHost(null, site.cluster, "new", "", "a", 1, 11, true),
                new Command.AddFenceAgent(null, host, 0, "redfish", "a", 0, "", "", Map.of()),
                new Command.AddFenceAgent(null, host, 1, "redfish", "", 0, "", "", Map.of()),
                new Command.AddStorageConnection(null, StorageType.NFS, "", "/x", "", ""),
                new Command.AddStorageConnection(null, StorageType.POSIXFS, "", "x", "none", ""),
                new Command.AddStorageConnection(null, StorageType.POSIXFS, "", "/x\n", "none", ""),
                new Command.AddStorageConnection(null, StorageType.POSIXFS, "", "/x", "", ""),
                new Command.AddDisk(null, site.domain, "d", "", 0, true, false),
                new Command.AddVm(null, site.cluster, "v", "", 1, 1, false, 1, null, "", "", ""),
                new Command.AddVm(null, site.cluster, "v", "", 1 << 30, 0, false, 1, null, "", "", ""),
                new Command.AddVm(null, site.cluster, "v", "", 1 << 30, 1, false, 101, null, "", "", ""),
                new Command.AddVm(null, site.cluster, "v", "", 1 << 30, 1, false, 1, null, "k", "", ""),
                new Command.AddVm(null, site.cluster, "v", "", 1 << 30, 1, false, 1, null, "", "/i", ""),
                new Command.AddVm(null, site.cluster, "v", "", 1 << 30, 1, false, 1, null, "/k", "", "a\nb"));
        commands.forEach(each -> isRefused(each, Kind.INVALID));
    }

    @Test
    void whatCannotBeNowIsAConflict() {
        UUID host = site.world.id(site.where().name);
        List<Command> commands = List.of(
                new Command.AddDataCenter(null, "dc", ""),
                new Command.RemoveCluster(site.cluster),
                new Command.AddHost(null, site.cluster, "host-1", "", "a", 1, 5, true),
                new Command.AddHost(null, site.cluster, "new", "", "10.0.0.1", 54321, 5, true),
                new Command.ActivateHost(host),
                new Command.MaintainHost(host, ""),
                new Command.RemoveHost(host),
                new Command.FenceHost(host, Command.FenceHost.Operation.STOP, "me"),
                new Command.FenceHost(host, Command.FenceHost.Operation.START, "me"),
                new Command.ConfirmHostRebooted(host, "me", "", true),
                new Command.StartVm(site.vm, null),
                new Command.RemoveVm(site.vm, false),
                new Command.UpdateVm(site.vm, null, null, 2L << 30, null, null, null, null, null, null),
                new Command.AddVm(null, site.cluster, "web", "", 1 << 30, 1, false, 1, null, "", "", ""));
        commands.forEach(each -> isRefused(each, Kind.CONFLICT));
    }

    @Test
    void aDiskIsMadeAttachedAndRemoved() {
        UUID disk = site.world
                .command(new Command.AddDisk(null, site.domain, "data", "", 1000, true, false))
                .subject();
        assertThat(FakeWorld.of(site.world.view().disks(), disk).size()).isEqualTo(4096);
        site.world.until(
                Duration.ofSeconds(5),
                "disk made",
                () -> FakeWorld.of(site.world.view().disks(), disk).status() == DiskStatus.OK);
        isRefused(new Command.AttachDisk(site.vm, disk, DiskInterface.VIRTIO, true, false), Kind.CONFLICT);
        site.world.command(new Command.StopVm(site.vm));
        site.world.until(Duration.ofSeconds(10), "stopped", () -> site.copies() == 0);
        site.world.until(Duration.ofSeconds(5), "known", () -> site.world.view().placements().values().stream()
                .noneMatch(each -> each.open()));
        site.world.command(new Command.AttachDisk(site.vm, disk, DiskInterface.VIRTIO, true, false));
        site.world.command(new Command.StartVm(site.vm, site.world.id("host-3")));
        site.world.until(Duration.ofSeconds(10), "runs", () -> site.copies() == 1);
        assertThat(site.where().name).isEqualTo("host-3");
        isRefused(new Command.RemoveDisk(disk), Kind.CONFLICT);
        site.world.until(Duration.ofSeconds(5), "up", site::runsAsKnown);
        site.world.command(new Command.StopVm(site.vm));
        site.world.until(Duration.ofSeconds(5), "gone", () -> site.world.view().placements().values().stream()
                .noneMatch(each -> each.open()));
        site.world.command(new Command.RemoveVm(site.vm, true));
        site.world.until(
                Duration.ofSeconds(5),
                "removed",
                () -> site.world.view().vms().isEmpty()
                        && site.world.view().disks().isEmpty());
        assertThat(site.world.view().jobs().values())
                .filteredOn(
                        each -> each.subject().equals(site.vm) || each.subject().equals(disk))
                .allMatch(each -> each.status() == JobStatus.FINISHED);
        assertThat(site.world.view().vmLeases()).isEmpty();
    }

    @Test
    void anEmptyHostGoesIntoMaintenanceAndBackAndCanBePoweredOff() {
        FakeHost spm = site.world.hosts.values().stream()
                .filter(each -> each.spm)
                .findFirst()
                .orElseThrow();
        if (site.where() == spm) {
            site.world.command(new Command.StopVm(site.vm));
            site.world.until(Duration.ofSeconds(10), "stopped", () -> site.world.view().placements().values().stream()
                    .noneMatch(each -> each.open()));
        }
        UUID id = site.world.id(spm.name);
        site.world.command(new Command.MaintainHost(id, "a new fan"));
        site.world.until(Duration.ofSeconds(30), "maintenance", () -> site.status(spm) == HostStatus.MAINTENANCE);
        assertThat(spm.spm).isFalse();
        site.world.until(Duration.ofSeconds(30), "another SPM", () -> site.world.hosts.values().stream()
                .anyMatch(each -> each.spm));
        site.world.command(new Command.FenceHost(id, Command.FenceHost.Operation.STOP, "admin"));
        site.world.until(Duration.ofSeconds(90), "off", () -> site.status(spm) == HostStatus.DOWN);
        assertThat(spm.power).isFalse();
        site.world.command(new Command.FenceHost(id, Command.FenceHost.Operation.START, "admin"));
        site.allUp();
        assertThat(site.world.violations).isEmpty();
    }
}
