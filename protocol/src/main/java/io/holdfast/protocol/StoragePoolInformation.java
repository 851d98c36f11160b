package io.holdfast.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a connected host knows about the pool.
///
/// @param leaseVersion of the SPM's lease, -1 if free
/// @param spmId host id of the SPM, -1 if none
/// @param type what the master lies on
/// @param version of the master's format
public record StoragePoolInformation(
        String name,
        UUID master,
        int masterVersion,
        long leaseVersion,
        int spmId,
        DomainType type,
        int version,
        Map<UUID, Domain> domains) {

    /// One domain of the pool.
    ///
    /// @param version -1 if unknown
    /// @param totalBytes absent where it is not active or was not measured
    /// @param freeBytes likewise
    public record Domain(DomainStatus status, int version, OptionalLong totalBytes, OptionalLong freeBytes) {
        private ObjectNode format() {
            ObjectNode node = Json.object().put("status", status.word()).put("isoprefix", "");
            node.putArray("alerts");
            if (version >= 0) {
                node.put("version", version);
            }
            totalBytes.ifPresent(bytes -> node.put("disktotal", Long.toString(bytes)));
            freeBytes.ifPresent(bytes -> node.put("diskfree", Long.toString(bytes)));
            return node;
        }

        private static Domain parse(JsonNode node) {
            Fields fields = Fields.of(node, "domain");
            return new Domain(
                    DomainStatus.of(fields.text("status")),
                    fields.integer("version", -1),
                    fields.optionalNumber("disktotal"),
                    fields.optionalNumber("diskfree"));
        }
    }

    public StoragePoolInformation {
        domains = Map.copyOf(domains);
    }

    ObjectNode format() {
        ObjectNode node = Json.object();
        node.putObject("info")
                .put("name", name)
                .put("master_uuid", master.toString())
                .put("master_ver", masterVersion)
                .put("lver", leaseVersion)
                .put("spm_id", spmId)
                .put("type", type.word())
                .put("version", Integer.toString(version))
                .put("pool_status", "connected")
                .put("isoprefix", "")
                .put(
                        "domains",
                        domains.entrySet().stream()
                                .map(entry -> entry.getKey() + ":"
                                        + entry.getValue().status().word())
                                .sorted()
                                .collect(Collectors.joining(",")));
        ObjectNode details = node.putObject("dominfo");
        domains.forEach((id, domain) -> details.set(id.toString(), domain.format()));
        return node;
    }

    static StoragePoolInformation parse(Fields both) {
        Fields fields = both.object("info");
        Map<UUID, Domain> domains = new LinkedHashMap<>(both.map("dominfo", Fields::uuidOf, Domain::parse));
        return new StoragePoolInformation(
                fields.text("name", ""),
                fields.uuid("master_uuid"),
                fields.integer("master_ver"),
                fields.number("lver", -1),
                fields.integer("spm_id", -1),
                DomainType.of(fields.text("type")),
                fields.integer("version"),
                domains);
    }
}
