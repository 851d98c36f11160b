package io.holdfast.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.manager.inventory.Cluster;
import io.holdfast.manager.inventory.DataCenter;
import io.holdfast.manager.inventory.DataCenterStatus;
import io.holdfast.manager.inventory.Disk;
import io.holdfast.manager.inventory.DiskAttachment;
import io.holdfast.manager.inventory.DiskInterface;
import io.holdfast.manager.inventory.DiskStatus;
import io.holdfast.manager.inventory.LeaseRelease;
import io.holdfast.manager.inventory.Vm;
import io.holdfast.manager.inventory.VmLease;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

final class MachineXmlTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final UUID POOL = new UUID(1, 1);
    private static final UUID DOMAIN = new UUID(2, 2);
    private static final UUID VM = new UUID(3, 3);

    private static Document described() throws Exception {
        Disk one =
                new Disk(new UUID(4, 1), new UUID(5, 1), DOMAIN, "one", "", 4096, true, false, DiskStatus.OK, "", NOW);
        Disk two =
                new Disk(new UUID(4, 2), new UUID(5, 2), DOMAIN, "two", "", 4096, true, true, DiskStatus.OK, "", NOW);
        Disk three = new Disk(
                new UUID(4, 3), new UUID(5, 3), DOMAIN, "three", "", 4096, true, false, DiskStatus.OK, "", NOW);
        Vm vm = new Vm(
                VM,
                new UUID(6, 6),
                "web",
                "",
                256L << 20,
                2,
                true,
                1,
                DOMAIN,
                "/boot/k",
                "/boot/i",
                "a=\"b\" <&>",
                NOW);
        SiteState state = new SiteState(List.of(
                new DataCenter(POOL, "dc", "", DataCenterStatus.UP, NOW, DOMAIN, 1, null, -1),
                new Cluster(new UUID(6, 6), POOL, "c", "", true, LeaseRelease.AFTER_POWER_OFF),
                one,
                two,
                three,
                new DiskAttachment(VM, one.id(), DiskInterface.VIRTIO, true, false),
                new DiskAttachment(VM, two.id(), DiskInterface.VIRTIO, false, true),
                new DiskAttachment(VM, three.id(), DiskInterface.SATA, false, false),
                vm,
                new VmLease(VM, DOMAIN, "/rhev/x/dom_md/xleases", 3 << 20)));
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(false);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(MachineXml.of(state, vm))));
    }

    private static String at(Document document, String path) throws Exception {
        return XPathFactory.newInstance().newXPath().evaluate(path, document);
    }

    @Test
    void theMachineIsDescribedAsTheFieldDoes() throws Exception {
        Document xml = described();
        assertThat(at(xml, "/domain/name")).isEqualTo("web");
        assertThat(at(xml, "/domain/uuid")).isEqualTo(VM.toString());
        assertThat(at(xml, "/domain/memory")).isEqualTo("262144");
        assertThat(at(xml, "/domain/vcpu")).isEqualTo("2");
        assertThat(at(xml, "/domain/os/kernel")).isEqualTo("/boot/k");
        assertThat(at(xml, "/domain/os/initrd")).isEqualTo("/boot/i");
        assertThat(at(xml, "/domain/os/cmdline")).isEqualTo("a=\"b\" <&>");
        assertThat(at(xml, "/domain/sysinfo/system/entry[@name='serial']")).isEqualTo("HOST-SERIAL");
        assertThat(at(xml, "/domain/on_crash")).isEqualTo("destroy");
    }

    @Test
    void eachDiskIsAFileBelowThePool() throws Exception {
        Document xml = described();
        assertThat(at(xml, "/domain/devices/disk[1]/source/@file"))
                .isEqualTo("/rhev/data-center/" + POOL + "/" + DOMAIN + "/images/" + new UUID(4, 1) + "/"
                        + new UUID(5, 1));
        assertThat(at(xml, "/domain/devices/disk[1]/target/@dev")).isEqualTo("vda");
        assertThat(at(xml, "/domain/devices/disk[2]/target/@dev")).isEqualTo("vdb");
        assertThat(at(xml, "/domain/devices/disk[3]/target/@dev")).isEqualTo("sda");
        assertThat(at(xml, "count(/domain/devices/disk[2]/shareable)")).isEqualTo("1");
        assertThat(at(xml, "count(/domain/devices/disk[2]/readonly)")).isEqualTo("1");
        assertThat(at(xml, "count(/domain/devices/disk[1]/shareable)")).isEqualTo("0");
        assertThat(at(xml, "/domain/devices/disk[1]/driver/@cache")).isEqualTo("none");
        assertThat(at(xml, "/domain/devices/disk[1]/driver/@error_policy")).isEqualTo("stop");
    }

    @Test
    void theLeaseIsAnElementOfItsOwn() throws Exception {
        Document xml = described();
        assertThat(at(xml, "/domain/devices/lease/key")).isEqualTo(VM.toString());
        assertThat(at(xml, "/domain/devices/lease/lockspace")).isEqualTo(DOMAIN.toString());
        assertThat(at(xml, "/domain/devices/lease/target/@path")).isEqualTo("/rhev/x/dom_md/xleases");
        assertThat(at(xml, "/domain/devices/lease/target/@offset")).isEqualTo("3145728");
    }
}
