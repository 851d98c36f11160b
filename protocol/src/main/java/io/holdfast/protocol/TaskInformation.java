package io.holdfast.protocol;

import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// What a task of the SPM is.
///
/// @param verb what it carries out, for instance `createVolume`
public record TaskInformation(UUID task, String verb) {
    ObjectNode format() {
        return Json.object().put("id", task.toString()).put("verb", verb);
    }

    static TaskInformation parse(Fields fields) {
        return new TaskInformation(fields.uuid("id"), fields.text("verb", ""));
    }
}
