package io.holdfast.protocol;

import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;

/// Who is the SPM of a pool, as one host sees it.
///
/// @param role of the host that was asked
/// @param leaseVersion rises with every take-over of the SPM's lease; -1 if the lease is free
/// @param holderId the host id that holds the lease; -1 if it is free or its holder is proven dead
public record SpmStatus(Role role, long leaseVersion, int holderId) {
    /// What a host has to do with the SPM role.
    public enum Role {
        FREE("Free"),
        /// On its way to be SPM.
        CONTEND("Contend"),
        SPM("SPM");

        private final String word;

        Role(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /// Nobody holds the lease, and the asked host does not want it.
    public static SpmStatus free(Role role) {
        return new SpmStatus(role, -1, -1);
    }

    /// The host id that holds the SPM's lease.
    public OptionalInt holder() {
        return holderId < 0 ? OptionalInt.empty() : OptionalInt.of(holderId);
    }

    ObjectNode format() {
        return Json.object()
                .put("spmStatus", role.word())
                .put("spmLver", leaseVersion)
                .put("spmId", holderId);
    }

    static SpmStatus parse(Fields fields) {
        return new SpmStatus(
                Words.find(Role.values(), Role::word, fields.text("spmStatus"), "SPM status"),
                fields.number("spmLver", -1),
                fields.integer("spmId", -1));
    }
}
