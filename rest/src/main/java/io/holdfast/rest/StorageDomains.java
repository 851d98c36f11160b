package io.holdfast.rest;

import static java.util.Comparator.comparing;

import io.holdfast.manager.Command;
import io.holdfast.manager.CommandResult;
import io.holdfast.manager.SiteView;
import io.holdfast.manager.inventory.DataCenter;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.StorageConnection;
import io.holdfast.manager.inventory.StorageDomain;
import io.holdfast.restmodel.types.ExternalStatus;
import io.holdfast.restmodel.types.HostStorage;
import io.holdfast.restmodel.types.StorageDomainStatus;
import io.holdfast.restmodel.types.StorageDomainType;
import io.holdfast.restmodel.types.StorageFormat;
import io.holdfast.restmodel.types.StorageType;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Storage domains in the API: by themselves, and as part of a data center, where their status lives.
final class StorageDomains {
    static final Fields<StorageDomain> FIELDS = new Fields<StorageDomain>("storage domain")
            .with((each, view) -> each.id(), "id")
            .with((each, view) -> each.name(), "name")
            .with((each, view) -> each.description(), "description")
            .with((each, view) -> each.status(), "status")
            .with((each, view) -> connection(each, view).type(), "type")
            .with((each, view) -> each.sizeBytes() >> 30, "total_size")
            .with((each, view) -> each.freeBytes() >> 30, "free_size")
            .with((each, view) -> (each.sizeBytes() - each.freeBytes()) >> 30, "used_size")
            .related(() -> DataCenters.FIELDS, StorageDomains::dataCenters, "datacenter", "datacenters")
            .related(() -> Hosts.FIELDS, StorageDomains::hosts, "host", "hosts");

    private StorageDomains() {}

    static void serve(Endpoints endpoints) {
        endpoints.on(
                "GET",
                "storagedomains",
                call -> new Answer.Many<>(new Listing<>(
                        io.holdfast.restmodel.types.StorageDomain.class,
                        List.copyOf(call.view().storageDomains().values()),
                        each -> shown(each, call.view()),
                        FIELDS,
                        comparing(StorageDomain::name))));
        endpoints.on("GET", "storagedomains/{}", call -> new Answer.One(shown(find(call, 0), call.view())));
        endpoints.on("POST", "storagedomains", StorageDomains::add);
        endpoints.on("GET", "storagedomains/{}/disks", call -> disks(call, find(call, 0)));
        endpoints.on("GET", "storagedomains/{}/disks/{}", call -> disk(call, find(call, 0)));

        String attached = "datacenters/{}/storagedomains";
        endpoints.on(
                "GET",
                attached,
                call -> new Answer.Many<>(new Listing<>(
                        io.holdfast.restmodel.types.StorageDomain.class,
                        DataCenters.storageDomains(DataCenters.find(call), call.view()),
                        each -> attached(each, call.view()),
                        FIELDS,
                        comparing(StorageDomain::name))));
        endpoints.on("POST", attached, StorageDomains::attach);
        endpoints.on("GET", attached + "/{}", call -> new Answer.One(attached(findAttached(call), call.view())));
        endpoints.on("POST", attached + "/{}/activate", call -> {
            UUID domain = findAttached(call).id();
            return call.acted(call.action(), call.execute(new Command.ActivateStorageDomain(domain)));
        });
        endpoints.on("GET", attached + "/{}/disks", call -> disks(call, findAttached(call)));
        endpoints.on("GET", attached + "/{}/disks/{}", call -> disk(call, findAttached(call)));
    }

    private static StorageDomain find(Call call, int place) throws Refusal {
        StorageDomain found = call.view().storageDomains().get(call.id(place));
        if (found == null) {
            throw Refusal.notFound(call.ids().get(place));
        }
        return found;
    }

    private static StorageDomain findAttached(Call call) throws Refusal {
        DataCenter dataCenter = DataCenters.find(call);
        StorageDomain found = find(call, 1);
        if (!dataCenter.id().equals(found.dataCenter())) {
            throw Refusal.notFound(call.ids().get(1));
        }
        return found;
    }

