package io.holdfast.agent;

import io.holdfast.agent.fencing.LeaseDaemonView;
import io.holdfast.agent.machine.Machines;
import io.holdfast.agent.owner.OwnerGuard;
import io.holdfast.agent.pool.StorageService;
import io.holdfast.agent.system.HostFacts;
import io.holdfast.base.Clock;
import io.holdfast.hypervisor.Accelerator;
import io.holdfast.hypervisor.Hypervisor;
import io.holdfast.hypervisor.HypervisorException;
import io.holdfast.hypervisor.HypervisorFacts;
import io.holdfast.protocol.Done;
import io.holdfast.protocol.HardwareInformation;
import io.holdfast.protocol.HoldfastVerbs;
import io.holdfast.protocol.HostCapabilities;
import io.holdfast.protocol.HostSelfReport;
import io.holdfast.protocol.HostStatistics;
import io.holdfast.protocol.HostVerbs;
import io.holdfast.protocol.Json;
import io.holdfast.protocol.VerbRegistry;
import io.holdfast.protocol.VmStatistics;
import io.holdfast.protocol.VmStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Answers the verbs about the host as a whole.
final class HostHandlers {
    private static final String SOFTWARE = "4.50.5";
    private static final List<String> CLUSTER_LEVELS = List.of("4.2", "4.3", "4.4", "4.5", "4.6", "4.7");
    private static final int IDLE = 3;
    private static final int INPUT_OUTPUT = 4;

    private final HostFacts facts;
    private final Clock clock;
    private final OwnerGuard owner;
    private final Hypervisor hypervisor;
    private final Supplier<Accelerator> accelerator;
    private final Machines machines;
    private final StorageService storage;
    private final LeaseDaemonView leases;
    private final long started;
    private List<Long> lastTicks = List.of();

    HostHandlers(
            HostFacts facts,
            Clock clock,
            OwnerGuard owner,
            Hypervisor hypervisor,
            Supplier<Accelerator> accelerator,
            Machines machines,
            StorageService storage,
            LeaseDaemonView leases) {
        this.facts = facts;
        this.clock = clock;
        this.owner = owner;
        this.hypervisor = hypervisor;
        this.accelerator = accelerator;
        this.machines = machines;
        this.storage = storage;
        this.leases = leases;
        this.started = clock.monotonicSeconds();
    }

    void register(VerbRegistry.Builder verbs) {
        verbs.add(HostVerbs.PING, (nothing, context) -> Done.DONE)
                .add(HostVerbs.OLD_PING, (nothing, context) -> Done.DONE)
                .add(HostVerbs.CONFIRM_CONNECTIVITY, (nothing, context) -> Done.DONE)
                .add(HostVerbs.SET_MEMORY_POLICY, (nothing, context) -> Done.DONE)
                .add(HostVerbs.LIST_HOST_DEVICES, (nothing, context) -> Json.object())
                .add(HostVerbs.GET_JOBS, (nothing, context) -> Json.object())
                .add(HostVerbs.GET_CAPABILITIES, (nothing, context) -> capabilities())
                .add(HostVerbs.GET_STATISTICS, (nothing, context) -> statistics())
                .add(HostVerbs.GET_HARDWARE_INFORMATION, (nothing, context) -> hardware())
                .add(HoldfastVerbs.ADOPT, (wanted, context) -> {
                    OwnerGuard.Owner obeyed = owner.adopt(wanted.epoch(), wanted.owner());
                    return new HoldfastVerbs.Adopted(
                            obeyed.epoch(), obeyed.owner(), facts.bootId(), facts.hardwareUuid(), millis());
                });
    }

    private HostSelfReport self() {
        OwnerGuard.Owner obeyed = owner.current();
        return new HostSelfReport(
                facts.bootId(), facts.hardwareUuid(), millis(), obeyed.epoch(), obeyed.owner(), leases.report());
    }

