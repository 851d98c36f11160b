package io.holdfast.protocol;

import static io.holdfast.protocol.Verb.changing;
import static io.holdfast.protocol.Verb.reading;

import io.holdfast.protocol.Verb.Shape;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The verbs about one virtual machine. [ErrorCode#NO_SUCH_VM] where the host has none of that id.
public final class VmVerbs {
    private static final String VM = "vmID";

    /// A machine to be started.
    ///
    /// @param xml libvirt's domain XML with everything: disks by the path of their volume, the lease
    /// @param permit null in starts of managers that know none
    public record Create(UUID vm, String xml, @Nullable StartPermit permit) {
        public Optional<StartPermit> startPermit() {
            return Optional.ofNullable(permit);
        }

        private ObjectNode format() {
            ObjectNode node = Json.object().put(VM, vm.toString());
            node.putObject("vmParams").put("vmId", vm.toString()).put("xml", xml);
            if (permit != null) {
                node.set(CallContext.HOLDFAST, permit.format());
            }
            return node;
        }

        private static Create parse(Fields fields) {
            return new Create(
                    fields.uuid(VM),
                    fields.object("vmParams").text("xml"),
                    fields.optionalObject(CallContext.HOLDFAST)
                            .filter(ours -> ours.has("startId"))
                            .map(StartPermit::parse)
                            .orElse(null));
        }
    }

    /// What became of a machine, as the verbs that change it answer.
    public record Definition(UUID vm, VmStatus status) {
        private ObjectNode format() {
            return Json.object().put("vmId", vm.toString()).put("status", status.word());
        }

        private static Definition parse(Fields fields) {
            return new Definition(fields.uuid("vmId"), VmStatus.of(fields.text("status", "")));
        }
    }

    /// Begins to start a machine and answers at once; how it went is told by its statistics and events.
    /// [ErrorCode#VM_EXISTS] where one of that id runs already, unless the permit's id was used for it. An error
    /// says that nothing was begun, except [ErrorCode#UNEXPECTED] and [ErrorCode#INTERNAL_ERROR], which say
    /// nothing.
    public static final Verb<Create, Definition> CREATE = changing(
                    "VM.create",
                    List.of(VM, "vmParams"),
                    Shapes.object("params", Create::parse, Create::format),
                    Shapes.object("vm", Definition::parse, Definition::format))
            .surprisingAs(ErrorCode.UNEXPECTED);

    /// Ends a machine's process. Of one that is down it forgets the remains.
    public static final Verb<UUID, Done> DESTROY = changing(
                    "VM.destroy", List.of(VM, "gracefulAttempts"), Shapes.only(VM), Shape.DONE)
            .surprisingAs(ErrorCode.VM_DESTROY_FAILED);

    /// A request to a guest.
    ///
    /// @param delaySeconds how long its users are warned
    /// @param message what they are told
    /// @param reboot whether it comes up again
    public record Shutdown(UUID vm, int delaySeconds, String message, boolean reboot) {
        private ObjectNode format() {
            return Json.object()
                    .put(VM, vm.toString())
                    .put("delay", Integer.toString(delaySeconds))
                    .put("message", message)
                    .put("reboot", reboot);
        }

        private static Shutdown parse(Fields fields) {
            return new Shutdown(
                    fields.uuid(VM),
                    (int) fields.number("delay", 0),
                    fields.text("message", ""),
                    fields.truth("reboot", false));
        }
    }

    /// Asks the guest to end by itself.
    public static final Verb<Shutdown, Done> SHUTDOWN = changing(
            "VM.shutdown",
            List.of(VM, "delay", "message", "reboot", "timeout", "force"),
            Shapes.object("params", Shutdown::parse, Shutdown::format),
            Shape.DONE);

    /// Answers `{"vmList":{}}`.
    private static final Shape<Done> EMPTY_LIST = new Shape<>(node -> Done.DONE, done -> {
        ObjectNode node = Json.object();
        node.putObject("vmList");
        return node;
    });

    /// Lets a paused machine go on.
    public static final Verb<UUID, Done> CONTINUE = changing("VM.cont", List.of(VM), Shapes.only(VM), EMPTY_LIST);

    public static final Verb<UUID, Done> PAUSE = changing("VM.pause", List.of(VM), Shapes.only(VM), EMPTY_LIST);

    /// A list of one.
    public static final Verb<UUID, List<VmStatistics>> GET_STATISTICS =
            reading("VM.getStats", List.of(VM), Shapes.only(VM), HostVerbs.VMS);

    private VmVerbs() {}
}
