package io.holdfast.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What goes out can be read back, and what the field's programs send can be read.
class VerbShapesTest {
    private static final UUID A = UUID.fromString("0c0f6e2e-5f51-4f61-9a3b-2a6f0b4f3e10");
    private static final UUID B = UUID.fromString("5f6a0b9e-1111-4222-8333-444444444444");
    private static final UUID C = UUID.fromString("3f0e0ad0-2a55-4d56-bd10-0ad1c8f2a001");
    private static final UUID D = UUID.fromString("b1c70000-2a55-4d56-bd10-0ad1c8f2a001");
    private static final HostSelfReport SELF = new HostSelfReport(
            "boot", A, 123_456, 7, "manager-1", List.of(new HostSelfReport.Lockspace(B, 3, 9, 10, true, 60)));

    private static <P, R> void arguments(Verb<P, R> verb, P value) {
        JsonNode wire = Json.parse(Json.bytes(verb.params(value)));
        assertThat(verb.arguments().parse().apply(wire)).as(wire.toString()).isEqualTo(value);
        List<String> unknown = new ArrayList<>(wire.propertyNames());
        unknown.removeAll(verb.parameters());
        unknown.remove(CallContext.HOLDFAST);
        assertThat(unknown).as("parameters that are not declared").isEmpty();
    }

    private static <P, R> void result(Verb<P, R> verb, R value) {
        JsonNode wire = Json.parse(Json.bytes(verb.result().format().apply(value)));
        assertThat(verb.result().parse().apply(wire)).as(wire.toString()).isEqualTo(value);
    }

    private static JsonNode json(String text) {
        return Json.parse(text.replace('\'', '"').getBytes(UTF_8));
    }

    private static <P> P read(Verb<P, ?> verb, String params) {
        return verb.arguments().parse().apply(json(params));
    }

    private static <R> R readResult(Verb<?, R> verb, String result) {
        return verb.result().parse().apply(json(result));
    }

    @Test
    void argumentsSurviveTheWire() {
        VolumeAddress address = new VolumeAddress(A, B, C, D);
        arguments(HostVerbs.GET_VM_LIST, new HostVerbs.VmListQuery(List.of(A, B), true));
        arguments(HostVerbs.DUMP_XMLS, List.of(A));
        arguments(
                HostVerbs.GET_STORAGE_DOMAINS,
                new HostVerbs.DomainQuery(A, DomainClass.DATA, DomainType.POSIXFS, "s:/x"));
        arguments(HostVerbs.GET_STORAGE_STATISTICS, List.of(B));
        arguments(
                HostVerbs.FENCE_NODE,
                new FenceNode(
                        "10.0.9.3",
                        623,
                        "ipmilan",
                        "op",
                        "secret",
                        FenceNode.Action.OFF,
                        true,
                        Map.of("lanplus", "1", "power_wait", "4"),
                        Map.of(B, 3)));
        arguments(
                StoragePoolVerbs.CONNECT_STORAGE_SERVER,
                new StoragePoolVerbs.StorageServers(
                        A,
                        DomainType.POSIXFS,
                        List.of(new StorageServerConnection(B, "/lab/storage", "none", "bind", ""))));
        arguments(StoragePoolVerbs.CREATE, new StoragePoolVerbs.Create(A, "dc", B, 1, List.of(B)));
        arguments(
                StoragePoolVerbs.CONNECT,
                new StoragePoolVerbs.Connect(A, 3, B, 1, Map.of(B, DomainStatus.ACTIVE, C, DomainStatus.ATTACHED)));
        arguments(StoragePoolVerbs.DISCONNECT, new StoragePoolVerbs.Membership(A, 3));
        arguments(StoragePoolVerbs.SPM_START, new StoragePoolVerbs.SpmStart(A, -1, -1, 250, 5));
        arguments(StoragePoolVerbs.GET_SPM_STATUS, A);
        arguments(
                StorageDomainVerbs.CREATE,
                new StorageDomainVerbs.Create(
                        B, DomainType.POSIXFS, "/lab/storage", "gold", DomainClass.DATA, 5, 512, 250));
        arguments(StorageDomainVerbs.ATTACH, new StorageDomainVerbs.InPool(B, A));
        arguments(StorageDomainVerbs.DETACH, new StorageDomainVerbs.Detach(B, A, true));
        arguments(VolumeVerbs.CREATE, VolumeVerbs.Create.raw(address, 1L << 30, VolumeAllocation.SPARSE, "{}"));
        arguments(
                VolumeVerbs.CREATE,
                new VolumeVerbs.Create(
                        address,
                        1L << 40,
                        VolumeFormat.COW,
                        VolumeAllocation.SPARSE,
                        "DATA",
                        "",
                        C,
                        D,
                        OptionalLong.of(1 << 20)));
        arguments(VolumeVerbs.GET_INFORMATION, address);
        arguments(VolumeVerbs.DELETE_IMAGE, new VolumeVerbs.DeleteImage(A, B, C, true));
        arguments(VolumeVerbs.TEAR_DOWN_IMAGE, new VolumeVerbs.Image(A, B, C));
        arguments(LeaseVerbs.CREATE, new LeaseVerbs.LeaseAddress(B, C));
        arguments(TaskVerbs.CLEAR, D);
        arguments(VmVerbs.CREATE, new VmVerbs.Create(C, "<domain/>", new StartPermit(D, 7, "boot", 99)));
        arguments(VmVerbs.CREATE, new VmVerbs.Create(C, "<domain/>", null));
        arguments(VmVerbs.SHUTDOWN, new VmVerbs.Shutdown(C, 5, "bye", true));
        arguments(HoldfastVerbs.ADOPT, new HoldfastVerbs.Adopt(7, "manager-1"));
        arguments(HoldfastVerbs.GET_HOST_LEASE, new HoldfastVerbs.HostLeaseQuery(B, 3));
        arguments(HoldfastVerbs.FREE_HOST_LEASE, new HoldfastVerbs.FreeHostLease(B, 3, 9, 7, "proof"));
    }

