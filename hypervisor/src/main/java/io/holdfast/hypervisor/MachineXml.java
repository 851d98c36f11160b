package io.holdfast.hypervisor;

import io.holdfast.hypervisor.HypervisorException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/// Makes the XML that a manager sent into one that this host starts. The manager says what the machine is; the host
/// adds what depends on the host, and insists on what safety depends on:
///
/// * domain type and processor by the accelerator, machine type `q35` unless another is asked for;
/// * disks past the page cache, a machine stopped by a disk error instead of the guest seeing it;
/// * the guest's view of its host: `/sys/class/dmi/id/product_serial` is the hardware UUID;
/// * serial lines into files that this host chooses, never to a path from outside;
/// * the id of the start, so that the machine can be told from others of the same id.
///
/// Everything else is passed on as it came.
///
/// @param xml for [Hypervisor#create]
public record MachineXml(UUID id, String name, String xml, List<MachineLease> leases, List<MachineDisk> disks) {
    /// Of the element that Holdfast keeps in a machine's metadata.
    static final String NAMESPACE = "urn:holdfast:machine:1";

    public MachineXml {
        leases = List.copyOf(leases);
        disks = List.copyOf(disks);
    }

    /// Checks and completes a manager's XML.
    ///
    /// @param xml libvirt's `domain` element
    /// @param vm the machine that it has to be of
    /// @throws HypervisorException with [Kind#BAD_DEFINITION]
    public static MachineXml prepare(String xml, UUID vm, HostSide host) {
        Document document = Xml.parse(xml, "machine " + vm);
        Element domain = document.getDocumentElement();
        if (!"domain".equals(domain.getLocalName())) {
            throw bad(vm, "it is a " + domain.getLocalName() + ", not a domain");
        }
        identify(domain, vm);
        String name = Xml.text(domain, "name").orElseThrow();
        domain.setAttribute("type", host.accelerator().domainType());
        domain.removeAttribute("id");
        system(domain, host);
        processor(domain, host.accelerator());
        Element devices = Xml.ensure(domain, "devices");
        List<MachineDisk> disks = disks(devices, vm);
        List<MachineLease> leases = leases(devices, vm);
        SerialLines.direct(devices, host.console());
        if (!host.startId().isEmpty()) {
            mark(domain, host.startId());
        }
        return new MachineXml(vm, name, Xml.format(document), leases, disks);
    }

    /// The id of the start that a machine came from.
    ///
    /// @param xml as [Hypervisor#xml] tells it
    /// @return empty if it was not started with one
    public static String startId(String xml) {
        return Xml.child(Xml.parse(xml, "a running machine").getDocumentElement(), "metadata")
                .flatMap(metadata -> Xml.children(metadata, "start").stream()
                        .filter(each -> NAMESPACE.equals(each.getNamespaceURI()))
                        .findFirst())
                .map(each -> each.getAttribute("id"))
                .orElse("");
    }

    private static void identify(Element domain, UUID vm) {
        String written = Xml.text(domain, "uuid").orElse(vm.toString());
        if (!written.equalsIgnoreCase(vm.toString())) {
            throw bad(vm, "it is the XML of " + written);
        }
        Xml.ensure(domain, "uuid").setTextContent(vm.toString());
        if (Xml.text(domain, "name").isEmpty()) {
            Xml.ensure(domain, "name").setTextContent(vm.toString());
        }
    }

    private static void system(Element domain, HostSide host) {
        Element os = Xml.ensure(domain, "os");
        Element type = Xml.ensure(os, "type");
        if (type.getTextContent().isBlank()) {
            type.setTextContent("hvm");
        }
        if (type.getAttribute("machine").isEmpty()) {
            type.setAttribute("machine", "q35");
        }
        Xml.ensure(os, "smbios").setAttribute("mode", "sysinfo");
        Element sysinfo = Xml.ensure(domain, "sysinfo");
        sysinfo.setAttribute("type", "smbios");
        Element system = Xml.ensure(sysinfo, "system");
        Element serial = Xml.children(system, "entry").stream()
                .filter(entry -> entry.getAttribute("name").equals("serial"))
                .findFirst()
                .orElseGet(() -> Xml.add(system, "entry"));
        serial.setAttribute("name", "serial");
        serial.setTextContent(host.hostId().toString());
    }