    private static Answer add(Call call) throws Refusal {
        io.holdfast.restmodel.types.StorageDomain wanted = call.read(io.holdfast.restmodel.types.StorageDomain.class);
        HostStorage storage = wanted.storage;
        if (wanted.name == null || wanted.type == null || storage == null) {
            throw Refusal.incomplete("StorageDomain", "name, type, storage", "add");
        }
        if (wanted.type != StorageDomainType.DATA) {
            throw Refusal.unsupported("A storage domain that is not of type 'data'");
        }
        if (wanted.storageFormat != null && wanted.storageFormat != StorageFormat.V5) {
            throw Refusal.unsupported("A storage format other than v5");
        }
        Host host = Named.host(call.view(), wanted.host, "StorageDomain [host.id|name] required for add");
        UUID connection = connection(call, storage);
        CommandResult result;
        try {
            result = call.execute(new Command.AddStorageDomain(
                    wanted.id == null ? null : Ids.parse(wanted.id),
                    wanted.name,
                    Objects.requireNonNullElse(wanted.description, ""),
                    host.id(),
                    connection));
        } catch (Refusal refusal) {
            if (!call.view().storageConnections().containsKey(connection)) {
                call.execute(new Command.RemoveStorageConnection(connection));
            }
            throw refusal;
        }
        SiteView now = call.now();
        StorageDomain added = Objects.requireNonNull(now.storageDomains().get(result.subject()));
        return new Answer.Created(shown(added, now), result.job() != null);
    }

    /// The connection that the storage names by its id or its values; a new one if there is none with these values.
    private static UUID connection(Call call, HostStorage storage) throws Refusal {
        if (storage.id != null) {
            UUID id = Ids.parse(storage.id);
            if (!call.view().storageConnections().containsKey(id)) {
                throw Refusal.notFound("storage connection " + id);
            }
            return id;
        }
        Command.AddStorageConnection wanted = StorageConnections.added(
                "StorageDomain.storage",
                storage.type,
                storage.address,
                storage.path,
                storage.vfsType,
                storage.mountOptions);
        for (StorageConnection each : call.view().storageConnections().values()) {
            if (each.type() == wanted.type()
                    && each.address().equals(wanted.address())
                    && each.path().equals(wanted.path())
                    && each.vfsType().equals(wanted.vfsType())
                    && each.mountOptions().equals(wanted.mountOptions())) {
                return each.id();
            }
        }
        return call.execute(wanted).subject();
    }

    private static Answer attach(Call call) throws Refusal {
        DataCenter dataCenter = DataCenters.find(call);
        StorageDomain domain = Named.storageDomain(
                call.view(),
                call.read(io.holdfast.restmodel.types.StorageDomain.class),
                "StorageDomain [id|name] required for add");
        CommandResult result = call.execute(new Command.AttachStorageDomain(domain.id(), dataCenter.id()));
        SiteView now = call.now();
        StorageDomain after = Objects.requireNonNull(now.storageDomains().get(domain.id()));
        return new Answer.Created(attached(after, now), result.job() != null);
    }

    private static Answer disks(Call call, StorageDomain domain) {
        return Disks.list(
                call,
                call.view().disks().values().stream()
                        .filter(each -> each.storageDomain().equals(domain.id()))
                        .toList());
    }

    private static Answer disk(Call call, StorageDomain domain) throws Refusal {
        UUID id = call.id(call.ids().size() - 1);
        io.holdfast.manager.inventory.Disk disk = call.view().disks().get(id);
        if (disk == null || !disk.storageDomain().equals(domain.id())) {
            throw Refusal.notFound(id.toString());
        }
        return new Answer.One(Disks.shown(disk, call.view()));
    }

