package io.holdfast.protocol;

import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Storage that a host is to reach: one mount.
///
/// @param id the manager's name for it, repeated in the answer
/// @param path what is mounted, for instance `server:/export`
/// @param fileSystem the type to mount; empty for the domain type's own
/// @param mountOptions separated by commas; may be empty
/// @param protocolVersion of NFS, for instance `4.2`; empty for any
public record StorageServerConnection(
        UUID id, String path, String fileSystem, String mountOptions, String protocolVersion) {

    /// How connecting or disconnecting one of them went.
    ///
    /// @param status 0, or an error number such as [ErrorCode#MOUNT_ERROR]
    public record Status(UUID id, int status) {
        ObjectNode format() {
            return Json.object().put("id", id.toString()).put("status", status);
        }

        static Status parse(Fields fields) {
            return new Status(fields.uuid("id"), fields.integer("status"));
        }
    }

    ObjectNode format() {
        ObjectNode node = Json.object().put("id", id.toString()).put("connection", path);
        put(node, "vfs_type", fileSystem);
        put(node, "mnt_options", mountOptions);
        put(node, "protocol_version", protocolVersion);
        return node;
    }

    static StorageServerConnection parse(JsonNode node) {
        Fields fields = Fields.of(node, "connection");
        return new StorageServerConnection(
                fields.uuid("id"),
                fields.text("connection", ""),
                fields.text("vfs_type", ""),
                fields.text("mnt_options", ""),
                fields.text("protocol_version", ""));
    }

    private static void put(ObjectNode node, String member, String value) {
        if (!value.isEmpty()) {
            node.put(member, value);
        }
    }
}