    /// An emulated processor is of QEMU's own kind: one like the host's is not to be had.
    private static void processor(Element domain, Accelerator accelerator) {
        if (accelerator != Accelerator.EMULATION) {
            return;
        }
        Xml.child(domain, "cpu").ifPresent(cpu -> {
            for (String attribute : List.of("mode", "match", "check", "migratable")) {
                cpu.removeAttribute(attribute);
            }
            for (String name : List.of("model", "vendor", "feature", "cache", "maxphysaddr")) {
                Xml.children(cpu, name).forEach(cpu::removeChild);
            }
        });
    }

    private static List<MachineDisk> disks(Element devices, UUID vm) {
        List<MachineDisk> disks = new ArrayList<>();
        for (Element disk : Xml.children(devices, "disk")) {
            String device = disk.getAttribute("device");
            if (!device.isEmpty() && !device.equals("disk")) {
                continue;
            }
            boolean block = disk.getAttribute("type").equals("block");
            String source = Xml.child(disk, "source")
                    .map(each -> each.getAttribute(block ? "dev" : "file"))
                    .orElse("");
            if (!source.startsWith("/") || source.contains("/../")) {
                throw bad(vm, "a disk has the source \"" + source + "\", which is not a path");
            }
            Element driver = Xml.ensure(disk, "driver");
            driver.setAttribute("name", "qemu");
            if (driver.getAttribute("type").isEmpty()) {
                driver.setAttribute("type", "raw");
            }
            driver.setAttribute("cache", "none");
            driver.setAttribute("error_policy", "stop");
            driver.removeAttribute("rerror_policy");
            // A file's submission may block, and must not block QEMU's main loop; a block device's does not.
            driver.setAttribute("io", block ? "native" : "threads");
            disks.add(new MachineDisk(
                    source,
                    Xml.child(disk, "target")
                            .map(each -> each.getAttribute("dev"))
                            .orElse(""),
                    Xml.child(disk, "readonly").isPresent(),
                    Xml.child(disk, "shareable").isPresent()));
        }
        return disks;
    }

    private static List<MachineLease> leases(Element devices, UUID vm) {
        List<MachineLease> leases = new ArrayList<>();
        for (Element lease : Xml.children(devices, "lease")) {
            String lockspace = Xml.text(lease, "lockspace").orElse("");
            String key = Xml.text(lease, "key").orElse("");
            Element target = Xml.child(lease, "target").orElseThrow(() -> bad(vm, "a lease has no target"));
            String path = target.getAttribute("path");
            long offset;
            try {
                offset = Long.parseLong(target.getAttribute("offset"));
            } catch (NumberFormatException e) {
                offset = -1;
            }
            if (lockspace.isEmpty() || key.isEmpty() || !path.startsWith("/") || offset < 0) {
                throw bad(
                        vm,
                        "its lease \"%s:%s\" at \"%s\", offset \"%s\", is not complete"
                                .formatted(lockspace, key, path, target.getAttribute("offset")));
            }
            leases.add(new MachineLease(lockspace, key, path, offset));
        }
        return leases;
    }

    private static void mark(Element domain, String startId) {
        Element start = domain.getOwnerDocument().createElementNS(NAMESPACE, "holdfast:start");
        start.setAttribute("id", startId);
        Xml.ensure(domain, "metadata").appendChild(start);
    }

    static HypervisorException bad(UUID vm, String why) {
        return new HypervisorException(Kind.BAD_DEFINITION, "Cannot use the XML of machine " + vm + ": " + why);
    }
}
