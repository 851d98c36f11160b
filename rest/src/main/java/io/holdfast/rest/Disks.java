package io.holdfast.rest;

import static java.util.Comparator.comparing;

import io.holdfast.manager.Command;
import io.holdfast.manager.CommandResult;
import io.holdfast.manager.SiteView;
import io.holdfast.manager.inventory.DataCenter;
import io.holdfast.manager.inventory.Disk;
import io.holdfast.manager.inventory.DiskAttachment;
import io.holdfast.manager.inventory.StorageDomain;
import io.holdfast.manager.inventory.Vm;
import io.holdfast.restmodel.types.DiskContentType;
import io.holdfast.restmodel.types.DiskFormat;
import io.holdfast.restmodel.types.DiskStatus;
import io.holdfast.restmodel.types.DiskStorageType;
import java.util.List;
import java.util.Objects;

/// Disks in the API.
final class Disks {
    static final Fields<Disk> FIELDS = new Fields<Disk>("disk")
            .with((each, view) -> each.id(), "id")
            .with((each, view) -> each.name(), "name", "alias")
            .with((each, view) -> each.description(), "description")
            .with((each, view) -> each.status(), "status")
            .with((each, view) -> each.size(), "provisioned_size", "size")
            .with((each, view) -> each.shareable(), "shareable")
            .with((each, view) -> "image", "disk_type")
            .with((each, view) -> "data", "disk_content_type")
            .with((each, view) -> (long) vms(each, view).size(), "number_of_vms")
            .with((each, view) -> vmNames(each, view), "vm_names")
            .related(() -> StorageDomains.FIELDS, Disks::storageDomains, "storage")
            .related(() -> DataCenters.FIELDS, Disks::dataCenters, "datacenter", "datacenters")
            .related(() -> Vms.FIELDS, Disks::vms, "vm", "vms");

    private Disks() {}

    static void serve(Endpoints endpoints) {
        endpoints.on(
                "GET",
                "disks",
                call -> list(call, List.copyOf(call.view().disks().values())));
        endpoints.on("GET", "disks/{}", call -> new Answer.One(shown(find(call), call.view())));
        endpoints.on("POST", "disks", call -> {
            CommandResult result = add(call, call.read(io.holdfast.restmodel.types.Disk.class));
            SiteView now = call.now();
            Disk added = Objects.requireNonNull(now.disks().get(result.subject()));
            return new Answer.Created(shown(added, now), result.job() != null);
        });
        endpoints.on("DELETE", "disks/{}", call -> {
            call.execute(new Command.RemoveDisk(find(call).id()));
            return new Answer.Removed();
        });
    }

    static Answer list(Call call, List<Disk> disks) {
        return new Answer.Many<>(new Listing<>(
                io.holdfast.restmodel.types.Disk.class,
                disks,
                each -> shown(each, call.view()),
                FIELDS,
                comparing(Disk::name)));
    }

    private static Disk find(Call call) throws Refusal {
        Disk found = call.view().disks().get(call.id(0));
        if (found == null) {
            throw Refusal.notFound(call.ids().getFirst());
        }
        return found;
    }

    static CommandResult add(Call call, io.holdfast.restmodel.types.Disk wanted) throws Refusal {
        if (wanted.lunStorage != null) {
            throw Refusal.unsupported("A disk on a logical unit");
        }
        if (wanted.provisionedSize == null) {
            throw Refusal.incomplete("Disk", "provisionedSize", "add");
        }
        if (wanted.format == DiskFormat.COW) {
            throw Refusal.unsupported("A disk of format 'cow'");
        }
        List<io.holdfast.restmodel.types.StorageDomain> on = wanted.storageDomains;
        io.holdfast.restmodel.types.StorageDomain first =
                on != null && !on.isEmpty() ? on.getFirst() : wanted.storageDomain;
        StorageDomain domain =
                Named.storageDomain(call.view(), first, "Disk [storageDomains.id|name] required for add");
        String name = wanted.alias != null ? wanted.alias : wanted.name;
        if (name == null) {
            throw Refusal.incomplete("Disk", "alias|name", "add");
        }
        return call.execute(new Command.AddDisk(
                wanted.id == null ? null : Ids.parse(wanted.id),
                domain.id(),
                name,
                Objects.requireNonNullElse(wanted.description, ""),
                wanted.provisionedSize,
                Objects.requireNonNullElse(wanted.sparse, true),
                Objects.requireNonNullElse(wanted.shareable, false)));
    }

    static io.holdfast.restmodel.types.Disk shown(Disk disk, SiteView view) {
        io.holdfast.restmodel.types.Disk shown = Ids.disk(disk.id());
        shown.name = disk.name();
        shown.alias = disk.name();
        shown.description = disk.description();
        shown.status = DiskStatus.valueOf(disk.status().name());
        shown.imageId = disk.volume().toString();
        shown.provisionedSize = disk.size();
        shown.totalSize = disk.size();
        shown.format = DiskFormat.RAW;
        shown.sparse = disk.sparse();
        shown.shareable = disk.shareable();
        shown.storageType = DiskStorageType.IMAGE;
        shown.contentType = DiskContentType.DATA;
        shown.propagateErrors = false;
        shown.wipeAfterDelete = false;
        shown.storageDomains = List.of(Ids.storageDomain(disk.storageDomain()));
        List<Vm> vms = vms(disk, view);
        if (vms.size() == 1) {
            shown.vm = Ids.vm(vms.getFirst().id());
        }
        return shown;
    }

    private static List<Vm> vms(Disk disk, SiteView view) {
        return view.attachments().stream()
                .filter(each -> each.disk().equals(disk.id()))
                .map(DiskAttachment::vm)
                .map(each -> view.vms().get(each))
                .filter(Objects::nonNull)
                .toList();
    }

    private static String vmNames(Disk disk, SiteView view) {
        return String.join(",", vms(disk, view).stream().map(Vm::name).sorted().toList());
    }

    private static List<StorageDomain> storageDomains(Disk disk, SiteView view) {
        StorageDomain on = view.storageDomains().get(disk.storageDomain());
        return on == null ? List.of() : List.of(on);
    }

    private static List<DataCenter> dataCenters(Disk disk, SiteView view) {
        return storageDomains(disk, view).stream()
                .map(StorageDomain::dataCenter)
                .filter(Objects::nonNull)
                .map(each -> view.dataCenters().get(each))
                .filter(Objects::nonNull)
                .toList();
    }
}
