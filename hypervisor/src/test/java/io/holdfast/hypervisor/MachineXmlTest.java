package io.holdfast.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.hypervisor.HypervisorException.Kind;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MachineXmlTest {
    private static final UUID VM = UUID.fromString("3f0e0ad0-2a55-4d56-bd10-0ad1c8f2a001");
    private static final UUID HOST = UUID.fromString("4c4c4544-0042-4a10-8034-b6c04f563032");
    private static final String LEASE = """
            <lease><lockspace>sd</lockspace><key>vm</key><target path="/m/dom_md/xleases" offset="3145728"/></lease>""";

    private static MachineXml prepare(Accelerator accelerator, String inside) {
        return MachineXml.prepare(
                "<domain type='kvm' id='7'><uuid>%s</uuid>%s</domain>".formatted(VM, inside),
                VM,
                new HostSide(accelerator, HOST, Path.of("/log/vm.console"), "s-1"));
    }

    private static String devices(String devices) {
        return prepare(Accelerator.KVM, "<devices>" + devices + "</devices>").xml();
    }

    private static void refused(String xml, String why) {
        assertThatThrownBy(() -> MachineXml.prepare(
                        xml, VM, new HostSide(Accelerator.KVM, HOST, Path.of("/log/vm.console"), "")))
                .isInstanceOfSatisfying(
                        HypervisorException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BAD_DEFINITION))
                .hasMessageContaining(why);
    }

    @Test
    void theHostAddsWhatOnlyItKnows() {
        MachineXml prepared = prepare(Accelerator.EMULATION, "<name>a</name>");

        assertThat(prepared.name()).isEqualTo("a");
        assertThat(prepared.xml())
                .contains("type=\"qemu\"")
                .contains("machine=\"q35\"")
                .contains("<smbios mode=\"sysinfo\"/>")
                .contains("<entry name=\"serial\">" + HOST + "</entry>")
                .contains("path=\"/log/vm.console\"")
                .doesNotContain("id=\"7\"");
        assertThat(MachineXml.startId(prepared.xml())).isEqualTo("s-1");
    }

    @Test
    void anAskedForMachineTypeStays() {
        assertThat(prepare(Accelerator.KVM, "<os><type machine='pc-q35-7.2'>hvm</type></os>")
                        .xml())
                .contains("machine=\"pc-q35-7.2\"");
    }

    @Test
    void anEmulatedMachineDoesNotAskForTheHostsProcessor() {
        String processor = "<cpu mode='host-passthrough'><topology sockets='2' cores='1' threads='1'/></cpu>";

        assertThat(prepare(Accelerator.EMULATION, processor).xml())
                .contains("sockets=\"2\"")
                .doesNotContain("host-passthrough");
        assertThat(prepare(Accelerator.KVM, processor).xml()).contains("host-passthrough");
    }

    @Test
    void disksAreDirectAndStopTheMachineOnErrors() {
        String xml = devices("""
                <disk type='file'><driver name='qemu' type='raw' cache='writeback' rerror_policy='report'/>
                <source file='/d/1'/><target dev='vda'/></disk>
                <disk type='block' device='disk'><source dev='/dev/x/y'/><target dev='vdb'/></disk>""");

        assertThat(xml)
                .contains("cache=\"none\"")
                .contains("error_policy=\"stop\"")
                .contains("io=\"threads\"")
                .contains("io=\"native\"")
                .doesNotContain("writeback")
                .doesNotContain("report");
    }

    @Test
    void disksAndLeasesAreListed() {
        MachineXml prepared = prepare(
                Accelerator.KVM,
                "<devices><disk type='file' device='cdrom'><target dev='sda'/></disk>"
                        + "<disk type='file'><source file='/d/1'/><target dev='vda'/><shareable/></disk>" + LEASE
                        + "</devices>");

        assertThat(prepared.disks()).containsExactly(new MachineDisk("/d/1", "vda", false, true));
        assertThat(prepared.leases()).containsExactly(new MachineLease("sd", "vm", "/m/dom_md/xleases", 3145728));
        assertThat(prepared.xml()).contains("offset=\"3145728\"");
    }

    @Test
    void serialLinesNeverGoToAPathFromOutside() {
        assertThat(devices("<serial type='file'><source path='/etc/shadow'/></serial>"))
                .contains("/log/vm.console")
                .contains("append=\"on\"")
                .doesNotContain("/etc/shadow");
        assertThat(devices("<serial type='pty'><target port='0'/></serial><console type='pty'/>"))
                .contains("/log/vm.console")
                .doesNotContain("pty");
        assertThat(devices("<serial type='unix'><source path='/run/x' mode='bind'/></serial>"))
                .contains("/run/x")
                .doesNotContain("/log");
    }

    @Test
    void nonsenseIsRefused() {
        refused("<domain><uuid>" + HOST + "</uuid></domain>", HOST.toString());
        refused("<network/>", "network");
        refused("<domain", "not well formed");
        refused("<!DOCTYPE d [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><domain>&e;</domain>", "DOCTYPE");
        refused("<domain><devices><disk><source file='x'/></disk></devices></domain>", "\"x\"");
        refused("<domain><devices><disk><source file='/a/../b'/></disk></devices></domain>", "/a/../b");
        refused("<domain><devices><lease><key>k</key></lease></devices></domain>", "no target");
        refused("<domain><devices>" + LEASE.replace("3145728", "-1") + "</devices></domain>", "-1");
        refused("<domain><devices>" + LEASE.replace("sd", "") + "</devices></domain>", "not complete");
        refused("<domain>" + " ".repeat(1 << 20) + "</domain>", "characters");
    }
}
