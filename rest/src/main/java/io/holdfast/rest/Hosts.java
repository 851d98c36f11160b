package io.holdfast.rest;

import static java.util.Comparator.comparing;

import io.holdfast.manager.Command;
import io.holdfast.manager.CommandRefused;
import io.holdfast.manager.PowerReading;
import io.holdfast.manager.SiteView;
import io.holdfast.manager.inventory.Cluster;
import io.holdfast.manager.inventory.DataCenter;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.HostReport;
import io.holdfast.manager.inventory.HostState;
import io.holdfast.manager.inventory.Vm;
import io.holdfast.manager.inventory.VmState;
import io.holdfast.manager.inventory.VmStatus;
import io.holdfast.restmodel.types.Action;
import io.holdfast.restmodel.types.Agent;
import io.holdfast.restmodel.types.Cpu;
import io.holdfast.restmodel.types.CpuTopology;
import io.holdfast.restmodel.types.ExternalStatus;
import io.holdfast.restmodel.types.HardwareInformation;
import io.holdfast.restmodel.types.HostStatus;
import io.holdfast.restmodel.types.PowerManagement;
import io.holdfast.restmodel.types.PowerManagementStatus;
import io.holdfast.restmodel.types.Spm;
import io.holdfast.restmodel.types.SpmStatus;
import io.holdfast.restmodel.types.VmSummary;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Hosts in the API.
final class Hosts {
    static final Fields<Host> FIELDS = new Fields<Host>("host")
            .with((each, view) -> each.id(), "id")
            .with((each, view) -> each.name(), "name")
            .with((each, view) -> each.description(), "description")
            .with((each, view) -> each.address(), "address")
            .with((each, view) -> state(each, view).status(), "status")
            .with((each, view) -> each.hardwareUuid(), "hw_id")
            .with((each, view) -> (long) each.hostId(), "spm_id")
            .with((each, view) -> (long) running(each, view).size(), "active_vms")
            .related(() -> Clusters.FIELDS, Hosts::clusters, "cluster", "clusters")
            .related(() -> DataCenters.FIELDS, Hosts::dataCenters, "datacenter", "datacenters")
            .related(() -> Vms.FIELDS, Hosts::running, "vm", "vms")
            .related(() -> StorageDomains.FIELDS, Hosts::storageDomains, "storage");

    private static final long PORT = 54321;
    private static final long SPM_PRIORITY = 5;

    private Hosts() {}

    static void serve(Endpoints endpoints) {
        endpoints.on(
                "GET",
                "hosts",
                call -> new Answer.Many<>(new Listing<>(
                        io.holdfast.restmodel.types.Host.class,
                        List.copyOf(call.view().hosts().values()),
                        each -> shown(each, call.view()),
                        FIELDS,
                        comparing(Host::name))));
        endpoints.on("GET", "hosts/{}", call -> new Answer.One(shown(find(call), call.view())));
        endpoints.on("POST", "hosts", Hosts::add);
        endpoints.on("PUT", "hosts/{}", Hosts::update);
        endpoints.on("DELETE", "hosts/{}", call -> {
            call.execute(new Command.RemoveHost(find(call).id()));
            return new Answer.Removed();
        });
        endpoints.on("POST", "hosts/{}/activate", call -> {
            UUID host = find(call).id();
            return call.acted(call.action(), call.execute(new Command.ActivateHost(host)));
        });
        endpoints.on("POST", "hosts/{}/deactivate", call -> {
            UUID host = find(call).id();
            Action action = call.action();
            String reason = Objects.requireNonNullElse(action.reason, "");
            return call.acted(action, call.execute(new Command.MaintainHost(host, reason)));
        });
        endpoints.on("POST", "hosts/{}/fence", Hosts::fence);
        FenceAgents.serve(endpoints);
    }

    static Host find(Call call) throws Refusal {
        Host found = call.view().hosts().get(call.id(0));
        if (found == null) {
            throw Refusal.notFound(call.ids().getFirst());
        }
        return found;
    }