    @Test
    void resultsSurviveTheWire() {
        result(HostVerbs.GET_CAPABILITIES, capabilities());
        result(HostVerbs.GET_STATISTICS, statistics());
        result(HostVerbs.GET_HARDWARE_INFORMATION, new HardwareInformation("QEMU", "pc", "1", "s", A, "f"));
        VmStatistics running = VmStatistics.running(C, VmStatus.UP, 4_297_112_345L, 12, D);
        VmStatistics paused = new VmStatistics(B, VmStatus.PAUSED, 5, 6, "EIO", null, null);
        VmStatistics down = new VmStatistics(
                A, VmStatus.DOWN, 7, 0, "", new VmStatistics.Exit(true, VmExitReason.QEMU_LOST, "gone"), D);
        result(HostVerbs.GET_ALL_VM_STATISTICS, List.of(running, paused, down));
        result(HostVerbs.GET_VM_LIST, new HostVerbs.VmList(List.of(C), List.of(running)));
        result(HostVerbs.GET_VM_LIST, new HostVerbs.VmList(List.of(C, B), List.of()));
        result(HostVerbs.DUMP_XMLS, Map.of(C, "<domain/>", B, "<domain id='1'/>"));
        result(HostVerbs.GET_STORAGE_STATISTICS, Map.of(B, DomainVitals.UNMEASURED));
        result(HostVerbs.GET_ALL_TASK_STATUSES, Map.of(D, TaskStatus.running(D)));
        result(HostVerbs.GET_ALL_TASK_INFORMATION, Map.of(D, new TaskInformation(D, "spmStart")));
        result(HostVerbs.FENCE_NODE, FenceNode.Outcome.skipped());
        result(StoragePoolVerbs.CONNECT_STORAGE_SERVER, List.of(new StorageServerConnection.Status(B, 477)));
        result(StoragePoolVerbs.SPM_START, D);
        result(StoragePoolVerbs.GET_SPM_STATUS, SpmStatus.free(SpmStatus.Role.CONTEND));
        result(
                StoragePoolVerbs.GET_INFORMATION,
                new StoragePoolInformation(
                        "dc",
                        B,
                        1,
                        14,
                        2,
                        DomainType.POSIXFS,
                        5,
                        Map.of(
                                B,
                                        new StoragePoolInformation.Domain(
                                                DomainStatus.ACTIVE,
                                                5,
                                                OptionalLong.of(106_837_311_488L),
                                                OptionalLong.of(1)),
                                C,
                                        new StoragePoolInformation.Domain(
                                                DomainStatus.ATTACHED,
                                                -1,
                                                OptionalLong.empty(),
                                                OptionalLong.empty()))));
        result(
                StorageDomainVerbs.GET_INFORMATION,
                new DomainInformation(
                        B, "gold", true, 5, DomainType.POSIXFS, DomainClass.DATA, A, "/lab/storage", 512, 1 << 20, 1));
        result(
                StorageDomainVerbs.GET_INFORMATION,
                new DomainInformation(
                        B, "gold", false, 5, DomainType.NFS, DomainClass.DATA, null, "s:/x", 512, 1 << 20, 0));
        result(StorageDomainVerbs.GET_STATISTICS, new DomainSpace(1L << 40, 1L << 39));
        result(
                VolumeVerbs.GET_INFORMATION,
                new VolumeInformation(
                        D,
                        C,
                        B,
                        Shapes.BLANK,
                        1L << 30,
                        1L << 30,
                        4096,
                        VolumeFormat.RAW,
                        VolumeAllocation.SPARSE,
                        "LEAF",
                        "DATA",
                        true,
                        3,
                        1,
                        "{}",
                        1_787_212_345,
                        new VolumeInformation.LeasePlace("/x.lease", 0)));
        result(VolumeVerbs.PREPARE_IMAGE, "/rhev/data-center/x");
        result(LeaseVerbs.GET_INFORMATION, new LeaseVerbs.LeaseInformation(B, C, "/x/xleases", 3_145_728));
        result(LeaseVerbs.GET_STATUS, new LeaseVerbs.LeaseStatus(List.of(2), 4));
        result(TaskVerbs.GET_STATUS, new TaskStatus(D, TaskStatus.State.FINISHED, TaskStatus.Outcome.UNDONE, 205, "x"));
        result(VmVerbs.CREATE, new VmVerbs.Definition(C, VmStatus.WAIT_FOR_LAUNCH));
        result(HoldfastVerbs.ADOPT, new HoldfastVerbs.Adopted(7, "manager-1", "boot", A, 5));
        result(
                HoldfastVerbs.GET_HOST_LEASE,
                new HostLease(HostLease.State.FAIL, "host-2", 9, 1234, 10, 95, true, 1, 4, true, "interval-1", 777));
    }

