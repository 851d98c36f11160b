package io.holdfast.manager;

import static io.holdfast.manager.CommandDesk.conflict;
import static io.holdfast.manager.CommandDesk.free;
import static io.holdfast.manager.CommandDesk.invalid;
import static io.holdfast.manager.CommandDesk.name;
import static io.holdfast.manager.CommandDesk.newId;
import static io.holdfast.manager.CommandDesk.there;

import io.holdfast.manager.inventory.Cluster;
import io.holdfast.manager.inventory.DataCenter;
import io.holdfast.manager.inventory.Disk;
import io.holdfast.manager.inventory.DiskAttachment;
import io.holdfast.manager.inventory.DiskStatus;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.JobKind;
import io.holdfast.manager.inventory.JobStatus;
import io.holdfast.manager.inventory.Placement;
import io.holdfast.manager.inventory.StorageDomain;
import io.holdfast.manager.inventory.StorageDomainStatus;
import io.holdfast.manager.inventory.Vm;
import io.holdfast.manager.inventory.VmState;
import io.holdfast.manager.inventory.VmStatus;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Commands about virtual machines and their disks.
final class MachineCommands {
    private static final long SECTOR = 4096;
    private static final long LEAST_MEMORY = 16L << 20;
    private static final long MOST_MEMORY = 64L << 40;
    private static final long LARGEST_DISK = 8L << 40;
    private static final int MOST_CPUS = 710;

    CommandResult add(Turn turn, Command.AddDisk command, String correlation) throws CommandRefused {
        name(command.name(), "disk");
        StorageDomain domain = there(turn, StorageDomain.class, command.storageDomain(), "storage domain");
        if (domain.status() != StorageDomainStatus.ACTIVE) {
            throw conflict("Storage domain " + domain.name() + " is " + domain.status() + ", not ACTIVE");
        }
        if (command.size() < 1 || command.size() > LARGEST_DISK) {
            throw invalid("The size of a disk is between 1 byte and 8 TiB");
        }
        UUID id = newId(turn, Disk.class, command.id(), "disk");
        long size = (command.size() + SECTOR - 1) / SECTOR * SECTOR;
        turn.put(new Disk(
                id,
                turn.newId(),
                domain.id(),
                command.name(),
                command.description(),
                size,
                command.sparse(),
                command.shareable(),
                DiskStatus.LOCKED,
                "being created",
                turn.now));
        UUID job = turn.begin(JobKind.CREATE_DISK, id, "Creating disk " + command.name(), correlation);
        return new CommandResult(id, job);
    }

    CommandResult remove(Turn turn, Command.RemoveDisk command, String correlation) throws CommandRefused {
        Disk disk = there(turn, Disk.class, command.id(), "disk");
        if (disk.status() == DiskStatus.LOCKED) {
            throw conflict("Disk " + disk.name() + " is locked");
        }
        for (DiskAttachment each : turn.state.all(DiskAttachment.class)) {
            if (each.disk().equals(disk.id())
                    && !turn.state.openPlacements(each.vm()).isEmpty()) {
                throw conflict("Disk " + disk.name() + " belongs to VM "
                        + turn.state.get(Vm.class, each.vm()).name() + ", which runs or may run");
            }
        }
        turn.put(disk.to(DiskStatus.LOCKED, "being removed", turn.now));
        UUID job = turn.begin(JobKind.REMOVE_DISK, disk.id(), "Removing disk " + disk.name(), correlation);
        return new CommandResult(disk.id(), job);
    }

