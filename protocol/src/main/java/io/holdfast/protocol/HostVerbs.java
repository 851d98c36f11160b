package io.holdfast.protocol;

import static io.holdfast.protocol.Verb.changing;
import static io.holdfast.protocol.Verb.reading;

import io.holdfast.protocol.Verb.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The verbs about a host as a whole.
public final class HostVerbs {
    static final Shape<DomainVitals> VITALS = new Shape<>(DomainVitals::parse, DomainVitals::format);
    static final Shape<List<VmStatistics>> VMS = Shapes.listOf(new Shape<>(VmStatistics::parse, VmStatistics::format));
    private static final List<String> NOTHING = List.of();

    /// Liveness.
    public static final Verb<Done, Done> PING = reading("Host.ping2", NOTHING, Shape.NONE, Shape.DONE);

    /// The same, as older clients call it.
    public static final Verb<Done, Done> OLD_PING = reading("Host.ping", NOTHING, Shape.NONE, Shape.DONE);

    /// Ends the timer that would undo a network change; nothing to do where there is none.
    public static final Verb<Done, Done> CONFIRM_CONNECTIVITY =
            reading("Host.confirmConnectivity", NOTHING, Shape.NONE, Shape.DONE);

    public static final Verb<Done, HostCapabilities> GET_CAPABILITIES = reading(
            "Host.getCapabilities",
            NOTHING,
            Shape.NONE,
            new Shape<>(HostCapabilities::parse, HostCapabilities::format));

    public static final Verb<Done, HostStatistics> GET_STATISTICS =
            reading("Host.getStats", NOTHING, Shape.NONE, new Shape<>(HostStatistics::parse, HostStatistics::format));

    public static final Verb<Done, HardwareInformation> GET_HARDWARE_INFORMATION = reading(
            "Host.getHardwareInfo",
            NOTHING,
            Shape.NONE,
            Shapes.object("hardware", HardwareInformation::parse, HardwareInformation::format));

    public static final Verb<Done, List<VmStatistics>> GET_ALL_VM_STATISTICS =
            reading("Host.getAllVmStats", NOTHING, Shape.NONE, VMS);

    /// Which machines to list.
    ///
    /// @param vms all if empty
    /// @param idsOnly whether the answer is a list of ids
    public record VmListQuery(List<UUID> vms, boolean idsOnly) {
        public VmListQuery {
            vms = List.copyOf(vms);
        }

        private ObjectNode format() {
            ObjectNode node = Json.object().put("onlyUUID", idsOnly);
            if (!vms.isEmpty()) {
                node.set("vmList", Shapes.uuids(vms));
            }
            return node;
        }

        private static VmListQuery parse(Fields fields) {
            return new VmListQuery(fields.uuids("vmList"), fields.truth("onlyUUID", false));
        }
    }

    /// A list of machines.
    ///
    /// @param statistics empty where only ids were asked for
    public record VmList(List<UUID> ids, List<VmStatistics> statistics) {
        public VmList {
            ids = List.copyOf(ids);
            statistics = List.copyOf(statistics);
        }

        private JsonNode format() {
            return statistics.isEmpty() ? Shapes.uuids(ids) : VMS.format().apply(statistics);
        }

        private static VmList parse(JsonNode node) {
            if (!node.isArray()) {
                throw new MalformedMessage("the list of machines is not an array");
            }
            if (!node.isEmpty() && node.get(0).isObject()) {
                List<VmStatistics> found = VMS.parse().apply(node);
                return new VmList(found.stream().map(VmStatistics::vm).toList(), found);
            }
            return new VmList(Shapes.UUID_LIST.parse().apply(node), List.of());
        }
    }

    public static final Verb<VmListQuery, VmList> GET_VM_LIST = reading(
            "Host.getVMList",
            List.of("fullStatus", "vmList", "onlyUUID"),
            Shapes.object("params", VmListQuery::parse, VmListQuery::format),
            new Shape<>(VmList::parse, VmList::format));

    /// The libvirt XML of the machines asked for, of all if none is named.
    public static final Verb<List<UUID>, Map<UUID, String>> DUMP_XMLS = reading(
            "Host.dumpxmls",
            List.of("vmList"),
            Shapes.object("params", fields -> fields.uuids("vmList"), vms -> Json.object()
                    .set("vmList", Shapes.uuids(vms))),
            new Shape<>(HostVerbs::parseXmls, HostVerbs::formatXmls));

