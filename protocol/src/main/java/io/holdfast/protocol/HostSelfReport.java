package io.holdfast.protocol;

import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What only our own agents say about themselves, inside the answers to `Host.getCapabilities` and
/// `Host.getStats`. The manager stores the last one of each host: the proofs of its death are judged by it.
///
/// @param bootId the kernel's boot id; a new one proves that all that ran before is gone
/// @param hardwareUuid of the machine, to tell that it is still the one that was enrolled
/// @param clock milliseconds of the agent's monotonic clock when it answered; the scale of [StartPermit#notAfter]
/// @param epoch the newest epoch that it acknowledged; 0 if none
/// @param owner the manager that holds that epoch; empty if none
/// @param lockspaces the lockspaces that its lease daemon has joined
public record HostSelfReport(
        String bootId, UUID hardwareUuid, long clock, long epoch, String owner, List<Lockspace> lockspaces) {

    /// One lockspace that a host's lease daemon has joined.
    ///
    /// @param domain the storage domain, whose UUID is the lockspace's name
    /// @param hostId 1 to 249
    /// @param generation of that host id; rises whenever the host joins anew
    /// @param ioTimeout seconds
    /// @param watchdogArmed whether the daemon keeps a watchdog armed for this lockspace
    /// @param fireTimeout seconds from the last feeding of that watchdog to the reset; 0 if not armed
    public record Lockspace(
            UUID domain, int hostId, long generation, int ioTimeout, boolean watchdogArmed, int fireTimeout) {
        private ObjectNode format() {
            return Json.object()
                    .put("domain", domain.toString())
                    .put("hostId", hostId)
                    .put("generation", generation)
                    .put("ioTimeout", ioTimeout)
                    .put("watchdogArmed", watchdogArmed)
                    .put("fireTimeout", fireTimeout);
        }

        private static Lockspace parse(JsonNode node) {
            Fields fields = Fields.of(node, "lockspace");
            return new Lockspace(
                    fields.uuid("domain"),
                    fields.integer("hostId"),
                    fields.number("generation"),
                    fields.integer("ioTimeout"),
                    fields.truth("watchdogArmed"),
                    fields.integer("fireTimeout"));
        }
    }

    public HostSelfReport {
        lockspaces = List.copyOf(lockspaces);
    }

    ObjectNode format() {
        ObjectNode node = Json.object()
                .put("bootId", bootId)
                .put("hardwareUuid", hardwareUuid.toString())
                .put("clock", clock)
                .put("epoch", epoch)
                .put("owner", owner);
        lockspaces.forEach(lockspace -> node.withArray("/lockspaces").add(lockspace.format()));
        if (lockspaces.isEmpty()) {
            node.putArray("lockspaces");
        }
        return node;
    }

    static HostSelfReport parse(Fields fields) {
        return new HostSelfReport(
                fields.text("bootId"),
                fields.uuid("hardwareUuid"),
                fields.number("clock"),
                fields.number("epoch"),
                fields.text("owner"),
                fields.list("lockspaces", Lockspace::parse));
    }
}
