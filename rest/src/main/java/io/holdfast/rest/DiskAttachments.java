package io.holdfast.rest;

import io.holdfast.manager.Command;
import io.holdfast.manager.SiteView;
import io.holdfast.manager.inventory.DiskAttachment;
import io.holdfast.manager.inventory.DiskInterface;
import io.holdfast.manager.inventory.Vm;
import io.holdfast.restmodel.types.Disk;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Disks as parts of virtual machines in the API. An attachment has its disk's id.
final class DiskAttachments {
    private DiskAttachments() {}

    static void serve(Endpoints endpoints) {
        String path = "vms/{}/diskattachments";
        endpoints.on(
                "GET",
                path,
                call -> new Answer.Many<>(new Listing<>(
                        io.holdfast.restmodel.types.DiskAttachment.class,
                        of(Vms.find(call), call.view()),
                        DiskAttachments::shown)));
        endpoints.on("POST", path, DiskAttachments::add);
        endpoints.on("GET", path + "/{}", call -> new Answer.One(shown(find(call))));
        endpoints.on("DELETE", path + "/{}", DiskAttachments::remove);
    }

    private static DiskAttachment find(Call call) throws Refusal {
        UUID disk = call.id(1);
        return of(Vms.find(call), call.view()).stream()
                .filter(each -> each.disk().equals(disk))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound(disk.toString()));
    }

    /// Attaches a disk that exists, or a new one that is described instead; that one is attached while it is made.
    private static Answer add(Call call) throws Refusal {
        Vm vm = Vms.find(call);
        io.holdfast.restmodel.types.DiskAttachment wanted = call.read(io.holdfast.restmodel.types.DiskAttachment.class);
        Disk disk = wanted.disk;
        if (disk == null) {
            throw Refusal.incomplete("DiskAttachment", "disk", "add");
        }
        DiskInterface as = busOf(wanted.interface_);
        boolean exists = disk.provisionedSize == null;
        UUID id = exists
                ? Named.disk(call.view(), disk, "DiskAttachment [disk.id] required for add")
                        .id()
                : Disks.add(call, disk).subject();
        try {
            call.execute(new Command.AttachDisk(
                    vm.id(),
                    id,
                    as,
                    Objects.requireNonNullElse(wanted.bootable, false),
                    Objects.requireNonNullElse(wanted.readOnly, false)));
        } catch (Refusal refusal) {
            throw exists
                    ? refusal
                    : new Refusal(
                            refusal.status(),
                            refusal.reason(),
                            refusal.detail() + " The disk " + id + " was created all the same.");
        }
        return new Answer.Created(
                shown(of(vm, call.now()).stream()
                        .filter(each -> each.disk().equals(id))
                        .findFirst()
                        .orElseThrow(() -> Refusal.notFound(id.toString()))),
                !exists);
    }

    /// Detaches the disk and, unless asked not to, removes it.
    private static Answer remove(Call call) throws Refusal {
        DiskAttachment attachment = find(call);
        call.execute(new Command.DetachDisk(attachment.vm(), attachment.disk()));
        if (!call.parameters().flag("detach_only", true)) {
            call.execute(new Command.RemoveDisk(attachment.disk()));
        }
        return new Answer.Removed();
    }

    private static DiskInterface busOf(io.holdfast.restmodel.types.@Nullable DiskInterface wanted) throws Refusal {
        if (wanted == null) {
            return DiskInterface.VIRTIO;
        }
        return switch (wanted) {
            case VIRTIO -> DiskInterface.VIRTIO;
            case VIRTIO_SCSI -> DiskInterface.VIRTIO_SCSI;
            case SATA -> DiskInterface.SATA;
            default ->
                throw Refusal.unsupported("A disk interface " + wanted.name().toLowerCase(Locale.ROOT));
        };
    }

    static List<DiskAttachment> of(Vm vm, SiteView view) {
        return view.attachments().stream()
                .filter(each -> each.vm().equals(vm.id()))
                .toList();
    }

    private static io.holdfast.restmodel.types.DiskAttachment shown(DiskAttachment attachment) {
        io.holdfast.restmodel.types.DiskAttachment shown = Ids.at(
                new io.holdfast.restmodel.types.DiskAttachment(),
                "vms/" + attachment.vm() + "/diskattachments",
                attachment.disk());
        shown.disk = Ids.disk(attachment.disk());
        shown.vm = Ids.vm(attachment.vm());
        shown.interface_ = io.holdfast.restmodel.types.DiskInterface.valueOf(
                attachment.as().name());
        shown.bootable = attachment.bootable();
        shown.readOnly = attachment.readOnly();
        shown.active = true;
        shown.passDiscard = false;
        shown.usesScsiReservation = false;
        return shown;
    }
}
