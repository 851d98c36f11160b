package io.holdfast.protocol;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a host says about one virtual machine that it has.
///
/// @param statusTime milliseconds of the host's monotonic clock at the last change of status
/// @param elapsedSeconds since the machine was started
/// @param pauseCode why it is paused: `ENOSPC`, `EIO`, `EPERM`, `EOTHER`, `NOERR` (on request); empty unless paused
/// @param exit how it ended; only when down
/// @param startId the id that our start carried; null when another manager started it
public record VmStatistics(
        UUID vm,
        VmStatus status,
        long statusTime,
        long elapsedSeconds,
        String pauseCode,
        @Nullable Exit exit,
        @Nullable UUID startId) {

    /// How it ended.
    ///
    /// @param failed whether it ended by an error
    /// @param message for people
    public record Exit(boolean failed, VmExitReason reason, String message) {}

    public static VmStatistics running(
            UUID vm, VmStatus status, long statusTime, long elapsed, @Nullable UUID startId) {
        return new VmStatistics(vm, status, statusTime, elapsed, "", null, startId);
    }

    ObjectNode format() {
        ObjectNode node = Json.object()
                .put("vmId", vm.toString())
                .put("status", status.word())
                .put("statusTime", Long.toString(statusTime))
                .put("elapsedTime", Long.toString(elapsedSeconds));
        if (!pauseCode.isEmpty()) {
            node.put("pauseCode", pauseCode);
        }
        if (exit != null) {
            node.put("exitCode", exit.failed() ? 1 : 0)
                    .put("exitReason", exit.reason().number())
                    .put("exitMessage", exit.message());
        }
        if (startId != null) {
            node.putObject(CallContext.HOLDFAST).put("startId", startId.toString());
        }
        return node;
    }

    static VmStatistics parse(JsonNode node) {
        return parse(Fields.of(node, "vm").uuid("vmId"), node);
    }

    /// Reads the content of an event or a list.
    ///
    /// @param vm the machine, since events leave `vmId` out
    static VmStatistics parse(UUID vm, JsonNode node) {
        Fields fields = Fields.of(node, "vm");
        VmStatus status = VmStatus.of(fields.text("status"));
        Exit exit = status != VmStatus.DOWN
                ? null
                : new Exit(
                        fields.integer("exitCode", 0) != 0,
                        VmExitReason.of(fields.integer("exitReason", VmExitReason.GENERIC_ERROR.number())),
                        fields.text("exitMessage", ""));
        return new VmStatistics(
                vm,
                status,
                fields.number("statusTime", 0),
                fields.number("elapsedTime", 0),
                fields.text("pauseCode", ""),
                exit,
                fields.optionalObject(CallContext.HOLDFAST)
                        .flatMap(ours -> ours.optionalUuid("startId"))
                        .orElse(null));
    }
}
