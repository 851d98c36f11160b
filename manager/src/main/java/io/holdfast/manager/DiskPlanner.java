package io.holdfast.manager;

import io.holdfast.manager.inventory.DataCenter;
import io.holdfast.manager.inventory.Disk;
import io.holdfast.manager.inventory.DiskAttachment;
import io.holdfast.manager.inventory.DiskStatus;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.JobKind;
import io.holdfast.manager.inventory.JobStatus;
import io.holdfast.manager.inventory.Placement;
import io.holdfast.manager.inventory.StorageDomain;
import io.holdfast.manager.inventory.Vm;
import io.holdfast.manager.inventory.VmLease;
import io.holdfast.manager.inventory.VmState;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Has the SPM make and remove what machines need on storage: volumes and leases. A running job is the stored wish.
///
/// Nothing is removed while a placement is open: whoever may still use it must be gone first.
final class DiskPlanner {
    private final Map<UUID, Integer> failures = new HashMap<>();
    private final Map<UUID, Instant> nextTry = new HashMap<>();

    void plan(Turn turn) {
        for (Disk disk : turn.state.all(Disk.class)) {
            if (disk.status() == DiskStatus.LOCKED) {
                disk(turn, disk);
            }
        }
        for (Vm vm : turn.state.all(Vm.class)) {
            if (turn.job(JobKind.REMOVE_VM, vm.id()) != null) {
                remove(turn, vm);
            } else if (vm.leaseDomain() != null && turn.state.find(VmLease.class, vm.id()) == null) {
                Host spm = spm(turn, vm.leaseDomain());
                if (spm != null && turn.due(nextTry.get(vm.id()))) {
                    turn.request(new Action.CreateLease(spm.id(), vm.leaseDomain(), vm.id()));
                }
            }
        }
    }

    private void disk(Turn turn, Disk disk) {
        Host spm = spm(turn, disk.storageDomain());
        StorageDomain domain = turn.state.get(StorageDomain.class, disk.storageDomain());
        if (spm == null || domain.dataCenter() == null || !turn.due(nextTry.get(disk.id()))) {
            return;
        }
        turn.request(
                turn.job(JobKind.REMOVE_DISK, disk.id()) != null
                        ? new Action.RemoveImage(spm.id(), domain.dataCenter(), disk)
                        : new Action.CreateVolume(spm.id(), domain.dataCenter(), disk));
    }

    private static @Nullable Host spm(Turn turn, UUID domain) {
        StorageDomain found = turn.state.find(StorageDomain.class, domain);
        if (found == null || found.dataCenter() == null) {
            return null;
        }
        DataCenter dataCenter = turn.state.find(DataCenter.class, found.dataCenter());
        return dataCenter == null ? null : DomainPlanner.spm(turn, dataCenter);
    }

    /// Takes the answer to [Action.CreateVolume].
    void created(Turn turn, Action.CreateVolume action, Reply reply) {
        Disk disk = turn.state.find(Disk.class, action.disk().id());
        if (disk == null || disk.status() != DiskStatus.LOCKED) {
            return;
        }
        StorageDomain domain = turn.state.get(StorageDomain.class, disk.storageDomain());
        if (reply instanceof Reply.Failed failed) {
            if (failed.kind() == Reply.Failed.Kind.REFUSED) {
                forget(disk.id());
                turn.put(disk.to(DiskStatus.ILLEGAL, failed.message(), turn.now));
                turn.event(
                        EventType.DISK_ADD_FAILED,
                        "Disk " + disk.name() + " could not be created: " + failed.message(),
                        turn.about(domain));
                turn.end(JobKind.CREATE_DISK, disk.id(), JobStatus.FAILED, failed.message());
            } else {
                later(turn, disk.id());
                turn.progress(JobKind.CREATE_DISK, disk.id(), failed.message());
            }
            return;
        }
        forget(disk.id());
        turn.put(disk.to(DiskStatus.OK, "", turn.now));
        turn.event(EventType.DISK_ADDED, "Disk " + disk.name() + " was created.", turn.about(domain));
        turn.end(JobKind.CREATE_DISK, disk.id(), JobStatus.FINISHED, "created");
    }

