package io.holdfast.restmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.restmodel.types.Boot;
import io.holdfast.restmodel.types.BootDevice;
import io.holdfast.restmodel.types.Cpu;
import io.holdfast.restmodel.types.Disk;
import io.holdfast.restmodel.types.DiskAttachment;
import io.holdfast.restmodel.types.Event;
import io.holdfast.restmodel.types.Host;
import io.holdfast.restmodel.types.OperatingSystem;
import io.holdfast.restmodel.types.Vm;
import io.holdfast.restmodel.types.VmStatus;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FormatTest {
    static List<? extends Class<?>> types() {
        return ApiTypes.all();
    }

    @ParameterizedTest
    @MethodSource("types")
    void aFilledObjectSurvivesBothForms(Class<? extends Representation> type) throws Exception {
        Representation sample = new Samples(7, (in, member) -> true, (in, constant) -> true).of(type, 2);
        String xml = text(Format.XML.write(sample));
        for (Format format : List.of(Format.XML, Format.JSON)) {
            Representation read = format.read(new ByteArrayInputStream(format.write(sample)), type);
            assertThat(text(Format.XML.write(read))).isEqualTo(xml);
        }
    }

    @Test
    void aMachineInXml() {
        assertThat(text(Format.XML.write(machine())))
                .isEqualTo("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                        + "<vm href=\"/ovirt-engine/api/vms/123\" id=\"123\">"
                        + "<actions><link href=\"/ovirt-engine/api/vms/123/start\" rel=\"start\"/></actions>"
                        + "<name>a &lt;b&gt; &amp; c</name><memory>1073741824</memory>"
                        + "<os><boot><devices><device>hd</device><device>network</device></devices></boot></os>"
                        + "<creation_time>2026-01-02T03:04:05.600Z</creation_time>"
                        + "<status>powering_up</status>"
                        + "<disk_attachments><disk_attachment id=\"9\"><bootable>true</bootable></disk_attachment>"
                        + "</disk_attachments>"
                        + "<link href=\"/ovirt-engine/api/vms/123/nics\" rel=\"nics\"/></vm>");
    }

    @Test
    void aMachineInJson() {
        assertThat(text(Format.JSON.write(machine())))
                .isEqualTo("{\"actions\":{\"link\":[{\"href\":\"/ovirt-engine/api/vms/123/start\",\"rel\":\"start\"}]},"
                        + "\"id\":\"123\",\"name\":\"a <b> & c\",\"memory\":\"1073741824\","
                        + "\"os\":{\"boot\":{\"devices\":{\"device\":[\"hd\",\"network\"]}}},"
                        + "\"creation_time\":1767323045600,"
                        + "\"status\":\"powering_up\","
                        + "\"disk_attachments\":{\"disk_attachment\":[{\"id\":\"9\",\"bootable\":\"true\"}]},"
                        + "\"link\":[{\"href\":\"/ovirt-engine/api/vms/123/nics\",\"rel\":\"nics\"}],"
                        + "\"href\":\"/ovirt-engine/api/vms/123\"}");
    }

    @Test
    void decimalsAreNumbersInJson() {
        Cpu cpu = new Cpu();
        cpu.speed = new BigDecimal("2400.50");
        assertThat(text(Format.JSON.write(cpu))).isEqualTo("{\"speed\":2400.50}");
    }

    @Test
    void collections() {
        Vm vm = new Vm();
        vm.id = "1";
        assertThat(text(Format.XML.writeAll(Vm.class, List.of(vm), List.of()))).endsWith("<vms><vm id=\"1\"/></vms>");
        assertThat(text(Format.XML.writeAll(Vm.class, List.of(), List.of()))).endsWith("<vms/>");
        assertThat(text(Format.JSON.writeAll(Vm.class, List.of(vm), List.of()))).isEqualTo("{\"vm\":[{\"id\":\"1\"}]}");
        assertThat(text(Format.JSON.writeAll(Vm.class, List.of(), List.of()))).isEqualTo("{}");
    }

    @Test
    void absentIsNullAndEmptyIsEmpty() throws Exception {
        Vm vm = xml("<vm><description/></vm>", Vm.class);
        assertThat(vm.description).isEmpty();
        assertThat(vm.comment).isNull();
        assertThat(vm.diskAttachments).isNull();
    }

    @Test
    void listsOfTextAreReadWithAndWithoutTheElementAroundThem() throws Exception {
        assertThat(xml(
                        "<os><boot><devices><device>hd</device><device>cdrom</device></devices></boot></os>",
                        OperatingSystem.class))
                .extracting(os -> os.boot)
                .extracting(boot -> boot.devices)
                .isEqualTo(List.of(BootDevice.HD, BootDevice.CDROM));
        assertThat(xml("<boot><devices>hd</devices><devices>cdrom</devices></boot>", Boot.class).devices)
                .containsExactly(BootDevice.HD, BootDevice.CDROM);
    }

    @Test
    void unknownMembersAndLinksAreSkipped() throws Exception {
        Vm vm = xml(
                "<vm id='1' new='x'><later><deep><x/></deep></later><link rel='nics' href='/x'/>"
                        + "<actions><link rel='start' href='/y'/></actions><name>n</name></vm>",
                Vm.class);
        assertThat(vm.name).isEqualTo("n");
        assertThat(vm.links).isEmpty();
        assertThat(json("{\"later\":[{\"x\":{}}],\"name\":\"n\",\"comment\":null}", Vm.class).name)
                .isEqualTo("n");
    }

    @Test
    void jsonAcceptsItsOwnNumbersAndBooleans() throws Exception {
        Vm vm = json(
                "{\"memory\":1024,\"stateless\":true,\"creation_time\":1767323045600,\"status\":\"UP\"}", Vm.class);
        assertThat(vm.memory).isEqualTo(1024);
        assertThat(vm.stateless).isTrue();
        assertThat(vm.creationTime).isEqualTo(Instant.ofEpochMilli(1767323045600L));
        assertThat(vm.status).isEqualTo(VmStatus.UP);
    }

    @ParameterizedTest
    @CsvSource({
        "<vm><memory>much</memory></vm>, vm.memory",
        "<vm><memory>1.5</memory></vm>, vm.memory",
        "<vm><memory>99999999999999999999</memory></vm>, vm.memory",
        "<vm><memory>9999999999999999999</memory></vm>, vm.memory",
        "<vm><memory></memory></vm>, vm.memory",
        "<vm><stateless>maybe</stateless></vm>, vm.stateless",
        "<vm><status>excellent</status></vm>, vm.status",
        "<vm><creation_time>yesterday</creation_time></vm>, vm.creation_time",
        "<vm><name><b/></name></vm>, vm.name",
        "<vm><os><boot><devices><device>tape</device></devices></boot></os></vm>, vm.os.boot.devices"
    })
    void aWrongValueIsRefusedByItsPlace(String document, String place) {
        assertThatThrownBy(() -> xml(document, Vm.class))
                .isInstanceOfSatisfying(InvalidDocument.class, refused -> assertThat(refused.kind())
                        .isEqualTo(InvalidDocument.Kind.VALUE))
                .hasMessageContaining(place);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "<vm>",
                "<host/>",
                "<vm/><vm/>",
                "<vm id='1' id='2'/>",
                "<vm>&entity;</vm>",
                "<!DOCTYPE vm [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><vm><name>&x;</name></vm>"
            })
    void aBrokenDocumentIsRefused(String document) {
        assertThatThrownBy(() -> xml(document, Vm.class))
                .isInstanceOfSatisfying(InvalidDocument.class, refused -> assertThat(refused.kind())
                        .isEqualTo(InvalidDocument.Kind.SYNTAX));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"name\":}", "{}{}", "nonsense"})
    void brokenJsonIsRefused(String document) {
        assertThatThrownBy(() -> json(document, Vm.class))
                .isInstanceOfSatisfying(InvalidDocument.class, refused -> assertThat(refused.kind())
                        .isEqualTo(InvalidDocument.Kind.SYNTAX));
    }

    @Test
    void aBottomlessDocumentIsRefused() {
        String open = "<template><vm>".repeat(50);
        assertThatThrownBy(() -> xml("<vm>" + open + "</vm></template>".repeat(50) + "</vm>", Vm.class))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("too deeply");
    }

    @Test
    void whatXmlCannotCarryIsReplaced() throws Exception {
        Event event = new Event();
        event.description = "bell \u0007, lone \uD800, pair \uD83D\uDE00";
        byte[] written = Format.XML.write(event);
        assertThat(Format.XML.read(new ByteArrayInputStream(written), Event.class).description)
                .isEqualTo("bell \uFFFD, lone \uFFFD, pair \uD83D\uDE00");
    }

    @Test
    void namesThatDoNotFollowTheRule() {
        assertThat(Schema.tag(OperatingSystem.class)).isEqualTo("os");
        assertThat(Schema.of(Host.class).member("transparent_hugepages")).isNotNull();
        assertThat(Schema.pluralTag(Disk.class)).isEqualTo("disks");
        assertThat(Schema.pluralTag(io.holdfast.restmodel.types.Qos.class)).isEqualTo("qoss");
    }

    private static Vm machine() {
        Vm vm = new Vm();
        vm.href = "/ovirt-engine/api/vms/123";
        vm.id = "123";
        vm.name = "a <b> & c";
        vm.memory = 1L << 30;
        vm.os = new OperatingSystem();
        vm.os.boot = new Boot();
        vm.os.boot.devices = List.of(BootDevice.HD, BootDevice.NETWORK);
        vm.status = VmStatus.POWERING_UP;
        vm.creationTime = Instant.parse("2026-01-02T03:04:05.600999Z");
        DiskAttachment attachment = new DiskAttachment();
        attachment.id = "9";
        attachment.bootable = true;
        vm.diskAttachments = List.of(attachment);
        vm.links = List.of(new Link("nics", "/ovirt-engine/api/vms/123/nics"));
        vm.actions = List.of(new Link("start", "/ovirt-engine/api/vms/123/start"));
        return vm;
    }

    private static <T extends Representation> T xml(String document, Class<T> type) throws InvalidDocument {
        return Format.XML.read(new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)), type);
    }

    private static <T extends Representation> T json(String document, Class<T> type) throws InvalidDocument {
        return Format.JSON.read(new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)), type);
    }

    private static String text(byte[] document) {
        return new String(document, StandardCharsets.UTF_8);
    }
}
