package io.holdfast.protocol;

import tools.jackson.databind.node.ObjectNode;

/// How much room a storage domain has, in bytes.
public record DomainSpace(long totalBytes, long freeBytes) {
    /// As a file domain says it: decimal text, and nothing about a volume group's metadata.
    ObjectNode format() {
        return Json.object()
                .put("disktotal", Long.toString(totalBytes))
                .put("diskfree", Long.toString(freeBytes))
                .put("mdasize", 0)
                .put("mdafree", 0)
                .put("mdavalid", true)
                .put("mdathreshold", true);
    }

    static DomainSpace parse(Fields fields) {
        return new DomainSpace(fields.number("disktotal"), fields.number("diskfree"));
    }
}