    CommandResult attach(Turn turn, Command.AttachDisk command) throws CommandRefused {
        Vm vm = there(turn, Vm.class, command.vm(), "VM");
        Disk disk = there(turn, Disk.class, command.disk(), "disk");
        down(turn, vm, "to get a disk");
        UUID key = DiskAttachment.key(vm.id(), disk.id());
        if (turn.state.find(DiskAttachment.class, key) != null) {
            throw conflict("Disk " + disk.name() + " is attached to VM " + vm.name() + " already");
        }
        boolean elsewhere = turn.state.all(DiskAttachment.class).stream()
                .anyMatch(each -> each.disk().equals(disk.id()));
        if (elsewhere && !disk.shareable()) {
            throw conflict("Disk " + disk.name() + " is attached to another VM and is not shareable");
        }
        DataCenter dataCenter = turn.state.dataCenterOf(vm);
        StorageDomain domain = turn.state.get(StorageDomain.class, disk.storageDomain());
        if (!dataCenter.id().equals(domain.dataCenter())) {
            throw conflict("Disk " + disk.name() + " is on a storage domain of another data center");
        }
        turn.put(new DiskAttachment(vm.id(), disk.id(), command.as(), command.bootable(), command.readOnly()));
        turn.event(
                EventType.VM_DISK_ATTACHED,
                "Disk " + disk.name() + " was attached to VM " + vm.name() + ".",
                turn.about(vm, null));
        return new CommandResult(disk.id(), null);
    }

    CommandResult detach(Turn turn, Command.DetachDisk command) throws CommandRefused {
        Vm vm = there(turn, Vm.class, command.vm(), "VM");
        down(turn, vm, "to lose a disk");
        DiskAttachment attachment =
                there(turn, DiskAttachment.class, DiskAttachment.key(vm.id(), command.disk()), "attachment of disk");
        turn.remove(attachment);
        return new CommandResult(command.disk(), null);
    }

    private static void down(Turn turn, Vm vm, String why) throws CommandRefused {
        boolean down = turn.state.get(VmState.class, vm.id()).status() == VmStatus.DOWN
                && turn.state.openPlacements(vm.id()).isEmpty();
        if (!down) {
            throw conflict("VM " + vm.name() + " must be down " + why);
        }
    }

    CommandResult add(Turn turn, Command.AddVm command, String correlation) throws CommandRefused {
        name(command.name(), "VM");
        free(turn.state.all(Vm.class).stream().map(Vm::name).collect(Collectors.toSet()), command.name(), "VM");
        Cluster cluster = there(turn, Cluster.class, command.cluster(), "cluster");
        DataCenter dataCenter = turn.state.get(DataCenter.class, cluster.dataCenter());
        figures(command.memory(), command.cpus(), command.priority());
        boot(command.kernel(), command.initrd(), command.cmdline());
        UUID leaseDomain = command.leaseDomain();
        if (leaseDomain == null && command.highlyAvailable()) {
            leaseDomain = dataCenter.masterDomain();
            if (leaseDomain == null) {
                throw conflict("Data center " + dataCenter.name()
                        + " has no storage yet: a highly available VM needs a lease on it");
            }
        }
        if (Command.NO_LEASE.equals(leaseDomain)) {
            leaseDomain = null;
        } else if (leaseDomain != null) {
            StorageDomain domain = there(turn, StorageDomain.class, leaseDomain, "storage domain");
            if (!dataCenter.id().equals(domain.dataCenter())) {
                throw conflict("Storage domain " + domain.name() + " is not attached to the VM's data center");
            }
        }
        UUID id = newId(turn, Vm.class, command.id(), "VM");
        Vm vm = new Vm(
                id,
                cluster.id(),
                command.name(),
                command.description(),
                command.memory(),
                command.cpus(),
                command.highlyAvailable(),
                command.priority(),
                leaseDomain,
                command.kernel(),
                command.initrd(),
                command.cmdline(),
                turn.now);
        turn.put(vm);
        turn.put(new VmState(id, VmStatus.DOWN, false, null, "", turn.now, 0, null));
        turn.event(EventType.VM_ADDED, "VM " + vm.name() + " was added.", turn.about(vm, null));
        UUID job = leaseDomain == null
                ? null
                : turn.begin(JobKind.CREATE_VM, id, "Creating VM " + vm.name() + " and its lease", correlation);
        return new CommandResult(id, job);
    }

