package io.holdfast.protocol;

import static io.holdfast.protocol.Verb.changing;
import static io.holdfast.protocol.Verb.reading;

import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// The verbs that only our own agents have.
public final class HoldfastVerbs {
    private static final String DOMAIN = "domain";
    private static final String HOST_ID = "hostId";

    /// A manager that takes the data center over.
    ///
    /// @param epoch at least 1; rises with every change of owner
    /// @param owner names the manager among others, for instance a UUID
    public record Adopt(long epoch, String owner) {
        private ObjectNode format() {
            return Json.object().put("epoch", epoch).put("owner", owner);
        }

        private static Adopt parse(Fields fields) {
            return new Adopt(fields.number("epoch"), fields.text("owner"));
        }
    }

    /// The host obeys the new owner from now on, and durably.
    ///
    /// @param clock milliseconds of the agent's monotonic clock when it answered
    public record Adopted(long epoch, String owner, String bootId, UUID hardwareUuid, long clock) {
        private ObjectNode format() {
            return Json.object()
                    .put("epoch", epoch)
                    .put("owner", owner)
                    .put("bootId", bootId)
                    .put("hardwareUuid", hardwareUuid.toString())
                    .put("clock", clock);
        }

        private static Adopted parse(Fields fields) {
            return new Adopted(
                    fields.number("epoch"),
                    fields.text("owner"),
                    fields.text("bootId"),
                    fields.uuid("hardwareUuid"),
                    fields.number("clock"));
        }
    }

    /// Takes a host over. [ErrorCode#STALE_EPOCH] for an older epoch, and for the same one from another owner;
    /// the same
    /// from the same owner is answered again. Not itself guarded by the epoch it brings.
    public static final Verb<Adopt, Adopted> ADOPT = reading(
            "Holdfast.adopt",
            List.of("epoch", "owner"),
            Shapes.object("params", Adopt::parse, Adopt::format),
            Shapes.object("adopted", Adopted::parse, Adopted::format));

    /// Another host's lease in a storage domain.
    public record HostLeaseQuery(UUID domain, int hostId) {
        private ObjectNode format() {
            return Json.object().put(DOMAIN, domain.toString()).put(HOST_ID, hostId);
        }

        private static HostLeaseQuery parse(Fields fields) {
            return new HostLeaseQuery(fields.uuid(DOMAIN), fields.integer(HOST_ID));
        }
    }

    /// What the asked host sees of another's host lease. The first call begins the watching.
    public static final Verb<HostLeaseQuery, HostLease> GET_HOST_LEASE = reading(
            "Holdfast.hostLease",
            List.of(DOMAIN, HOST_ID),
            Shapes.object("params", HostLeaseQuery::parse, HostLeaseQuery::format),
            Shapes.object("host lease", HostLease::parse, HostLease::format));

    /// A dead host's lease, to be given up on its behalf.
    ///
    /// @param generation that the lease must still have
    /// @param powerOffProof what proves that the host is off; for the host's log
    public record FreeHostLease(UUID domain, int hostId, long generation, long epoch, String powerOffProof) {
        private ObjectNode format() {
            return Json.object()
                    .put(DOMAIN, domain.toString())
                    .put(HOST_ID, hostId)
                    .put("generation", generation)
                    .put("epoch", epoch)
                    .put("powerOffProof", powerOffProof);
        }

        private static FreeHostLease parse(Fields fields) {
            return new FreeHostLease(
                    fields.uuid(DOMAIN),
                    fields.integer(HOST_ID),
                    fields.number("generation"),
                    fields.number("epoch"),
                    fields.text("powerOffProof"));
        }
    }

    /// Writes timestamp 0 into a dead host's lease, owner and generation kept, so that what it held can be
    /// taken at once. [ErrorCode#HOST_LEASE_NOT_DEAD] unless the asked host's own fresh reads, at least 2 x I/O
    /// timeout + 2 s apart and begun by [#GET_HOST_LEASE], show no renewal. One that is free under that
    /// generation counts as done.
    public static final Verb<FreeHostLease, Done> FREE_HOST_LEASE = changing(
            "Holdfast.freeHostLease",
            List.of(DOMAIN, HOST_ID, "generation", "epoch", "powerOffProof"),
            Shapes.object("params", FreeHostLease::parse, FreeHostLease::format),
            Verb.Shape.DONE);

    private HoldfastVerbs() {}
}