    /// Adds the host, then its fence agents, then activates it; if an agent is refused, nothing is left.
    private static Answer add(Call call) throws Refusal {
        io.holdfast.restmodel.types.Host wanted = call.read(io.holdfast.restmodel.types.Host.class);
        if (wanted.name == null || wanted.address == null) {
            throw Refusal.incomplete("Host", "name, address", "add");
        }
        Cluster cluster = Named.cluster(call.view(), wanted.cluster, "Host [cluster.id|name] required for add");
        Long priority = wanted.spm == null ? null : wanted.spm.priority;
        List<Agent> agents = wanted.powerManagement == null || wanted.powerManagement.agents == null
                ? List.of()
                : wanted.powerManagement.agents;
        boolean activate = call.parameters().flag("activate", true);
        UUID id = call.execute(new Command.AddHost(
                        null,
                        cluster.id(),
                        wanted.name,
                        Objects.requireNonNullElse(wanted.description, ""),
                        wanted.address,
                        Numbers.within(Objects.requireNonNullElse(wanted.port, PORT), 1, 65535, "host.port"),
                        Numbers.within(Objects.requireNonNullElse(priority, SPM_PRIORITY), -1, 10, "host.spm.priority"),
                        activate && agents.isEmpty()))
                .subject();
        try {
            for (Agent agent : agents) {
                call.execute(FenceAgents.added(agent, id));
            }
        } catch (Refusal refusal) {
            call.execute(new Command.RemoveHost(id));
            throw refusal;
        }
        if (activate && !agents.isEmpty()) {
            call.execute(new Command.ActivateHost(id));
        }
        SiteView now = call.now();
        return new Answer.Created(shown(Objects.requireNonNull(now.hosts().get(id)), now), false);
    }

    /// A host's own members cannot be changed yet; power management is enabled by having fence agents.
    private static Answer update(Call call) throws Refusal {
        Host host = find(call);
        io.holdfast.restmodel.types.Host wanted = call.read(io.holdfast.restmodel.types.Host.class);
        boolean same = same(wanted.name, host.name())
                && same(wanted.description, host.description())
                && same(wanted.address, host.address())
                && same(wanted.port, (long) host.port());
        if (!same) {
            throw Refusal.unsupported("Changing a host's name, description, address or port");
        }
        Boolean enabled = wanted.powerManagement == null ? null : wanted.powerManagement.enabled;
        boolean powered = Boolean.TRUE.equals(powerManagement(host, call.view()).enabled);
        if (enabled != null && enabled != powered) {
            throw Refusal.invalid(
                    enabled
                            ? "Power management needs at least one fence agent: add it first"
                            : "Power management ends when the host's fence agents are removed");
        }
        return new Answer.One(shown(host, call.view()));
    }

    private static boolean same(@Nullable Object wanted, Object present) {
        return wanted == null || wanted.equals(present);
    }

    private static Answer fence(Call call) throws Refusal {
        Host host = find(call);
        Action action = call.action();
        if (action.fenceType == null) {
            throw Refusal.incomplete("Action", "fenceType", "fence");
        }
        return switch (action.fenceType.toLowerCase(Locale.ROOT)) {
            case "manual" ->
                call.acted(
                        action,
                        call.execute(new Command.ConfirmHostRebooted(
                                host.id(), call.user(), Objects.requireNonNullElse(action.reason, ""), false)));
            case "start" -> fence(call, host, action, Command.FenceHost.Operation.START);
            case "stop" -> fence(call, host, action, Command.FenceHost.Operation.STOP);
            case "restart" -> fence(call, host, action, Command.FenceHost.Operation.RESTART);
            case "status" -> status(call, host, action);
            default ->
                throw new Refusal(
                        400,
                        "Invalid value",
                        "Invalid value '" + action.fenceType
                                + "' for action.fence_type: expected one of manual, restart, start, status, stop");
        };
    }

    private static Answer fence(Call call, Host host, Action action, Command.FenceHost.Operation operation)
            throws Refusal {
        return call.acted(action, call.execute(new Command.FenceHost(host.id(), operation, call.user())));
    }

