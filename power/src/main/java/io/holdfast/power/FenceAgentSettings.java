package io.holdfast.power;

import java.util.Map;
import java.util.Optional;

/// All it takes to reach a power device, as an administrator entered it.
///
/// @param id       the device's id in the inventory
/// @param type     the fence agent's name as oVirt has it, for example `redfish`
/// @param address  host name or address of the device
/// @param tcpPort  the device's port, or 0 for the protocol's own
/// @param username the device's user
/// @param password never printed
/// @param options  further settings by the agent's own keys, for example `systems_uri`
/// @param expected the machine that was found behind the device when it was enrolled; if present, an answer
///     for another
///                 machine is a [FailureKind#WRONG_MACHINE]
public record FenceAgentSettings(
        DeviceId id,
        String type,
        String address,
        int tcpPort,
        String username,
        String password,
        Map<String, String> options,
        Optional<MachineIdentity> expected) {
    public FenceAgentSettings {
        if (type.isBlank() || address.isBlank()) {
            throw new IllegalArgumentException("Fence agent " + id + " needs a type and an address");
        }
        if (tcpPort < 0 || tcpPort > 65535) {
            throw new IllegalArgumentException("Fence agent " + id + ": no port " + tcpPort);
        }
        options = Map.copyOf(options);
    }

    @Override
    public String toString() {
        return "FenceAgentSettings[" + id + ", " + type + " at " + address + (tcpPort == 0 ? "" : ":" + tcpPort)
                + " as " + username + ", options " + options.keySet() + "]";
    }
}