    /// Takes the answer to [Action.RemoveImage].
    void removed(Turn turn, Action.RemoveImage action, Reply reply) {
        Disk disk = turn.state.find(Disk.class, action.disk().id());
        if (disk == null) {
            return;
        }
        StorageDomain domain = turn.state.get(StorageDomain.class, disk.storageDomain());
        if (reply instanceof Reply.Failed failed) {
            later(turn, disk.id());
            turn.progress(JobKind.REMOVE_DISK, disk.id(), failed.message());
            if (failed.kind() == Reply.Failed.Kind.REFUSED) {
                turn.event(
                        EventType.DISK_REMOVE_FAILED,
                        "Disk " + disk.name() + " could not be removed: " + failed.message(),
                        turn.about(domain));
                turn.end(JobKind.REMOVE_DISK, disk.id(), JobStatus.FAILED, failed.message());
                turn.put(disk.to(DiskStatus.ILLEGAL, failed.message(), turn.now));
            }
            return;
        }
        forget(disk.id());
        for (DiskAttachment each : turn.state.all(DiskAttachment.class)) {
            if (each.disk().equals(disk.id())) {
                turn.remove(each);
            }
        }
        turn.remove(disk);
        turn.event(EventType.DISK_REMOVED, "Disk " + disk.name() + " was removed.", turn.about(domain));
        turn.end(JobKind.REMOVE_DISK, disk.id(), JobStatus.FINISHED, "removed");
    }

    /// Takes the answer to [Action.CreateLease].
    void leaseCreated(Turn turn, Action.CreateLease action, Reply reply) {
        Vm vm = turn.state.find(Vm.class, action.vm());
        if (vm == null) {
            return;
        }
        if (reply instanceof Reply.LeasePlace place) {
            forget(vm.id());
            turn.put(new VmLease(vm.id(), action.domain(), place.path(), place.offset()));
            turn.event(EventType.LEASE_ADDED, "The lease of VM " + vm.name() + " was made.", turn.about(vm, null));
            turn.end(JobKind.CREATE_VM, vm.id(), JobStatus.FINISHED, "created");
        } else if (reply instanceof Reply.Failed failed) {
            if (later(turn, vm.id()) == 1) {
                turn.event(
                        EventType.LEASE_ADD_FAILED,
                        "The lease of VM " + vm.name() + " could not be made yet: " + failed.message(),
                        turn.about(vm, null));
            }
            turn.progress(JobKind.CREATE_VM, vm.id(), failed.message());
        }
    }

    /// Takes the answer to [Action.RemoveLease].
    void leaseRemoved(Turn turn, Action.RemoveLease action, Reply reply) {
        VmLease lease = turn.state.find(VmLease.class, action.vm());
        if (lease == null) {
            return;
        }
        if (reply instanceof Reply.Done) {
            forget(action.vm());
            turn.remove(lease);
        } else {
            later(turn, action.vm());
        }
    }

    /// Removes a machine that is down: its lease first, then what is known of it.
    private void remove(Turn turn, Vm vm) {
        if (!turn.state.openPlacements(vm.id()).isEmpty()) {
            return;
        }
        VmLease lease = turn.state.find(VmLease.class, vm.id());
        if (lease != null) {
            Host spm = spm(turn, lease.domain());
            if (spm != null && turn.due(nextTry.get(vm.id()))) {
                turn.request(new Action.RemoveLease(spm.id(), lease.domain(), vm.id()));
            }
            return;
        }
        boolean disksLeft =
                turn.state.disksOf(vm.id()).stream().anyMatch(each -> turn.job(JobKind.REMOVE_DISK, each.id()) != null);
        if (disksLeft) {
            return;
        }
        turn.event(EventType.VM_REMOVED, "VM " + vm.name() + " was removed.", turn.about(vm, null));
        for (DiskAttachment each : turn.state.all(DiskAttachment.class)) {
            if (each.vm().equals(vm.id())) {
                turn.remove(each);
            }
        }
        for (Placement each : turn.state.all(Placement.class)) {
            if (each.vm().equals(vm.id())) {
                turn.remove(each);
            }
        }
        turn.remove(turn.state.get(VmState.class, vm.id()));
        turn.end(JobKind.REMOVE_VM, vm.id(), JobStatus.FINISHED, "removed");
        turn.remove(vm);
    }

    private int later(Turn turn, UUID subject) {
        int count = failures.merge(subject, 1, Integer::sum);
        Instant next = turn.in(turn.policy.pause(count));
        nextTry.put(subject, next);
        turn.wakeAt(next);
        return count;
    }

    private void forget(UUID subject) {
        failures.remove(subject);
        nextTry.remove(subject);
    }
}
