package io.holdfast.protocol;

import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// What the machine's firmware says about itself.
public record HardwareInformation(
        String manufacturer, String product, String version, String serialNumber, UUID uuid, String family) {
    ObjectNode format() {
        return Json.object()
                .put("systemManufacturer", manufacturer)
                .put("systemProductName", product)
                .put("systemVersion", version)
                .put("systemSerialNumber", serialNumber)
                .put("systemUUID", uuid.toString())
                .put("systemFamily", family);
    }

    static HardwareInformation parse(Fields fields) {
        return new HardwareInformation(
                fields.text("systemManufacturer", ""),
                fields.text("systemProductName", ""),
                fields.text("systemVersion", ""),
                fields.text("systemSerialNumber", ""),
                fields.uuid("systemUUID"),
                fields.text("systemFamily", ""));
    }
}
