package io.holdfast.protocol;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// The order to a host to work another host's power device, on the manager's behalf.
///
/// @param address of the device
/// @param port 0 for the device's own
/// @param agent the kind of device, for instance `redfish` or `ipmilan`
/// @param options what the kind of device knows, as `key=value`
/// @param aliveCheck the target's host id in each storage domain: if its host lease lives in any, nothing is done
public record FenceNode(
        String address,
        int port,
        String agent,
        String user,
        String password,
        Action action,
        boolean secure,
        Map<String, String> options,
        Map<UUID, Integer> aliveCheck) {
    /// What the power device is to do.
    public enum Action {
        STATUS,
        ON,
        OFF,
        REBOOT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// How it went.
    ///
    /// @param power `on`, `off` or `unknown`
    /// @param operation `initiated`, or `skipped` because the target lives; empty for a status
    public record Outcome(String power, String operation) {
        public static Outcome status(boolean on) {
            return new Outcome(on ? "on" : "off", "");
        }

        /// The order was given; the power state is for later status calls to find out.
        public static Outcome initiated() {
            return new Outcome("unknown", "initiated");
        }

        /// Nothing was done since the target's lease lives.
        public static Outcome skipped() {
            return new Outcome("", "skipped");
        }

        ObjectNode format() {
            ObjectNode node = Json.object();
            if (!power.isEmpty()) {
                node.put("power", power);
            }
            if (!operation.isEmpty()) {
                node.put("operationStatus", operation);
            }
            return node;
        }

        static Outcome parse(Fields fields) {
            return new Outcome(fields.text("power", ""), fields.text("operationStatus", ""));
        }
    }

    public FenceNode {
        options = Map.copyOf(options);
        aliveCheck = Map.copyOf(aliveCheck);
    }

    ObjectNode format() {
        ObjectNode node = Json.object()
                .put("addr", address)
                .put("port", port == 0 ? "" : Integer.toString(port))
                .put("agent", agent)
                .put("username", user)
                .put("password", password)
                .put("action", action.word())
                .put("secure", secure)
                .put(
                        "options",
                        options.entrySet().stream()
                                .map(option -> option.getKey() + "=" + option.getValue())
                                .sorted()
                                .collect(Collectors.joining("\n")));
        if (!aliveCheck.isEmpty()) {
            ObjectNode hostIds = node.putObject("policy").putObject("storageDomainHostIdMap");
            aliveCheck.forEach((domain, hostId) -> hostIds.put(domain.toString(), hostId));
        }
        return node;
    }

    static FenceNode parse(Fields fields) {
        return new FenceNode(
                fields.text("addr"),
                (int) fields.number("port", 0),
                fields.text("agent"),
                fields.text("username", ""),
                fields.text("password", ""),
                Words.find(Action.values(), Action::word, fields.text("action"), "fence action"),
                fields.truth("secure", false),
                options(fields.text("options", "")),
                fields.optionalObject("policy")
                        .map(policy -> policy.map(
                                "storageDomainHostIdMap", Fields::uuidOf, hostId -> (int) Shapes.number(hostId)))
                        .orElse(Map.of()));
    }

    private static Map<String, String> options(String text) {
        Map<String, String> options = new LinkedHashMap<>();
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> {
            int equals = line.indexOf('=');
            options.put(equals < 0 ? line : line.substring(0, equals), equals < 0 ? "" : line.substring(equals + 1));
        });
        return options;
    }

    /// Without the password.
    @Override
    public String toString() {
        return "FenceNode[" + action.word() + " by " + agent + " at " + address + "]";
    }
}
