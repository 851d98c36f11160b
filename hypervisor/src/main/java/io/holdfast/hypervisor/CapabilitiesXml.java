package io.holdfast.hypervisor;

import java.util.ArrayList;
import java.util.List;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/// Reads what libvirt tells about the host.
final class CapabilitiesXml {
    private CapabilitiesXml() {}

    static HypervisorFacts read(String xml, String libraryVersion, String emulatorVersion) {
        Document document = Xml.parse(xml, "the capabilities");
        List<String> machines = new ArrayList<>();
        for (Element guest : Xml.children(document.getDocumentElement(), "guest")) {
            for (Element arch : Xml.children(guest, "arch")) {
                if (arch.getAttribute("name").equals("x86_64")) {
                    Xml.children(arch, "machine").forEach(each -> machines.add(each.getTextContent()));
                }
            }
        }
        String model = Xml.child(document.getDocumentElement(), "host")
                .flatMap(host -> Xml.child(host, "cpu"))
                .flatMap(cpu -> Xml.child(cpu, "model"))
                .map(Element::getTextContent)
                .orElse("");
        return new HypervisorFacts(libraryVersion, emulatorVersion, machines, model);
    }
}
