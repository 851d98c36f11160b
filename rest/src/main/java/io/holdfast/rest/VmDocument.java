package io.holdfast.rest;

import io.holdfast.manager.Command;
import io.holdfast.manager.SiteView;
import io.holdfast.manager.inventory.Cluster;
import io.holdfast.manager.inventory.Vm;
import io.holdfast.manager.inventory.VmState;
import io.holdfast.restmodel.types.Architecture;
import io.holdfast.restmodel.types.Cpu;
import io.holdfast.restmodel.types.CpuTopology;
import io.holdfast.restmodel.types.HighAvailability;
import io.holdfast.restmodel.types.MemoryPolicy;
import io.holdfast.restmodel.types.OperatingSystem;
import io.holdfast.restmodel.types.StorageDomain;
import io.holdfast.restmodel.types.StorageDomainLease;
import io.holdfast.restmodel.types.VmStatus;
import io.holdfast.restmodel.types.VmType;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A virtual machine as a document, and the commands that a document asks for.
final class VmDocument {
    private static final long MEMORY = 1L << 30;
    private static final int MOST_CPUS = 4096;

    private VmDocument() {}

    static Command.AddVm added(io.holdfast.restmodel.types.Vm wanted, Cluster cluster, SiteView view) throws Refusal {
        HighAvailability availability = Objects.requireNonNullElseGet(wanted.highAvailability, HighAvailability::new);
        OperatingSystem os = Objects.requireNonNullElseGet(wanted.os, OperatingSystem::new);
        Integer cpus = cpus(wanted.cpu);
        return new Command.AddVm(
                wanted.id == null ? null : Ids.parse(wanted.id),
                cluster.id(),
                Objects.requireNonNull(wanted.name),
                Objects.requireNonNullElse(wanted.description, ""),
                Objects.requireNonNullElse(wanted.memory, MEMORY),
                cpus == null ? 1 : cpus,
                Objects.requireNonNullElse(availability.enabled, false),
                priority(availability, 1),
                lease(wanted.lease, view),
                Objects.requireNonNullElse(os.kernel, ""),
                Objects.requireNonNullElse(os.initrd, ""),
                Objects.requireNonNullElse(os.cmdline, ""));
    }

    static Command.UpdateVm updated(io.holdfast.restmodel.types.Vm wanted, Vm before, SiteView view) throws Refusal {
        HighAvailability availability = Objects.requireNonNullElseGet(wanted.highAvailability, HighAvailability::new);
        OperatingSystem os = Objects.requireNonNullElseGet(wanted.os, OperatingSystem::new);
        UUID lease = lease(wanted.lease, view);
        if (lease != null && !lease.equals(Objects.requireNonNullElse(before.leaseDomain(), Command.NO_LEASE))) {
            throw Refusal.unsupported("Moving the lease of a machine");
        }
        if (wanted.cluster != null
                && !Named.cluster(view, wanted.cluster, "Vm [cluster.id|name] required for update")
                        .id()
                        .equals(before.cluster())) {
            throw Refusal.unsupported("Moving a machine to another cluster");
        }
        return new Command.UpdateVm(
                before.id(),
                wanted.name,
                wanted.description,
                wanted.memory,
                cpus(wanted.cpu),
                availability.enabled,
                availability.priority == null ? null : priority(availability, before.priority()),
                os.kernel,
                os.initrd,
                os.cmdline);
    }

    static io.holdfast.restmodel.types.Vm shown(Vm vm, SiteView view) {
        VmState state = Vms.state(vm, view);
        io.holdfast.restmodel.types.Vm shown = Ids.vm(vm.id());
        shown.name = vm.name();
        shown.description = vm.description();
        shown.status = VmStatus.valueOf(state.status().name());
        shown.statusDetail = StorageConnections.some(state.detail());
        shown.type = VmType.SERVER;
        shown.memory = vm.memory();
        shown.memoryPolicy = new MemoryPolicy();
        shown.memoryPolicy.guaranteed = vm.memory();
        shown.memoryPolicy.max = vm.memory();
        shown.memoryPolicy.ballooning = false;
        shown.cpu = new Cpu();
        shown.cpu.architecture = Architecture.X86_64;
        shown.cpu.topology = new CpuTopology();
        shown.cpu.topology.sockets = (long) vm.cpus();
        shown.cpu.topology.cores = 1L;
        shown.cpu.topology.threads = 1L;
        shown.os = new OperatingSystem();
        shown.os.type = "other";
        shown.os.kernel = StorageConnections.some(vm.kernel());
        shown.os.initrd = StorageConnections.some(vm.initrd());
        shown.os.cmdline = StorageConnections.some(vm.cmdline());
        shown.highAvailability = new HighAvailability();
        shown.highAvailability.enabled = vm.highlyAvailable();
        shown.highAvailability.priority = (long) vm.priority();
        if (vm.leaseDomain() != null) {
            shown.lease = new StorageDomainLease();
            shown.lease.storageDomain = Ids.storageDomain(vm.leaseDomain());
        }
        shown.cluster = Ids.cluster(vm.cluster());
        shown.template = Ids.template(Ids.BLANK);
        shown.originalTemplate = Ids.template(Ids.BLANK);
        shown.origin = "ovirt";
        shown.creationTime = vm.created();
        shown.stateless = false;
        shown.deleteProtected = false;
        shown.startPaused = false;
        shown.runOnce = false;
        shown.nextRunConfigurationExists = false;
        if (state.host() != null && state.status() != io.holdfast.manager.inventory.VmStatus.DOWN) {
            shown.host = Ids.host(state.host());
        }
        return shown;
    }

    private static int priority(HighAvailability wanted, int otherwise) throws Refusal {
        return wanted.priority == null
                ? otherwise
                : Numbers.within(wanted.priority, 0, 100, "vm.high_availability.priority");
    }

    /// Sockets times cores times threads; null if nothing is said about them.
    private static @Nullable Integer cpus(@Nullable Cpu cpu) throws Refusal {
        CpuTopology topology = cpu == null ? null : cpu.topology;
        if (topology == null) {
            return null;
        }
        long cpus = 1;
        for (Long factor : new @Nullable Long[] {topology.sockets, topology.cores, topology.threads}) {
            cpus *= factor == null ? 1 : Numbers.within(factor, 1, MOST_CPUS, "vm.cpu.topology");
        }
        return Numbers.within(cpus, 1, MOST_CPUS, "vm.cpu.topology");
    }

    /// The domain for the lease; [Command#NO_LEASE] if the document has a lease on no domain, null if it has none.
    private static @Nullable UUID lease(@Nullable StorageDomainLease wanted, SiteView view) throws Refusal {
        if (wanted == null) {
            return null;
        }
        StorageDomain on = wanted.storageDomain;
        if (on == null || (on.id == null && on.name == null)) {
            return Command.NO_LEASE;
        }
        return Named.storageDomain(view, on, "Vm [lease.storageDomain.id|name] required for add")
                .id();
    }
}
