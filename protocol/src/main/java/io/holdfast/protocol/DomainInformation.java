package io.holdfast.protocol;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What a storage domain's metadata says.
///
/// @param master whether it is the master of its pool
/// @param pool null if it belongs to none
/// @param remotePath what is mounted
/// @param blockSize bytes of a sector
/// @param alignment bytes of one lease
/// @param masterVersion 0 unless it is a master
public record DomainInformation(
        UUID domain,
        String name,
        boolean master,
        int version,
        DomainType type,
        DomainClass domainClass,
        @Nullable UUID pool,
        String remotePath,
        int blockSize,
        long alignment,
        int masterVersion) {

    public Optional<UUID> attachedTo() {
        return Optional.ofNullable(pool);
    }

    ObjectNode format() {
        ObjectNode node = Json.object()
                .put("uuid", domain.toString())
                .put("name", name)
                .put("role", master ? "Master" : "Regular")
                .put("version", version)
                .put("type", type.word())
                .put("class", domainClass.word())
                .put("remotePath", remotePath)
                .put("block_size", blockSize)
                .put("alignment", alignment)
                .put("master_ver", masterVersion)
                .put("lver", -1)
                .put("spm_id", -1)
                .put("state", "OK");
        if (pool == null) {
            node.putArray("pool");
        } else {
            node.putArray("pool").add(pool.toString());
        }
        return node;
    }

    static DomainInformation parse(Fields fields) {
        return new DomainInformation(
                fields.uuid("uuid"),
                fields.text("name", ""),
                fields.text("role", "").equals("Master"),
                fields.integer("version"),
                DomainType.of(fields.text("type")),
                DomainClass.of(fields.text("class")),
                fields.uuids("pool").stream().findFirst().orElse(null),
                fields.text("remotePath", ""),
                fields.integer("block_size", 512),
                fields.number("alignment", 1 << 20),
                fields.integer("master_ver", 0));
    }
}