    private static void figures(long memory, int cpus, int priority) throws CommandRefused {
        if (memory < LEAST_MEMORY || memory > MOST_MEMORY) {
            throw invalid("The memory of a VM is between 16 MiB and 64 TiB");
        }
        if (cpus < 1 || cpus > MOST_CPUS) {
            throw invalid("A VM has between 1 and " + MOST_CPUS + " processors");
        }
        if (priority < 0 || priority > 100) {
            throw invalid("The priority of a VM is between 0 and 100");
        }
    }

    private static void boot(String kernel, String initrd, String cmdline) throws CommandRefused {
        for (String each : List.of(kernel, initrd)) {
            if (!each.isEmpty() && !each.startsWith("/")) {
                throw invalid("Kernel and initial file system are absolute paths on the hosts");
            }
        }
        if (kernel.isEmpty() && !(initrd.isEmpty() && cmdline.isEmpty())) {
            throw invalid("An initial file system or a command line needs a kernel");
        }
        if ((kernel + initrd + cmdline).chars().anyMatch(Character::isISOControl)) {
            throw invalid("Kernel, initial file system and command line have no control characters");
        }
    }

    CommandResult update(Turn turn, Command.UpdateVm command) throws CommandRefused {
        Vm old = there(turn, Vm.class, command.id(), "VM");
        boolean shape = command.memory() != null
                || command.cpus() != null
                || command.kernel() != null
                || command.initrd() != null
                || command.cmdline() != null
                || command.name() != null;
        if (shape) {
            down(turn, old, "for this change");
        }
        String newName = or(command.name(), old.name());
        if (!newName.equals(old.name())) {
            name(newName, "VM");
            free(turn.state.all(Vm.class).stream().map(Vm::name).collect(Collectors.toSet()), newName, "VM");
        }
        boolean highlyAvailable = or(command.highlyAvailable(), old.highlyAvailable());
        UUID leaseDomain = old.leaseDomain();
        if (highlyAvailable && !old.highlyAvailable() && leaseDomain == null) {
            if (!turn.state.openPlacements(old.id()).isEmpty()) {
                throw conflict("VM " + old.name() + " must be down to get the lease that high availability needs");
            }
            leaseDomain = turn.state.dataCenterOf(old).masterDomain();
            if (leaseDomain == null) {
                throw conflict("The data center has no storage yet: a highly available VM needs a lease on it");
            }
        }
        Vm vm = new Vm(
                old.id(),
                old.cluster(),
                newName,
                or(command.description(), old.description()),
                or(command.memory(), old.memory()),
                or(command.cpus(), old.cpus()),
                highlyAvailable,
                or(command.priority(), old.priority()),
                leaseDomain,
                or(command.kernel(), old.kernel()),
                or(command.initrd(), old.initrd()),
                or(command.cmdline(), old.cmdline()),
                old.created());
        figures(vm.memory(), vm.cpus(), vm.priority());
        boot(vm.kernel(), vm.initrd(), vm.cmdline());
        turn.put(vm);
        turn.event(EventType.VM_UPDATED, "VM " + vm.name() + " was changed.", turn.about(vm, null));
        return new CommandResult(vm.id(), null);
    }

    private static <T> T or(@Nullable T wanted, T present) {
        return wanted == null ? present : wanted;
    }

    CommandResult start(Turn turn, Command.StartVm command, String correlation) throws CommandRefused {
        Vm vm = there(turn, Vm.class, command.id(), "VM");
        VmState state = turn.state.get(VmState.class, vm.id());
        if (state.status() != VmStatus.DOWN || state.wanted()) {
            throw conflict("VM " + vm.name() + " is " + state.status()
                    + (state.wanted() ? " and is to run already" : "") + ", not DOWN");
        }
        if (turn.job(JobKind.REMOVE_VM, vm.id()) != null) {
            throw conflict("VM " + vm.name() + " is being removed");
        }
        if (vm.kernel().isEmpty() && turn.state.disksOf(vm.id()).isEmpty()) {
            throw conflict("VM " + vm.name() + " has neither a disk nor a kernel to boot from");
        }
        if (command.host() != null) {
            Host host = there(turn, Host.class, command.host(), "host");
            if (!host.cluster().equals(vm.cluster())) {
                throw invalid("Host " + host.name() + " is not in the VM's cluster");
            }
        }
        turn.state.pin(vm.id(), command.host());
        turn.put(state.wanted(true).tryingAgain(0, null));
        UUID job = turn.begin(JobKind.START_VM, vm.id(), "Starting VM " + vm.name(), correlation);
        return new CommandResult(vm.id(), job);
    }