    private static HostCapabilities capabilities() {
        return new HostCapabilities(
                A,
                "boot",
                new HostCapabilities.Processor(4, 2, 1, 2600.0, "QEMU", List.of("vmx", "model_qemu64")),
                128_000,
                true,
                List.of("pc-q35-7.2"),
                List.of("4.6", "4.7"),
                List.of(5),
                new HostCapabilities.OperatingSystem("Debian", "12", "1"),
                "0.1",
                Map.of("libvirt", new HostCapabilities.PackageVersion("9.0.0", "4")),
                Map.of("ovirtmgmt", new HostCapabilities.Network("br0", "10.0.0.2", "255.255.255.0", "", 1500)),
                "iqn.x",
                SELF);
    }

    private static HostStatistics statistics() {
        return new HostStatistics(
                new HostStatistics.Processor(2.1, 0.7, 97.2, 0.31),
                new HostStatistics.Memory(128_000, 120_311, 121_000, 4095, 4095),
                new HostStatistics.Machines(2, 1, 0, 1),
                Instant.parse("2026-08-20T10:11:12Z"),
                99_120,
                Instant.ofEpochSecond(1_787_212_345),
                Map.of("eth0", new HostStatistics.Interface("eth0", true, 1000, 1, 2, "52:54:00:00:00:01")),
                Map.of(B, new DomainVitals(2001, 4.2, 0.00041, false, 5, true, true)),
                SELF);
    }

    @Test
    void capabilitiesHaveWhatManagersInsistOn() {
        JsonNode node = HostVerbs.GET_CAPABILITIES.result().format().apply(capabilities());
        assertThat(node.get("HBAInventory").get("FC").isArray()).isTrue();
        assertThat(node.get("HBAInventory")
                        .get("iSCSI")
                        .get(0)
                        .get("InitiatorName")
                        .stringValue())
                .isEqualTo("iqn.x");
        assertThat(node.get("kdumpStatus").isInt()).isTrue();
        assertThat(node.get("memSize").stringValue()).isEqualTo("128000");
        assertThat(node.get("cpuFlags").stringValue()).isEqualTo("vmx,model_qemu64");
        assertThat(node.get("onlineCpus").stringValue()).isEqualTo("0,1,2,3");
        assertThat(node.get("domain_versions").get(0).asInt()).isEqualTo(5);
        assertThat(node.get("holdfast").get("lockspaces").get(0).toString())
                .isEqualTo("{\"domain\":\"" + B + "\",\"hostId\":3,\"generation\":9,\"ioTimeout\":10,"
                        + "\"watchdogArmed\":true,\"fireTimeout\":60}");
    }

