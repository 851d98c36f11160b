package io.holdfast.power.redfish;

import io.holdfast.power.FailureKind;
import io.holdfast.power.MachineIdentity;
import io.holdfast.power.PowerResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What the driver uses of a Redfish `ComputerSystem`.
///
/// @param path        its own path
/// @param identity    its `UUID` and `SerialNumber`
/// @param power       `PowerState`: the literals `On` and `Off`, all else is unknown
/// @param resetTarget path to send a reset order to, if it offers one
/// @param resetTypes  the values of `ResetType` that it takes; empty if it does not say
record ComputerSystem(
        String path,
        MachineIdentity identity,
        PowerResult power,
        Optional<String> resetTarget,
        List<String> resetTypes) {

    /// Finds the system that the options and the expected machine name, and reads it.
    ///
    /// @throws RedfishException NOT_FOUND if there is none, CONFIGURATION if it is one of several and none is
    ///     named
    static ComputerSystem find(RedfishConnection connection, RedfishOptions options, Optional<MachineIdentity> expected)
            throws RedfishException {
        if (options.systemPath().isPresent()) {
            String path = options.systemPath().get();
            return read(connection, path, connection.get(path));
        }
        List<String> members = members(connection, options);
        Optional<String> uuid =
                options.uuid().or(() -> expected.map(MachineIdentity::uuid).filter(value -> !value.isEmpty()));
        if (members.size() > 1 && uuid.isEmpty()) {
            throw new RedfishException(
                    FailureKind.CONFIGURATION,
                    options.base() + " serves " + members.size() + " systems (" + String.join(", ", members)
                            + "); set systems_uri or uuid to say which one");
        }
        for (String member : members) {
            ComputerSystem system = read(connection, member, connection.get(member));
            boolean only = members.size() == 1 && options.uuid().isEmpty();
            if (only || uuid.filter(system.identity.uuid()::equals).isPresent()) {
                return system;
            }
        }
        throw new RedfishException(
                FailureKind.NOT_FOUND,
                options.base() + " has no system"
                        + uuid.map(value -> " with UUID " + value).orElse(""));
    }

    private static List<String> members(RedfishConnection connection, RedfishOptions options) throws RedfishException {
        String collection = text(connection.get(options.root()).path("Systems").path("@odata.id"))
                .orElse(options.root() + "/Systems");
        List<String> paths = new ArrayList<>();
        for (JsonNode member : connection.get(collection).path("Members")) {
            text(member.path("@odata.id")).ifPresent(paths::add);
        }
        return paths;
    }

    private static ComputerSystem read(RedfishConnection connection, String path, JsonNode node)
            throws RedfishException {
        JsonNode reset = node.path("Actions").path("#ComputerSystem.Reset");
        List<String> types = strings(reset.path("ResetType@Redfish.AllowableValues"));
        Optional<String> info = text(reset.path("@Redfish.ActionInfo"));
        if (types.isEmpty() && info.isPresent()) {
            for (JsonNode parameter : connection.get(info.get()).path("Parameters")) {
                if (text(parameter.path("Name")).filter("ResetType"::equals).isPresent()) {
                    types = strings(parameter.path("AllowableValues"));
                }
            }
        }
        return new ComputerSystem(
                path,
                new MachineIdentity(
                        text(node.path("UUID")).orElse(""),
                        text(node.path("SerialNumber")).orElse("")),
                power(node.path("PowerState")),
                text(reset.path("target")),
                types);
    }

    private static PowerResult power(JsonNode state) {
        return switch (text(state).orElse("")) {
            case "On" -> new PowerResult.On();
            case "Off" -> new PowerResult.Off();
            case "" -> new PowerResult.Unknown("the device tells no PowerState");
            case String other -> new PowerResult.Unknown("the device says " + other);
        };
    }

    /// Returns the first of `wanted` that the system takes, or the first one at all if it does not say what it
    ///     takes.
    Optional<String> resetType(List<String> wanted) {
        return resetTypes.isEmpty()
                ? Optional.of(wanted.getFirst())
                : wanted.stream().filter(resetTypes::contains).findFirst();
    }

    private static Optional<String> text(JsonNode node) {
        return node.isString() ? Optional.of(node.stringValue()) : Optional.empty();
    }

    private static List<String> strings(JsonNode array) {
        List<String> values = new ArrayList<>();
        for (JsonNode value : array) {
            text(value).ifPresent(values::add);
        }
        return List.copyOf(values);
    }
}