    CommandResult stop(Turn turn, Command.StopVm command, String correlation) throws CommandRefused {
        Vm vm = there(turn, Vm.class, command.id(), "VM");
        VmState state = turn.state.get(VmState.class, vm.id());
        turn.end(JobKind.START_VM, vm.id(), JobStatus.ABORTED, "stopped by a user");
        turn.put(state.wanted(false).tryingAgain(0, null));
        turn.event(
                EventType.VM_STOPPED_BY_USER, "VM " + vm.name() + " is being stopped.", turn.about(vm, state.host()));
        if (state.status() == VmStatus.DOWN
                && turn.state.openPlacements(vm.id()).isEmpty()) {
            return new CommandResult(vm.id(), null);
        }
        UUID job = turn.begin(JobKind.STOP_VM, vm.id(), "Stopping VM " + vm.name(), correlation);
        return new CommandResult(vm.id(), job);
    }

    CommandResult shutdown(Turn turn, Command.ShutdownVm command, String correlation) throws CommandRefused {
        Vm vm = there(turn, Vm.class, command.id(), "VM");
        VmState state = turn.state.get(VmState.class, vm.id());
        UUID host = state.host();
        boolean runs = state.status() == VmStatus.UP
                || state.status() == VmStatus.POWERING_UP
                || state.status() == VmStatus.POWERING_DOWN;
        if (!runs || host == null) {
            throw conflict("VM " + vm.name() + " is " + state.status() + ": there is no guest to shut down");
        }
        turn.request(new Action.ShutdownVm(host, vm.id()));
        UUID job = turn.begin(JobKind.STOP_VM, vm.id(), "Shutting VM " + vm.name() + " down", correlation);
        return new CommandResult(vm.id(), job);
    }

    CommandResult remove(Turn turn, Command.RemoveVm command, String correlation) throws CommandRefused {
        Vm vm = there(turn, Vm.class, command.id(), "VM");
        List<Placement> open = turn.state.openPlacements(vm.id());
        if (turn.state.get(VmState.class, vm.id()).wanted() || !open.isEmpty()) {
            throw conflict("VM " + vm.name() + " runs, or may run: stop it first");
        }
        if (turn.job(JobKind.REMOVE_VM, vm.id()) != null) {
            throw conflict("VM " + vm.name() + " is being removed already");
        }
        if (command.disks()) {
            for (Disk disk : turn.state.disksOf(vm.id())) {
                if (disk.status() == DiskStatus.LOCKED) {
                    throw conflict("Disk " + disk.name() + " of VM " + vm.name() + " is locked");
                }
            }
            for (Disk disk : turn.state.disksOf(vm.id())) {
                boolean shared = turn.state.all(DiskAttachment.class).stream()
                        .anyMatch(each ->
                                each.disk().equals(disk.id()) && !each.vm().equals(vm.id()));
                if (!shared) {
                    turn.put(disk.to(DiskStatus.LOCKED, "being removed", turn.now));
                    turn.begin(JobKind.REMOVE_DISK, disk.id(), "Removing disk " + disk.name(), correlation);
                }
            }
        }
        turn.end(JobKind.CREATE_VM, vm.id(), JobStatus.ABORTED, "the VM is being removed");
        UUID job = turn.begin(JobKind.REMOVE_VM, vm.id(), "Removing VM " + vm.name(), correlation);
        return new CommandResult(vm.id(), job);
    }
}
