package io.holdfast.rest;

import static java.util.Comparator.comparing;

import io.holdfast.manager.Command;
import io.holdfast.manager.SiteView;
import io.holdfast.manager.inventory.Cluster;
import io.holdfast.manager.inventory.DataCenter;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.LeaseRelease;
import io.holdfast.manager.inventory.Vm;
import io.holdfast.restmodel.types.Architecture;
import io.holdfast.restmodel.types.Cpu;
import io.holdfast.restmodel.types.FencingPolicy;
import io.holdfast.restmodel.types.Version;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/// Clusters in the API.
final class Clusters {
    static final Fields<Cluster> FIELDS = new Fields<Cluster>("cluster")
            .with((each, view) -> each.id(), "id")
            .with((each, view) -> each.name(), "name")
            .with((each, view) -> each.description(), "description")
            .with((each, view) -> "x86_64", "architecture")
            .with((each, view) -> "4.7", "compatibility_level")
            .related(() -> DataCenters.FIELDS, Clusters::dataCenters, "datacenter", "datacenters")
            .related(() -> Hosts.FIELDS, Clusters::hosts, "host", "hosts")
            .related(() -> Vms.FIELDS, Clusters::vms, "vm", "vms");

    private Clusters() {}

    static void serve(Endpoints endpoints) {
        endpoints.on(
                "GET",
                "clusters",
                call -> new Answer.Many<>(new Listing<>(
                        io.holdfast.restmodel.types.Cluster.class,
                        List.copyOf(call.view().clusters().values()),
                        Clusters::shown,
                        FIELDS,
                        comparing(Cluster::name))));
        endpoints.on("GET", "clusters/{}", call -> new Answer.One(shown(find(call, call.view()))));
        endpoints.on("POST", "clusters", Clusters::add);
        endpoints.on("PUT", "clusters/{}", Clusters::update);
        endpoints.on("DELETE", "clusters/{}", call -> {
            call.execute(new Command.RemoveCluster(find(call, call.view()).id()));
            return new Answer.Removed();
        });
    }

    private static Cluster find(Call call, SiteView view) throws Refusal {
        Cluster found = view.clusters().get(call.id(0));
        if (found == null) {
            throw Refusal.notFound(call.ids().getFirst());
        }
        return found;
    }

    private static Answer add(Call call) throws Refusal {
        io.holdfast.restmodel.types.Cluster wanted = call.read(io.holdfast.restmodel.types.Cluster.class);
        if (wanted.name == null) {
            throw Refusal.incomplete("Cluster", "name", "add");
        }
        DataCenter in =
                Named.dataCenter(call.view(), wanted.dataCenter, "Cluster [dataCenter.id|name] required for add");
        FencingPolicy policy = wanted.fencingPolicy;
        boolean fencing = policy == null || Objects.requireNonNullElse(policy.enabled, true);
        UUID id = call.execute(new Command.AddCluster(
                        null,
                        in.id(),
                        wanted.name,
                        Objects.requireNonNullElse(wanted.description, ""),
                        fencing,
                        LeaseRelease.AFTER_POWER_OFF))
                .subject();
        return new Answer.Created(
                shown(Objects.requireNonNull(call.now().clusters().get(id))), false);
    }

    private static Answer update(Call call) throws Refusal {
        Cluster before = find(call, call.view());
        io.holdfast.restmodel.types.Cluster wanted = call.read(io.holdfast.restmodel.types.Cluster.class);
        boolean renamed = wanted.name != null && !wanted.name.equals(before.name());
        boolean described = wanted.description != null && !wanted.description.equals(before.description());
        if (renamed || described) {
            throw Refusal.unsupported("Changing the name or the description of a cluster");
        }
        if (wanted.fencingPolicy != null && wanted.fencingPolicy.enabled != null) {
            call.execute(new Command.UpdateCluster(before.id(), wanted.fencingPolicy.enabled, null));
        }
        return new Answer.One(shown(find(call, call.now())));
    }

    static io.holdfast.restmodel.types.Cluster shown(Cluster cluster) {
        io.holdfast.restmodel.types.Cluster shown = Ids.cluster(cluster.id());
        shown.name = cluster.name();
        shown.description = cluster.description();
        shown.dataCenter = Ids.dataCenter(cluster.dataCenter());
        shown.cpu = new Cpu();
        shown.cpu.architecture = Architecture.X86_64;
        shown.version = version();
        shown.fencingPolicy = new FencingPolicy();
        shown.fencingPolicy.enabled = cluster.fencing();
        shown.virtService = true;
        shown.glusterService = false;
        return shown;
    }

    /// The compatibility level of the field's clusters that ours have.
    static Version version() {
        Version version = new Version();
        version.major = 4L;
        version.minor = 7L;
        return version;
    }

    private static List<DataCenter> dataCenters(Cluster cluster, SiteView view) {
        DataCenter of = view.dataCenters().get(cluster.dataCenter());
        return of == null ? List.of() : List.of(of);
    }

    private static List<Host> hosts(Cluster cluster, SiteView view) {
        return view.hosts().values().stream()
                .filter(each -> each.cluster().equals(cluster.id()))
                .toList();
    }

    private static List<Vm> vms(Cluster cluster, SiteView view) {
        return view.vms().values().stream()
                .filter(each -> each.cluster().equals(cluster.id()))
                .toList();
    }
}
