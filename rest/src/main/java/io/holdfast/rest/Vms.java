package io.holdfast.rest;

import static java.util.Comparator.comparing;

import io.holdfast.manager.Command;
import io.holdfast.manager.CommandResult;
import io.holdfast.manager.SiteView;
import io.holdfast.manager.inventory.Cluster;
import io.holdfast.manager.inventory.DataCenter;
import io.holdfast.manager.inventory.DiskAttachment;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.StorageDomain;
import io.holdfast.manager.inventory.Vm;
import io.holdfast.manager.inventory.VmState;
import io.holdfast.restmodel.types.Action;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/// Virtual machines in the API.
final class Vms {
    static final Fields<Vm> FIELDS = new Fields<Vm>("virtual machine")
            .with((each, view) -> each.id(), "id")
            .with((each, view) -> each.name(), "name")
            .with((each, view) -> each.description(), "description")
            .with((each, view) -> state(each, view).status(), "status")
            .with((each, view) -> each.memory() >> 20, "memory", "guaranteed_memory")
            .with((each, view) -> (long) each.cpus(), "vcpus")
            .with((each, view) -> each.created(), "creationdate")
            .with((each, view) -> "other", "os")
            .with((each, view) -> "x86_64", "architecture")
            .with((each, view) -> false, "next_run_config_exists")
            .related(() -> Hosts.FIELDS, Vms::hosts, "host", "hosts")
            .related(() -> Clusters.FIELDS, Vms::clusters, "cluster", "clusters")
            .related(() -> DataCenters.FIELDS, Vms::dataCenters, "datacenter", "datacenters")
            .related(() -> StorageDomains.FIELDS, Vms::storageDomains, "storage");

    private Vms() {}

    static void serve(Endpoints endpoints) {
        endpoints.on(
                "GET",
                "vms",
                call -> new Answer.Many<>(new Listing<>(
                        io.holdfast.restmodel.types.Vm.class,
                        List.copyOf(call.view().vms().values()),
                        each -> VmDocument.shown(each, call.view()),
                        FIELDS,
                        comparing(Vm::name))));
        endpoints.on("GET", "vms/{}", call -> new Answer.One(VmDocument.shown(find(call), call.view())));
        endpoints.on("POST", "vms", Vms::add);
        endpoints.on("PUT", "vms/{}", Vms::update);
        endpoints.on("DELETE", "vms/{}", call -> {
            boolean disks = !call.parameters().flag("detach_only", false);
            call.execute(new Command.RemoveVm(find(call).id(), disks));
            return new Answer.Removed();
        });
        endpoints.on("POST", "vms/{}/start", Vms::start);
        endpoints.on("POST", "vms/{}/stop", call -> {
            UUID vm = find(call).id();
            return call.acted(call.action(), call.execute(new Command.StopVm(vm)));
        });
        endpoints.on("POST", "vms/{}/shutdown", call -> {
            UUID vm = find(call).id();
            Action action = call.action();
            boolean force = Objects.requireNonNullElse(action.force, false);
            return call.acted(action, call.execute(force ? new Command.StopVm(vm) : new Command.ShutdownVm(vm)));
        });
        DiskAttachments.serve(endpoints);
    }

    static Vm find(Call call) throws Refusal {
        Vm found = call.view().vms().get(call.id(0));
        if (found == null) {
            throw Refusal.notFound(call.ids().getFirst());
        }
        return found;
    }

    private static Answer add(Call call) throws Refusal {
        io.holdfast.restmodel.types.Vm wanted = call.read(io.holdfast.restmodel.types.Vm.class);
        if (wanted.name == null) {
            throw Refusal.incomplete("Vm", "name", "add");
        }
        BuiltIns.checkBlank(wanted.template);
        Cluster cluster = Named.cluster(call.view(), wanted.cluster, "Vm [cluster.id|name] required for add");
        CommandResult result = call.execute(VmDocument.added(wanted, cluster, call.view()));
        SiteView now = call.now();
        Vm added = Objects.requireNonNull(now.vms().get(result.subject()));
        return new Answer.Created(VmDocument.shown(added, now), result.job() != null);
    }

    private static Answer update(Call call) throws Refusal {
        Vm before = find(call);
        io.holdfast.restmodel.types.Vm wanted = call.read(io.holdfast.restmodel.types.Vm.class);
        call.execute(VmDocument.updated(wanted, before, call.view()));
        SiteView now = call.now();
        return new Answer.One(VmDocument.shown(Objects.requireNonNull(now.vms().get(before.id())), now));
    }

    private static Answer start(Call call) throws Refusal {
        Vm vm = find(call);
        Action action = call.action();
        if (Objects.requireNonNullElse(action.pause, false)) {
            throw Refusal.unsupported("Starting a machine paused");
        }
        UUID host = null;
        io.holdfast.restmodel.types.Vm once = action.vm;
        if (once != null) {
            if (once.os != null || once.initialization != null || Objects.requireNonNullElse(once.stateless, false)) {
                throw Refusal.unsupported("Starting a machine with settings for this run only");
            }
            List<io.holdfast.restmodel.types.Host> wanted =
                    once.placementPolicy == null ? null : once.placementPolicy.hosts;
            if (wanted != null && !wanted.isEmpty()) {
                host = Named.host(
                                call.view(), wanted.getFirst(), "Vm [placementPolicy.hosts.id|name] required for start")
                        .id();
            }
        }
        return call.acted(action, call.execute(new Command.StartVm(vm.id(), host)));
    }

    static VmState state(Vm vm, SiteView view) {
        return Objects.requireNonNull(view.vmStates().get(vm.id()), "a machine without a state");
    }

    private static List<Host> hosts(Vm vm, SiteView view) {
        UUID host = state(vm, view).host();
        Host found = host == null ? null : view.hosts().get(host);
        return found == null ? List.of() : List.of(found);
    }

    private static List<Cluster> clusters(Vm vm, SiteView view) {
        Cluster of = view.clusters().get(vm.cluster());
        return of == null ? List.of() : List.of(of);
    }

    private static List<DataCenter> dataCenters(Vm vm, SiteView view) {
        return clusters(vm, view).stream()
                .map(each -> view.dataCenters().get(each.dataCenter()))
                .filter(Objects::nonNull)
                .toList();
    }

    private static List<StorageDomain> storageDomains(Vm vm, SiteView view) {
        return DiskAttachments.of(vm, view).stream()
                .map(DiskAttachment::disk)
                .map(each -> view.disks().get(each))
                .filter(Objects::nonNull)
                .map(each -> view.storageDomains().get(each.storageDomain()))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }
}
