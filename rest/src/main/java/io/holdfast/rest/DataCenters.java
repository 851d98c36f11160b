package io.holdfast.rest;

import static java.util.Comparator.comparing;

import io.holdfast.manager.Command;
import io.holdfast.manager.SiteView;
import io.holdfast.manager.inventory.DataCenter;
import io.holdfast.restmodel.types.DataCenterStatus;
import io.holdfast.restmodel.types.QuotaModeType;
import io.holdfast.restmodel.types.StorageFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/// Data centers in the API.
final class DataCenters {
    static final Fields<DataCenter> FIELDS = new Fields<DataCenter>("data center")
            .with((each, view) -> each.id(), "id")
            .with((each, view) -> each.name(), "name")
            .with((each, view) -> each.description(), "description")
            .with((each, view) -> each.status(), "status")
            .with((each, view) -> false, "local")
            .with((each, view) -> "4.7", "compatibility_version")
            .related(() -> Clusters.FIELDS, DataCenters::clusters, "cluster", "clusters")
            .related(() -> StorageDomains.FIELDS, DataCenters::storageDomains, "storage");

    private DataCenters() {}

    static void serve(Endpoints endpoints) {
        endpoints.on(
                "GET",
                "datacenters",
                call -> new Answer.Many<>(new Listing<>(
                        io.holdfast.restmodel.types.DataCenter.class,
                        List.copyOf(call.view().dataCenters().values()),
                        DataCenters::shown,
                        FIELDS,
                        comparing(DataCenter::name))));
        endpoints.on("GET", "datacenters/{}", call -> new Answer.One(shown(find(call))));
        endpoints.on("POST", "datacenters", DataCenters::add);
        endpoints.on("DELETE", "datacenters/{}", call -> {
            call.execute(new Command.RemoveDataCenter(find(call).id()));
            return new Answer.Removed();
        });
        endpoints.on(
                "GET",
                "datacenters/{}/clusters",
                call -> new Answer.Many<>(new Listing<>(
                        io.holdfast.restmodel.types.Cluster.class,
                        clusters(find(call), call.view()),
                        Clusters::shown,
                        Clusters.FIELDS,
                        comparing(io.holdfast.manager.inventory.Cluster::name))));
        endpoints.on("GET", "datacenters/{}/clusters/{}", call -> {
            DataCenter in = find(call);
            UUID id = call.id(1);
            return clusters(in, call.view()).stream()
                    .filter(each -> each.id().equals(id))
                    .findFirst()
                    .map(each -> (Answer) new Answer.One(Clusters.shown(each)))
                    .orElseThrow(() -> Refusal.notFound(id.toString()));
        });
    }

    static DataCenter find(Call call) throws Refusal {
        DataCenter found = call.view().dataCenters().get(call.id(0));
        if (found == null) {
            throw Refusal.notFound(call.ids().getFirst());
        }
        return found;
    }

    private static Answer add(Call call) throws Refusal {
        io.holdfast.restmodel.types.DataCenter wanted = call.read(io.holdfast.restmodel.types.DataCenter.class);
        if (wanted.name == null) {
            throw Refusal.incomplete("DataCenter", "name", "add");
        }
        if (Objects.requireNonNullElse(wanted.local, false)) {
            throw Refusal.invalid("Local storage is not supported: leave 'local' out or set it to false");
        }
        UUID id = call.execute(new Command.AddDataCenter(
                        null, wanted.name, Objects.requireNonNullElse(wanted.description, "")))
                .subject();
        return new Answer.Created(
                shown(Objects.requireNonNull(call.now().dataCenters().get(id))), false);
    }

    static io.holdfast.restmodel.types.DataCenter shown(DataCenter dataCenter) {
        io.holdfast.restmodel.types.DataCenter shown = Ids.dataCenter(dataCenter.id());
        shown.name = dataCenter.name();
        shown.description = dataCenter.description();
        shown.local = false;
        shown.quotaMode = QuotaModeType.DISABLED;
        shown.storageFormat = StorageFormat.V5;
        shown.version = Clusters.version();
        shown.supportedVersions = List.of(Clusters.version());
        shown.status = switch (dataCenter.status()) {
            case UNINITIALIZED -> DataCenterStatus.UNINITIALIZED;
            case UP -> DataCenterStatus.UP;
            case MAINTENANCE -> DataCenterStatus.MAINTENANCE;
            case NOT_OPERATIONAL -> DataCenterStatus.NOT_OPERATIONAL;
            case NON_RESPONSIVE -> DataCenterStatus.PROBLEMATIC;
            case CONTEND -> DataCenterStatus.CONTEND;
        };
        return shown;
    }

    private static List<io.holdfast.manager.inventory.Cluster> clusters(DataCenter dataCenter, SiteView view) {
        return view.clusters().values().stream()
                .filter(each -> each.dataCenter().equals(dataCenter.id()))
                .toList();
    }

    static List<io.holdfast.manager.inventory.StorageDomain> storageDomains(DataCenter dataCenter, SiteView view) {
        return view.storageDomains().values().stream()
                .filter(each -> dataCenter.id().equals(each.dataCenter()))
                .toList();
    }
}