    @Test
    void statisticsHaveTheTypesThatManagersInsistOn() {
        JsonNode node = HostVerbs.GET_STATISTICS.result().format().apply(statistics());
        assertThat(node.get("storageDomains").get(B.toString()).toString())
                .isEqualTo("{\"code\":2001,\"lastCheck\":\"4.2\",\"delay\":\"0.000410\",\"valid\":false,"
                        + "\"version\":5,\"acquired\":true,\"actual\":true}");
        assertThat(node.get("dateTime").stringValue()).isEqualTo("2026-08-20T10:11:12 GMT");
        assertThat(node.get("memFree").isIntegralNumber()).isTrue();
        assertThat(node.get("bootTime").stringValue()).isEqualTo("1787212345");
    }

    @Test
    void anEmptyListIsAnArray() {
        assertThat(HostVerbs.GET_ALL_VM_STATISTICS
                        .result()
                        .format()
                        .apply(List.of())
                        .toString())
                .isEqualTo("[]");
        assertThat(HostVerbs.GET_VM_LIST
                        .result()
                        .format()
                        .apply(new HostVerbs.VmList(List.of(), List.of()))
                        .toString())
                .isEqualTo("[]");
        assertThat(VmVerbs.CONTINUE.result().format().apply(Done.DONE).toString())
                .isEqualTo("{\"vmList\":{}}");
        assertThat(VmVerbs.DESTROY.result().format().apply(Done.DONE).toString())
                .isEqualTo("true");
    }

    @Test
    void whatAnEngineSendsIsRead() {
        assertThat(read(
                        StoragePoolVerbs.CONNECT,
                        "{'storagepoolID':'" + A + "','hostID':'2','scsiKey':'" + A + "','masterSdUUID':'" + B
                                + "','masterVersion':1,'domainDict':{'" + B + "':'active'}}"))
                .isEqualTo(new StoragePoolVerbs.Connect(A, 2, B, 1, Map.of(B, DomainStatus.ACTIVE)));
        assertThat(read(
                        StoragePoolVerbs.SPM_START,
                        "{'storagepoolID':'" + A + "','prevID':-1,'prevLver':'-1',"
                                + "'enableScsiFencing':'false','maxHostID':250,'domVersion':'5'}"))
                .isEqualTo(new StoragePoolVerbs.SpmStart(A, -1, -1, 250, 5));
        assertThat(read(
                        HostVerbs.FENCE_NODE,
                        "{'addr':'10.0.9.3','port':'','agent':'ipmilan','username':'op',"
                                + "'password':'p','action':'status','secure':'','options':'lanplus=1\\npower_wait=4'}"))
                .isEqualTo(new FenceNode(
                        "10.0.9.3",
                        0,
                        "ipmilan",
                        "op",
                        "p",
                        FenceNode.Action.STATUS,
                        false,
                        Map.of("lanplus", "1", "power_wait", "4"),
                        Map.of()));
        assertThat(read(
                        HostVerbs.GET_STORAGE_DOMAINS,
                        "{'storagepoolID':'" + Shapes.BLANK + "','domainClass':1,'storageType':'6','remotePath':''}"))
                .isEqualTo(new HostVerbs.DomainQuery(Shapes.BLANK, DomainClass.DATA, DomainType.POSIXFS, null));
        assertThat(read(VmVerbs.CREATE, "{'vmID':'" + C + "','vmParams':{'xml':'<domain/>','more':{}},'x':1}"))
                .isEqualTo(new VmVerbs.Create(C, "<domain/>", null));
        assertThat(read(VmVerbs.SHUTDOWN, "{'vmID':'" + C + "','delay':'30','message':'bye'}"))
                .isEqualTo(new VmVerbs.Shutdown(C, 30, "bye", false));
        assertThat(read(
                        VolumeVerbs.CREATE,
                        "{'volumeID':'" + D + "','storagepoolID':'" + A + "','storagedomainID':'" + B
                                + "','imageID':'" + C
                                + "','size':'1073741824','volFormat':5,'preallocate':2,'diskType':'DATA',"
                                + "'desc':'','srcImgUUID':'" + Shapes.BLANK + "','srcVolUUID':'" + Shapes.BLANK
                                + "','sequence':1}"))
                .isEqualTo(
                        VolumeVerbs.Create.raw(new VolumeAddress(A, B, C, D), 1L << 30, VolumeAllocation.SPARSE, ""));
    }