    private HostCapabilities capabilities() {
        Map<String, String> processor = facts.processor();
        int threads = facts.processors();
        List<String> flags =
                new ArrayList<>(List.of(processor.getOrDefault("flags", "").split(" ", -1)));
        Map<String, HostCapabilities.PackageVersion> packages = new LinkedHashMap<>();
        List<String> machineTypes = List.of();
        try {
            HypervisorFacts found = hypervisor.facts();
            machineTypes = found.machineTypes();
            packages.put("libvirt", new HostCapabilities.PackageVersion(found.libraryVersion(), ""));
            packages.put("qemu-kvm", new HostCapabilities.PackageVersion(found.emulatorVersion(), ""));
            if (!found.processorModel().isEmpty()) {
                flags.add("model_" + found.processorModel());
            }
        } catch (HypervisorException e) {
            flags.add("model_unknown");
        }
        Map<String, String> system = facts.operatingSystem();
        Map<String, HostCapabilities.Network> networks = new LinkedHashMap<>();
        for (HostFacts.Link each : facts.links()) {
            if (each.bridge()) {
                networks.put(each.name(), new HostCapabilities.Network(each.name(), "", "", "", each.mtu()));
            }
        }
        return new HostCapabilities(
                facts.hardwareUuid(),
                facts.bootId(),
                new HostCapabilities.Processor(
                        threads,
                        threads,
                        1,
                        Double.parseDouble(processor.getOrDefault("cpu MHz", "0")),
                        processor.getOrDefault("model name", ""),
                        flags),
                facts.memory().getOrDefault("MemTotal", 0L) / 1024,
                accelerator.get() == Accelerator.KVM,
                machineTypes,
                CLUSTER_LEVELS,
                List.of(5),
                new HostCapabilities.OperatingSystem(
                        system.getOrDefault("NAME", ""), system.getOrDefault("VERSION_ID", ""), ""),
                SOFTWARE,
                packages,
                networks,
                "",
                self());
    }

    private HostStatistics statistics() {
        Map<String, Long> memory = facts.memory();
        List<VmStatistics> all = machines.statistics();
        Map<String, HostStatistics.Interface> interfaces = new HashMap<>();
        for (HostFacts.Link each : facts.links()) {
            interfaces.put(
                    each.name(),
                    new HostStatistics.Interface(
                            each.name(), each.up(), 0, each.received(), each.sent(), each.address()));
        }
        return new HostStatistics(
                processor(),
                new HostStatistics.Memory(
                        mebibytes(memory, "MemTotal"),
                        mebibytes(memory, "MemFree"),
                        mebibytes(memory, "MemAvailable"),
                        mebibytes(memory, "SwapTotal"),
                        mebibytes(memory, "SwapFree")),
                new HostStatistics.Machines(
                        all.size(),
                        (int) all.stream()
                                .filter(each -> each.status() != VmStatus.DOWN)
                                .count(),
                        0,
                        0),
                clock.wall(),
                clock.monotonicSeconds() - started,
                Instant.ofEpochSecond(facts.bootTime()),
                interfaces,
                storage.vitals(),
                self());
    }

    private static long mebibytes(Map<String, Long> memory, String name) {
        return memory.getOrDefault(name, 0L) / 1024;
    }

    /// Shares since the last question.
    private synchronized HostStatistics.Processor processor() {
        List<Long> ticks = facts.processorTicks();
        List<Long> spent = new ArrayList<>();
        for (int i = 0; i < ticks.size(); i++) {
            spent.add(ticks.get(i) - (i < lastTicks.size() ? lastTicks.get(i) : 0));
        }
        lastTicks = ticks;
        double total =
                Math.max(1, spent.stream().limit(8).mapToLong(Long::longValue).sum());
        double idle = (spent.get(IDLE) + spent.get(INPUT_OUTPUT)) / total * 100;
        double user = (spent.get(0) + spent.get(1)) / total * 100;
        return new HostStatistics.Processor(user, Math.max(0, 100 - user - idle), idle, facts.load());
    }

    private HardwareInformation hardware() {
        return new HardwareInformation(
                facts.firmware("sys_vendor"),
                facts.firmware("product_name"),
                facts.firmware("product_version"),
                facts.firmware("product_serial"),
                facts.hardwareUuid(),
                facts.firmware("product_family"));
    }

    private long millis() {
        return clock.monotonicNanos() / 1_000_000;
    }
}
