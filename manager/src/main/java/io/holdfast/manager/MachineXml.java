package io.holdfast.manager;

import io.holdfast.manager.inventory.DataCenter;
import io.holdfast.manager.inventory.Disk;
import io.holdfast.manager.inventory.DiskAttachment;
import io.holdfast.manager.inventory.DiskInterface;
import io.holdfast.manager.inventory.Vm;
import io.holdfast.manager.inventory.VmLease;
import java.util.UUID;

/// Describes a machine as a libvirt domain, the way the field's agents take it: disks by their path below the
/// pool's directory on the host, each named again in the metadata; the lease as an element of its own; the host's
/// serial number as the word `HOST-SERIAL`, which the agent replaces.
final class MachineXml {
    private static final String DIRECTORY = "/rhev/data-center";

    private MachineXml() {}

    static String of(SiteState state, Vm vm) {
        DataCenter dataCenter = state.dataCenterOf(vm);
        StringBuilder devices = new StringBuilder();
        StringBuilder metadata = new StringBuilder();
        int[] letters = new int[DiskInterface.values().length];
        for (DiskAttachment each : state.all(DiskAttachment.class)) {
            if (each.vm().equals(vm.id())) {
                String name = target(each.as(), letters[busOf(each.as())]++);
                disk(devices, metadata, dataCenter.id(), state.get(Disk.class, each.disk()), each, name);
            }
        }
        VmLease lease = state.find(VmLease.class, vm.id());
        if (lease != null) {
            devices.append("<lease><key>")
                    .append(vm.id())
                    .append("</key><lockspace>")
                    .append(lease.domain())
                    .append("</lockspace><target offset=\"")
                    .append(lease.offset())
                    .append("\" path=\"")
                    .append(escaped(lease.path()))
                    .append("\"/></lease>");
        }
        long kib = vm.memory() >> 10;
        return """
                <domain type="kvm" xmlns:ovirt-tune="http://ovirt.org/vm/tune/1.0" \
                xmlns:ovirt-vm="http://ovirt.org/vm/1.0"><name>%s</name><uuid>%s</uuid><memory>%d</memory>\
                <currentMemory>%d</currentMemory><vcpu current="%d">%d</vcpu>\
                <sysinfo type="smbios"><system><entry name="manufacturer">Holdfast</entry>\
                <entry name="product">Holdfast Node</entry><entry name="serial">HOST-SERIAL</entry>\
                <entry name="uuid">%s</entry></system></sysinfo>\
                <os><type arch="x86_64" machine="q35">hvm</type>%s<smbios mode="sysinfo"/></os>\
                <features><acpi/></features>\
                <metadata><ovirt-vm:vm><ovirt-vm:clusterVersion>4.7</ovirt-vm:clusterVersion>\
                <ovirt-vm:minGuaranteedMemoryMb type="int">%d</ovirt-vm:minGuaranteedMemoryMb>%s</ovirt-vm:vm>\
                </metadata><clock offset="variable" adjustment="0"/><on_poweroff>destroy</on_poweroff>\
                <on_reboot>restart</on_reboot><on_crash>destroy</on_crash>\
                <devices>%s<serial type="pty"><target port="0"/></serial><console type="pty"/>\
                <memballoon model="none"/></devices></domain>""".formatted(
                        escaped(vm.name()),
                        vm.id(),
                        kib,
                        kib,
                        vm.cpus(),
                        vm.cpus(),
                        vm.id(),
                        boot(vm),
                        vm.memory() >> 20,
                        metadata,
                        devices);
    }

    private static String boot(Vm vm) {
        if (vm.kernel().isEmpty()) {
            return "";
        }
        StringBuilder boot = new StringBuilder("<kernel>" + escaped(vm.kernel()) + "</kernel>");
        if (!vm.initrd().isEmpty()) {
            boot.append("<initrd>").append(escaped(vm.initrd())).append("</initrd>");
        }
        if (!vm.cmdline().isEmpty()) {
            boot.append("<cmdline>").append(escaped(vm.cmdline())).append("</cmdline>");
        }
        return boot.toString();
    }

    private static void disk(
            StringBuilder devices,
            StringBuilder metadata,
            UUID pool,
            Disk disk,
            DiskAttachment attachment,
            String name) {
        String path =
                DIRECTORY + "/" + pool + "/" + disk.storageDomain() + "/images/" + disk.id() + "/" + disk.volume();
        devices.append("<disk type=\"file\" device=\"disk\" snapshot=\"no\"><target dev=\"")
                .append(name)
                .append("\" bus=\"")
                .append(bus(attachment.as()))
                .append("\"/><source file=\"")
                .append(path)
                .append("\"/><driver name=\"qemu\" type=\"raw\" cache=\"none\" io=\"threads\" error_policy=\"stop\"/>")
                .append(attachment.readOnly() ? "<readonly/>" : "")
                .append(disk.shareable() ? "<shareable/>" : "")
                .append(attachment.bootable() ? "<boot order=\"1\"/>" : "")
                .append("<alias name=\"ua-")
                .append(disk.id())
                .append("\"/><serial>")
                .append(disk.id())
                .append("</serial></disk>");
        metadata.append("<ovirt-vm:device devtype=\"disk\" name=\"")
                .append(name)
                .append("\"><ovirt-vm:poolID>")
                .append(pool)
                .append("</ovirt-vm:poolID><ovirt-vm:volumeID>")
                .append(disk.volume())
                .append("</ovirt-vm:volumeID><ovirt-vm:imageID>")
                .append(disk.id())
                .append("</ovirt-vm:imageID><ovirt-vm:domainID>")
                .append(disk.storageDomain())
                .append("</ovirt-vm:domainID></ovirt-vm:device>");
    }

    private static int busOf(DiskInterface as) {
        // The two that are named sda, sdb… share their letters.
        return as == DiskInterface.VIRTIO ? 0 : 1;
    }

    private static String target(DiskInterface as, int number) {
        return (as == DiskInterface.VIRTIO ? "vd" : "sd") + (char) ('a' + number);
    }

    private static String bus(DiskInterface as) {
        return switch (as) {
            case VIRTIO -> "virtio";
            case VIRTIO_SCSI -> "scsi";
            case SATA -> "sata";
        };
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