    private static Answer status(Call call, Host host, Action action) throws Refusal {
        PowerReading reading;
        try {
            reading = call.site().powerStatus(host.id());
        } catch (CommandRefused refused) {
            throw Refusal.of(refused);
        }
        action.powerManagement = new PowerManagement();
        action.powerManagement.status = switch (reading.status()) {
            case "on" -> PowerManagementStatus.ON;
            case "off" -> PowerManagementStatus.OFF;
            default -> PowerManagementStatus.UNKNOWN;
        };
        action.status = "complete";
        if (action.powerManagement.status == PowerManagementStatus.UNKNOWN) {
            action.status = "failed";
            action.fault = new io.holdfast.restmodel.types.Fault();
            action.fault.reason = "Operation Failed";
            action.fault.detail = "[" + reading.detail() + "]";
        }
        return new Answer.Acted(action, false);
    }

    static io.holdfast.restmodel.types.Host shown(Host host, SiteView view) {
        HostState state = state(host, view);
        io.holdfast.restmodel.types.Host shown = Ids.host(host.id());
        shown.name = host.name();
        shown.description = host.description();
        shown.address = host.address();
        shown.port = (long) host.port();
        shown.cluster = Ids.cluster(host.cluster());
        shown.status = HostStatus.valueOf(state.status().name());
        shown.statusDetail = state.detail();
        shown.externalStatus = ExternalStatus.OK;
        shown.spm = spm(host, view);
        shown.powerManagement = powerManagement(host, view);
        shown.summary = summary(host, view);
        if (host.hardwareUuid() != null) {
            shown.hardwareInformation = new HardwareInformation();
            shown.hardwareInformation.uuid = host.hardwareUuid().toString();
        }
        HostReport report = view.hostReports().get(host.id());
        if (report != null) {
            shown.memory = report.memoryTotal();
            shown.maxSchedulingMemory = report.memoryAvailable();
            shown.cpu = new Cpu();
            shown.cpu.topology = new CpuTopology();
            shown.cpu.topology.sockets = 1L;
            shown.cpu.topology.cores = (long) report.cpus();
            shown.cpu.topology.threads = 1L;
        }
        return shown;
    }

    private static Spm spm(Host host, SiteView view) {
        Spm spm = new Spm();
        spm.priority = (long) host.spmPriority();
        spm.status = view.spm(host.id()) ? SpmStatus.SPM : SpmStatus.NONE;
        return spm;
    }

    private static PowerManagement powerManagement(Host host, SiteView view) {
        PowerManagement shown = new PowerManagement();
        shown.enabled = view.fenceAgents().values().stream()
                .anyMatch(each -> each.host().equals(host.id()));
        shown.automaticPmEnabled = false;
        shown.kdumpDetection = false;
        return shown;
    }

    private static VmSummary summary(Host host, SiteView view) {
        VmSummary summary = new VmSummary();
        long machines = running(host, view).size();
        summary.active = machines;
        summary.total = machines;
        summary.migrating = 0L;
        return summary;
    }

    static HostState state(Host host, SiteView view) {
        return Objects.requireNonNull(view.hostStates().get(host.id()), "a host without a state");
    }

    private static List<Cluster> clusters(Host host, SiteView view) {
        Cluster of = view.clusters().get(host.cluster());
        return of == null ? List.of() : List.of(of);
    }

    private static List<DataCenter> dataCenters(Host host, SiteView view) {
        return clusters(host, view).stream()
                .map(each -> view.dataCenters().get(each.dataCenter()))
                .filter(Objects::nonNull)
                .toList();
    }

    private static List<io.holdfast.manager.inventory.StorageDomain> storageDomains(Host host, SiteView view) {
        return dataCenters(host, view).stream()
                .flatMap(each -> DataCenters.storageDomains(each, view).stream())
                .toList();
    }

    private static List<Vm> running(Host host, SiteView view) {
        return view.vmStates().values().stream()
                .filter(each -> host.id().equals(each.host()) && each.status() != VmStatus.DOWN)
                .map(VmState::vm)
                .map(each -> view.vms().get(each))
                .filter(Objects::nonNull)
                .toList();
    }
}