    /// The domain by itself. Its status is shown only as long as it belongs to no data center.
    static io.holdfast.restmodel.types.StorageDomain shown(StorageDomain domain, SiteView view) {
        io.holdfast.restmodel.types.StorageDomain shown = Ids.storageDomain(domain.id());
        describe(shown, domain, view);
        if (domain.dataCenter() == null) {
            shown.status = status(domain);
        } else {
            shown.dataCenters = List.of(Ids.dataCenter(domain.dataCenter()));
        }
        return shown;
    }

    /// The domain as a part of its data center.
    private static io.holdfast.restmodel.types.StorageDomain attached(StorageDomain domain, SiteView view) {
        UUID dataCenter = Objects.requireNonNull(domain.dataCenter());
        io.holdfast.restmodel.types.StorageDomain shown = Ids.at(
                new io.holdfast.restmodel.types.StorageDomain(),
                "datacenters/" + dataCenter + "/storagedomains",
                domain.id());
        describe(shown, domain, view);
        shown.status = status(domain);
        shown.dataCenter = Ids.dataCenter(dataCenter);
        shown.dataCenters = List.of(Ids.dataCenter(dataCenter));
        return shown;
    }

    private static void describe(io.holdfast.restmodel.types.StorageDomain shown, StorageDomain domain, SiteView view) {
        shown.name = domain.name();
        shown.description = domain.description();
        shown.comment = "";
        shown.type = StorageDomainType.DATA;
        shown.externalStatus = ExternalStatus.OK;
        shown.master = view.master(domain.id());
        shown.storageFormat = StorageFormat.valueOf("V" + domain.version());
        shown.storage = storage(connection(domain, view));
        shown.backup = false;
        shown.import_ = false;
        shown.wipeAfterDelete = false;
        shown.discardAfterDelete = false;
        shown.blockSize = 512L;
        if (domain.sizeBytes() > 0) {
            shown.available = domain.freeBytes();
            shown.used = domain.sizeBytes() - domain.freeBytes();
        }
    }

    private static HostStorage storage(StorageConnection connection) {
        HostStorage storage = new HostStorage();
        storage.type = StorageType.valueOf(connection.type().name());
        storage.path = connection.path();
        storage.address = StorageConnections.some(connection.address());
        storage.vfsType = StorageConnections.some(connection.vfsType());
        storage.mountOptions = StorageConnections.some(connection.mountOptions());
        return storage;
    }

    private static StorageDomainStatus status(StorageDomain domain) {
        return switch (domain.status()) {
            case UNKNOWN -> StorageDomainStatus.UNKNOWN;
            case UNINITIALIZED, LOCKED -> StorageDomainStatus.LOCKED;
            case UNATTACHED -> StorageDomainStatus.UNATTACHED;
            case ACTIVATING -> StorageDomainStatus.ACTIVATING;
            case ACTIVE -> StorageDomainStatus.ACTIVE;
            case INACTIVE -> StorageDomainStatus.INACTIVE;
            case PREPARING_FOR_MAINTENANCE -> StorageDomainStatus.PREPARING_FOR_MAINTENANCE;
            case MAINTENANCE -> StorageDomainStatus.MAINTENANCE;
            case DETACHING -> StorageDomainStatus.DETACHING;
        };
    }

    private static StorageConnection connection(StorageDomain domain, SiteView view) {
        return Objects.requireNonNull(
                view.storageConnections().get(domain.connection()), "a domain without its connection");
    }

    private static List<DataCenter> dataCenters(StorageDomain domain, SiteView view) {
        @Nullable DataCenter of = domain.dataCenter() == null ? null : view.dataCenters().get(domain.dataCenter());
        return of == null ? List.of() : List.of(of);
    }

    /// The hosts that report the domain.
    private static List<Host> hosts(StorageDomain domain, SiteView view) {
        return view.hostReports().values().stream()
                .filter(each -> each.domains().containsKey(domain.id()))
                .map(each -> view.hosts().get(each.host()))
                .filter(Objects::nonNull)
                .toList();
    }
}
