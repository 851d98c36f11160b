package io.holdfast.manager;

import io.holdfast.manager.inventory.DiskInterface;
import io.holdfast.manager.inventory.LeaseRelease;
import io.holdfast.manager.inventory.StorageType;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something that a user asks of the site. Checked whole before anything changes; a refused one changes nothing.
///
/// An `id` that is null in an `Add…` is drawn by the site. In an `Update…` a null component keeps what is.
public sealed interface Command {
    /// As a machine's lease domain: no lease, although it is highly available. Such a machine waits for power-off, a
    /// reboot or a person's word when its host is silent.
    UUID NO_LEASE = new UUID(0, 0);

    record AddDataCenter(@Nullable UUID id, String name, String description) implements Command {}

    record RemoveDataCenter(UUID id) implements Command {}

    record AddCluster(
            @Nullable UUID id,
            UUID dataCenter,
            String name,
            String description,
            boolean fencing,
            LeaseRelease leaseRelease)
            implements Command {}

    record UpdateCluster(
            UUID id, @Nullable Boolean fencing, @Nullable LeaseRelease leaseRelease) implements Command {}

    record RemoveCluster(UUID id) implements Command {}

    /// Adds a host and, if asked, activates it.
    ///
    /// @param port 54321 unless the agent listens elsewhere
    /// @param spmPriority -1…10, usually 5
    record AddHost(
            @Nullable UUID id,
            UUID cluster,
            String name,
            String description,
            String address,
            int port,
            int spmPriority,
            boolean activate)
            implements Command {}

    record ActivateHost(UUID id) implements Command {}

    record MaintainHost(UUID id, String reason) implements Command {}

    /// Only from Maintenance.
    record RemoveHost(UUID id) implements Command {}

    /// Begins a fence plan.
    record FenceHost(UUID id, Operation operation, String who) implements Command {
        public enum Operation {
            START,
            STOP,
            RESTART
        }
    }

    /// A person vouches that the host is off or was rebooted.
    ///
    /// @param override go on although its lease is seen to be renewed on storage; the reason is then mandatory
    record ConfirmHostRebooted(UUID id, String who, String reason, boolean override) implements Command {}

    /// Stops a fence plan at its next safe point.
    record CancelFence(UUID plan, String who) implements Command {}

    /// Adds a power device to a host.
    ///
    /// @param port 0 = the driver's usual one
    /// @param options driver options, for example `system` (path of the Redfish system), `insecure`=`true`
    record AddFenceAgent(
            @Nullable UUID id,
            UUID host,
            int order,
            String type,
            String address,
            int port,
            String username,
            String password,
            Map<String, String> options)
            implements Command {}

    /// Any change, even an empty one, clears the mark of a device that was caught lying.
    record UpdateFenceAgent(
            UUID id,
            @Nullable String address,
            @Nullable String username,
            @Nullable String password,
            @Nullable Map<String, String> options)
            implements Command {}

    record RemoveFenceAgent(UUID id) implements Command {}

    record AddStorageConnection(
            @Nullable UUID id, StorageType type, String address, String path, String vfsType, String mountOptions)
            implements Command {}

    record RemoveStorageConnection(UUID id) implements Command {}

    /// Creates a domain on storage, through this host.
    record AddStorageDomain(@Nullable UUID id, String name, String description, UUID host, UUID connection)
            implements Command {}

    /// Attaches and activates. The first domain of a data center becomes its master.
    record AttachStorageDomain(UUID id, UUID dataCenter) implements Command {}

    /// Activates an attached domain that is Inactive or in Maintenance.
    record ActivateStorageDomain(UUID id) implements Command {}

    /// Adds a disk with one raw volume.
    ///
    /// @param size bytes, rounded up to 4096
    record AddDisk(
            @Nullable UUID id,
            UUID storageDomain,
            String name,
            String description,
            long size,
            boolean sparse,
            boolean shareable)
            implements Command {}

    record RemoveDisk(UUID id) implements Command {}

    record AttachDisk(UUID vm, UUID disk, DiskInterface as, boolean bootable, boolean readOnly) implements Command {}

    record DetachDisk(UUID vm, UUID disk) implements Command {}

    /// Adds a machine, without disks.
    ///
    /// @param leaseDomain null = the data center's master domain for a highly available machine, none for others;
    ///     [#NO_LEASE] = none
    record AddVm(
            @Nullable UUID id,
            UUID cluster,
            String name,
            String description,
            long memory,
            int cpus,
            boolean highlyAvailable,
            int priority,
            @Nullable UUID leaseDomain,
            String kernel,
            String initrd,
            String cmdline)
            implements Command {}

    /// While the machine runs, only description, high availability and priority can change.
    record UpdateVm(
            UUID id,
            @Nullable String name,
            @Nullable String description,
            @Nullable Long memory,
            @Nullable Integer cpus,
            @Nullable Boolean highlyAvailable,
            @Nullable Integer priority,
            @Nullable String kernel,
            @Nullable String initrd,
            @Nullable String cmdline)
            implements Command {}

    /// Starts a machine that is down.
    ///
    /// @param host where to start it, null = the site chooses
    record StartVm(UUID id, @Nullable UUID host) implements Command {}

    /// Pulls the machine's plug.
    record StopVm(UUID id) implements Command {}

    /// Asks the guest to shut down.
    record ShutdownVm(UUID id) implements Command {}

    /// Removes a machine that is down, with its lease, and with its disks if asked.
    record RemoveVm(UUID id, boolean disks) implements Command {}
}
