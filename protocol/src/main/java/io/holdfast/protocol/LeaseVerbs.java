package io.holdfast.protocol;

import static io.holdfast.protocol.Verb.changing;
import static io.holdfast.protocol.Verb.reading;

import io.holdfast.protocol.Verb.Shape;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The verbs about leases that belong to a machine: each lies in a storage domain's volume of external leases.
public final class LeaseVerbs {
    /// Which lease.
    ///
    /// @param lease by habit the id of the machine
    public record LeaseAddress(UUID domain, UUID lease) {
        private ObjectNode format() {
            ObjectNode node = Json.object();
            node.putObject("lease").put("sd_id", domain.toString()).put("lease_id", lease.toString());
            return node;
        }

        private static LeaseAddress parse(Fields fields) {
            Fields lease = fields.object("lease");
            return new LeaseAddress(lease.uuid("sd_id"), lease.uuid("lease_id"));
        }
    }

    /// Where a lease lies.
    ///
    /// @param path of the volume of leases on the host that was asked
    /// @param offset bytes from its start
    public record LeaseInformation(UUID domain, UUID lease, String path, long offset) {
        private ObjectNode format() {
            return Json.object()
                    .put("sd_id", domain.toString())
                    .put("lease_id", lease.toString())
                    .put("path", path)
                    .put("offset", offset);
        }

        private static LeaseInformation parse(Fields fields) {
            return new LeaseInformation(
                    fields.uuid("sd_id"), fields.uuid("lease_id"), fields.text("path"), fields.number("offset"));
        }
    }

    /// Who holds a lease.
    ///
    /// @param owners host ids; empty if free, or if its owner is proven dead
    /// @param version rises with every take-over
    public record LeaseStatus(List<Integer> owners, long version) {
        public LeaseStatus {
            owners = List.copyOf(owners);
        }

        private ObjectNode format() {
            ObjectNode node = Json.object().put("version", version);
            owners.forEach(node.putArray("owners")::add);
            return node;
        }

        private static LeaseStatus parse(Fields fields) {
            return new LeaseStatus(fields.list("owners", JsonNode::asInt), fields.number("version", 0));
        }
    }

    private static final Shape<LeaseAddress> LEASE = Shapes.object("params", LeaseAddress::parse, LeaseAddress::format);
    private static final List<String> PARAMETERS = List.of("lease", "metadata");

    /// Begins to make a lease; the answer is the task. On the SPM only. One that exists counts as made.
    public static final Verb<LeaseAddress, UUID> CREATE =
            changing("Lease.create", PARAMETERS, LEASE, Shapes.UUID_TEXT).surprisingAs(ErrorCode.STORAGE_EXCEPTION);

    /// Begins to delete a lease; the answer is the task. On the SPM only. One that is missing counts as deleted.
    public static final Verb<LeaseAddress, UUID> DELETE =
            changing("Lease.delete", PARAMETERS, LEASE, Shapes.UUID_TEXT).surprisingAs(ErrorCode.STORAGE_EXCEPTION);

    /// [ErrorCode#NO_SUCH_LEASE] if the domain has none of that id.
    public static final Verb<LeaseAddress, LeaseInformation> GET_INFORMATION = reading(
                    "Lease.info",
                    PARAMETERS,
                    LEASE,
                    Shapes.object("lease", LeaseInformation::parse, LeaseInformation::format))
            .surprisingAs(ErrorCode.STORAGE_EXCEPTION);

    public static final Verb<LeaseAddress, LeaseStatus> GET_STATUS = reading(
                    "Lease.status", PARAMETERS, LEASE, Shapes.object("lease", LeaseStatus::parse, LeaseStatus::format))
            .surprisingAs(ErrorCode.STORAGE_EXCEPTION);

    private LeaseVerbs() {}
}
