package io.holdfast.protocol;

import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// The four ids that name a volume.
public record VolumeAddress(UUID pool, UUID domain, UUID image, UUID volume) {
    ObjectNode format() {
        return Json.object()
                .put("storagepoolID", pool.toString())
                .put("storagedomainID", domain.toString())
                .put("imageID", image.toString())
                .put("volumeID", volume.toString());
    }

    static VolumeAddress parse(Fields fields) {
        return new VolumeAddress(
                fields.uuid("storagepoolID"),
                fields.uuid("storagedomainID"),
                fields.uuid("imageID"),
                fields.uuid("volumeID"));
    }
}