    @Test
    void whatVdsmAnswersIsRead() {
        assertThat(readResult(StoragePoolVerbs.GET_SPM_STATUS, "{'spmStatus':'SPM','spmLver':'14','spmId':2}"))
                .isEqualTo(new SpmStatus(SpmStatus.Role.SPM, 14, 2));
        assertThat(readResult(
                                TaskVerbs.GET_STATUS,
                                "{'taskID':'" + D + "','taskState':'finished','taskResult':'success',"
                                        + "'code':0,'message':'1 jobs completed successfully'}")
                        .successful())
                .isTrue();
        assertThat(readResult(
                        HostVerbs.GET_ALL_VM_STATISTICS,
                        "[{'vmId':'" + C + "','status':'Up','statusTime':'4297','elapsedTime':'5',"
                                + "'disks':{}},{'vmId':'" + D + "','status':'A new word'}]"))
                .containsExactly(
                        VmStatistics.running(C, VmStatus.UP, 4297, 5, null),
                        VmStatistics.running(D, VmStatus.UNKNOWN, 0, 0, null));
        assertThat(readResult(StorageDomainVerbs.GET_STATISTICS, "{'disktotal':'100','diskfree':50,'mdasize':0}"))
                .isEqualTo(new DomainSpace(100, 50));
    }

    @Test
    void whatCannotBeUsedIsNamed() {
        assertThatThrownBy(() -> read(StoragePoolVerbs.GET_SPM_STATUS, "{}"))
                .isInstanceOfSatisfying(
                        MalformedMessage.class, e -> assertThat(e.missing()).isTrue())
                .hasMessageContaining("storagepoolID");
        for (String bad : List.of(
                "'../../etc'",
                "17",
                "{}",
                "'0c0f6e2e-5f51-4f61-9a3b-2a6f0b4f3e1'",
                "'0c0f6e2e-5f51-4f61-9a3b-2a6f0b4f3ezz'")) {
            assertThatThrownBy(() -> read(StoragePoolVerbs.GET_SPM_STATUS, "{'storagepoolID':" + bad + "}"))
                    .as(bad)
                    .isInstanceOf(MalformedMessage.class)
                    .hasMessageContaining("storagepoolID");
        }
        for (String bad : List.of("1e3", "99999999999", "'12x'", "[]", "true")) {
            assertThatThrownBy(() ->
                            read(StoragePoolVerbs.DISCONNECT, "{'storagepoolID':'" + A + "','hostID':" + bad + "}"))
                    .as(bad)
                    .isInstanceOf(MalformedMessage.class);
        }
    }

    @Test
    void aPasswordIsNotPrinted() {
        assertThat(new FenceNode("a", 0, "redfish", "u", "secret", FenceNode.Action.ON, false, Map.of(), Map.of())
                        .toString())
                .doesNotContain("secret");
    }

    @Test
    void eventsSurviveTheWireAndStrangeNamesDoNot() {
        VmStatistics vm = VmStatistics.running(C, VmStatus.PAUSED, 5, 6, D);
        HostEvent event = HostEvent.vmStatus(vm, 4_297_112_345L);
        assertThat(event.method()).isEqualTo("|virt|VM_status|" + C);
        HostEvent read = HostEvent.parse(Json.parse(Json.bytes(event.format())));
        assertThat(read).isEqualTo(event);
        assertThat(read.vmStatistics()).contains(vm);
        for (String name : List.of("virt|VM_status|x", "|virt|VM_status", "|virt|VM_status|x|y", "||VM_status|x", "")) {
            assertThatThrownBy(() -> HostEvent.parse(Json.object().put("method", name)))
                    .as(name)
                    .isInstanceOf(MalformedMessage.class);
        }
    }
}
