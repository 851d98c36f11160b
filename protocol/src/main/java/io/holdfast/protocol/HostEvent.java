package io.holdfast.protocol;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A message from a host that nobody asked for. On the wire a JSON-RPC notification whose method is
/// `|component|operation|id`.
///
/// @param component for instance `virt`
/// @param operation for instance `VM_status`
/// @param id what it is about, a VM's UUID; `no_id` if nothing
/// @param params the content, without the time
/// @param notifyTime milliseconds of the host's monotonic clock, comparable with `statusTime` of its VMs
public record HostEvent(String component, String operation, String id, ObjectNode params, long notifyTime) {
    private static final String TIME = "notify_time";

    public HostEvent {
        for (String part : new String[] {component, operation, id}) {
            if (part.isEmpty() || part.indexOf('|') >= 0) {
                throw new IllegalArgumentException("not a part of an event's name: \"" + part + "\"");
            }
        }
    }

    /// A change of a VM's status, with all that its statistics would say.
    public static HostEvent vmStatus(VmStatistics vm, long notifyTime) {
        ObjectNode params = Json.object();
        params.set(vm.vm().toString(), vm.format());
        return new HostEvent("virt", "VM_status", vm.vm().toString(), params, notifyTime);
    }

    public boolean isVmStatus() {
        return component.equals("virt") && operation.equals("VM_status");
    }

    /// The statistics inside a [#vmStatus] event; absent in other events.
    ///
    /// @throws MalformedMessage if they cannot be read
    public Optional<VmStatistics> vmStatistics() {
        JsonNode content = params.get(id);
        if (!isVmStatus() || content == null) {
            return Optional.empty();
        }
        return Optional.of(VmStatistics.parse(Fields.uuidOf(id), content));
    }

    public String method() {
        return "|" + component + "|" + operation + "|" + id;
    }

    /// The notification.
    public ObjectNode format() {
        ObjectNode content = Json.object();
        content.setAll(params);
        content.put(TIME, notifyTime);
        ObjectNode message = Json.object();
        message.put("jsonrpc", "2.0").put("method", method()).set("params", content);
        return message;
    }

    /// Reads a notification.
    ///
    /// @throws MalformedMessage if the method has not three parts behind a leading bar
    public static HostEvent parse(JsonNode message) {
        Fields fields = Fields.of(message, "event");
        String[] parts = fields.text("method").split("\\|", -1);
        if (parts.length != 4
                || !parts[0].isEmpty()
                || parts[1].isEmpty()
                || parts[2].isEmpty()
                || parts[3].isEmpty()) {
            throw new MalformedMessage("not an event's name: " + fields.text("method"));
        }
        ObjectNode params = Json.object();
        params.setAll(fields.tree("params"));
        long time = Fields.of(params, "event").number(TIME, 0);
        params.remove(TIME);
        return new HostEvent(parts[1], parts[2], parts[3], params, time);
    }
}
