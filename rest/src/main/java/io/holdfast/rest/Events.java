package io.holdfast.rest;

import io.holdfast.manager.SiteView;
import io.holdfast.manager.inventory.Cluster;
import io.holdfast.manager.inventory.DataCenter;
import io.holdfast.manager.inventory.Event;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.StorageDomain;
import io.holdfast.manager.inventory.Vm;
import io.holdfast.restmodel.types.LogSeverity;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Events in the API, newest first. Of a site's events the newest 10,000 can be listed and searched.
final class Events {
    static final Fields<Event> FIELDS = new Fields<Event>("event")
            .with((each, view) -> each.id(), "id")
            .with((each, view) -> (long) each.code(), "type")
            .with((each, view) -> each.severity(), "severity")
            .with((each, view) -> each.message(), "message", "description")
            .with((each, view) -> each.at(), "time")
            .with((each, view) -> each.correlation(), "correlation_id")
            .with((each, view) -> "oVirt", "origin")
            .related(() -> Hosts.FIELDS, (each, view) -> one(view.hosts(), each.host()), "host", "hosts", "event_host")
            .related(() -> Vms.FIELDS, (each, view) -> one(view.vms(), each.vm()), "vm", "vms", "event_vm")
            .related(() -> Clusters.FIELDS, (each, view) -> one(view.clusters(), each.cluster()), "cluster", "clusters")
            .related(
                    () -> StorageDomains.FIELDS,
                    (each, view) -> one(view.storageDomains(), each.storageDomain()),
                    "storage",
                    "event_storage")
            .related(
                    () -> DataCenters.FIELDS,
                    (each, view) -> one(view.dataCenters(), each.dataCenter()),
                    "datacenter",
                    "event_datacenter");

    private static final int MOST = 10_000;

    private Events() {}

    static void serve(Endpoints endpoints) {
        endpoints.on("GET", "events", Events::list);
        endpoints.on("GET", "events/{}", Events::get);
    }

    private static Answer list(Call call) {
        Parameters parameters = call.parameters();
        long from = parameters.number("from", -1);
        String search = parameters.text("search");
        boolean plain = search == null || search.isBlank();
        int limit = plain ? Math.clamp(parameters.number("max", MOST), 0, MOST) : MOST;
        List<Event> events = call.site().newestEvents(limit);
        if (from >= 0) {
            events = events.stream().filter(each -> each.id() > from).toList();
        }
        return new Answer.Many<>(new Listing<>(
                io.holdfast.restmodel.types.Event.class,
                events,
                each -> shown(each, call.view()),
                FIELDS,
                Comparator.comparingLong(Event::id).reversed()));
    }

    private static Answer get(Call call) throws Refusal {
        String id = call.ids().getFirst();
        if (id.matches("[1-9][0-9]{0,17}")) {
            long number = Long.parseLong(id);
            for (Event each : call.site().eventsAfter(number - 1, 1)) {
                if (each.id() == number) {
                    return new Answer.One(shown(each, call.view()));
                }
            }
        }
        throw Refusal.notFound(id);
    }

    private static io.holdfast.restmodel.types.Event shown(Event event, SiteView view) {
        io.holdfast.restmodel.types.Event shown = new io.holdfast.restmodel.types.Event();
        shown.id = Long.toString(event.id());
        shown.href = Ids.ROOT + "/events/" + event.id();
        shown.index = event.id();
        shown.code = (long) event.code();
        shown.severity = LogSeverity.valueOf(event.severity().name());
        shown.time = event.at();
        shown.description = event.message();
        shown.correlationId = StorageConnections.some(event.correlation());
        shown.origin = "oVirt";
        shown.customId = -1L;
        shown.floodRate = 30L;
        if (event.host() != null) {
            shown.host = Ids.host(event.host());
            shown.host.name = name(view.hosts().get(event.host()), Host::name);
        }
        if (event.vm() != null) {
            shown.vm = Ids.vm(event.vm());
            shown.vm.name = name(view.vms().get(event.vm()), Vm::name);
        }
        if (event.cluster() != null) {
            shown.cluster = Ids.cluster(event.cluster());
            shown.cluster.name = name(view.clusters().get(event.cluster()), Cluster::name);
        }
        if (event.dataCenter() != null) {
            shown.dataCenter = Ids.dataCenter(event.dataCenter());
            shown.dataCenter.name = name(view.dataCenters().get(event.dataCenter()), DataCenter::name);
        }
        if (event.storageDomain() != null) {
            shown.storageDomain = Ids.storageDomain(event.storageDomain());
            shown.storageDomain.name = name(view.storageDomains().get(event.storageDomain()), StorageDomain::name);
        }
        return shown;
    }

    private static <T> @Nullable String name(@Nullable T thing, Function<T, String> name) {
        return thing == null ? null : name.apply(thing);
    }

    private static <T> List<T> one(Map<UUID, T> all, @Nullable UUID id) {
        T found = id == null ? null : all.get(id);
        return found == null ? List.of() : List.of(found);
    }
}