    /// Which storage domains to look for.
    ///
    /// @param pool blank for those in no pool, null for all
    /// @param remotePath only those on this mount, null for all
    public record DomainQuery(
            @Nullable UUID pool,
            DomainClass domainClass,
            DomainType type,
            @Nullable String remotePath) {
        private ObjectNode format() {
            ObjectNode node =
                    Json.object().put("domainClass", domainClass.number()).put("storageType", type.number());
            if (pool != null) {
                node.put("storagepoolID", pool.toString());
            }
            if (remotePath != null) {
                node.put("remotePath", remotePath);
            }
            return node;
        }

        private static DomainQuery parse(Fields fields) {
            String path = fields.text("remotePath", "");
            return new DomainQuery(
                    fields.optionalUuid("storagepoolID").orElse(null),
                    DomainClass.of(fields.integer("domainClass", 0)),
                    DomainType.of(fields.integer("storageType", 0)),
                    path.isEmpty() ? null : path);
        }
    }

    public static final Verb<DomainQuery, List<UUID>> GET_STORAGE_DOMAINS = reading(
            "Host.getStorageDomains",
            List.of("storagepoolID", "domainClass", "storageType", "remotePath"),
            Shapes.object("params", DomainQuery::parse, DomainQuery::format),
            Shapes.UUID_LIST);

    /// How the host finds its storage domains; all if none is named.
    public static final Verb<List<UUID>, Map<UUID, DomainVitals>> GET_STORAGE_STATISTICS = reading(
            "Host.getStorageRepoStats",
            List.of("domains"),
            Shapes.object("params", fields -> fields.uuids("domains"), domains -> Json.object()
                    .set("domains", Shapes.uuids(domains))),
            Shapes.mapOf(VITALS));

    /// The pool that the host is connected to: none or one.
    public static final Verb<Done, List<UUID>> GET_CONNECTED_POOLS =
            reading("Host.getConnectedStoragePools", NOTHING, Shape.NONE, Shapes.UUID_LIST);

    /// All tasks of the pool, on the SPM; elsewhere [ErrorCode#NOT_SPM]. Empty means that the SPM may be stopped.
    public static final Verb<Done, Map<UUID, TaskStatus>> GET_ALL_TASK_STATUSES = reading(
            "Host.getAllTasksStatuses",
            NOTHING,
            Shape.NONE,
            Shapes.mapOf(Shapes.object("task", TaskStatus::parse, TaskStatus::format)));

    /// What these tasks are, on the SPM; elsewhere [ErrorCode#NOT_SPM].
    public static final Verb<Done, Map<UUID, TaskInformation>> GET_ALL_TASK_INFORMATION = reading(
            "Host.getAllTasksInfo",
            NOTHING,
            Shape.NONE,
            Shapes.mapOf(Shapes.object("task", TaskInformation::parse, TaskInformation::format)));

    /// Jobs by their id. The tree is as its sender made it.
    public static final Verb<Done, JsonNode> GET_JOBS =
            reading("Host.getJobs", List.of("job_type", "job_ids"), Shape.NONE, Shape.TREE);

    /// Works another host's power device.
    public static final Verb<FenceNode, FenceNode.Outcome> FENCE_NODE = changing(
            "Host.fenceNode",
            List.of("addr", "port", "agent", "username", "password", "action", "secure", "options", "policy"),
            Shapes.object("params", FenceNode::parse, FenceNode::format),
            Shapes.object("outcome", FenceNode.Outcome::parse, FenceNode.Outcome::format));

    /// The field's managers call it at activation and insist on success; there is nothing to set.
    public static final Verb<Done, Done> SET_MEMORY_POLICY =
            reading("Host.setMOMPolicyParameters", List.of("key_value_store"), Shape.NONE, Shape.DONE);

    /// Devices that could be given to machines. An empty object is a good answer.
    public static final Verb<Done, JsonNode> LIST_HOST_DEVICES =
            reading("Host.hostdevListByCaps", List.of("caps"), Shape.NONE, Shape.TREE);

    private HostVerbs() {}

    private static JsonNode formatXmls(Map<UUID, String> xmls) {
        ArrayNode array = Json.array();
        xmls.forEach((vm, xml) -> array.addObject().put(vm.toString(), xml));
        return array;
    }

    private static Map<UUID, String> parseXmls(JsonNode node) {
        if (!node.isArray()) {
            throw new MalformedMessage("the list of XMLs is not an array");
        }
        ObjectNode all = Json.object();
        node.forEach(each -> all.setAll((ObjectNode) Optional.of(each)
                .filter(JsonNode::isObject)
                .orElseThrow(() -> new MalformedMessage("not an object: " + each))));
        return Fields.map(all, "XMLs", Fields::uuidOf, JsonNode::asString);
    }
}
