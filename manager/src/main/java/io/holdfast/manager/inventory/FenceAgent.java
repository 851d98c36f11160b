package io.holdfast.manager.inventory;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A power device that can cut a host's power.
///
/// @param order its level: devices of one level must all report off together; the next level is tried when one fails
/// @param type the driver, for example `redfish`
/// @param identity what the device said it controls at set-up; null until it answered. Compared with the host's
///     hardware UUID
/// @param identified whether that identity was this host's
/// @param lyingSince when it was caught reporting a state that was proven wrong; such a device proves nothing until
///     an administrator changes it
public record FenceAgent(
        UUID id,
        UUID host,
        int order,
        String type,
        String address,
        int port,
        String username,
        String password,
        Map<String, String> options,
        @Nullable String identity,
        boolean identified,
        @Nullable Instant lyingSince)
        implements Kept {
    public FenceAgent {
        options = Map.copyOf(options);
    }

    @Override
    public String toString() {
        return "FenceAgent[id=" + id + ", host=" + host + ", order=" + order + ", type=" + type + ", address=" + address
                + ", username=" + username + ", identified=" + identified + ", lyingSince=" + lyingSince + "]";
    }

    @Override
    public UUID key() {
        return id;
    }

    public FenceAgent identifiedAs(@Nullable String what, boolean thisHost) {
        return new FenceAgent(
                id, host, order, type, address, port, username, password, options, what, thisHost, lyingSince);
    }

    public FenceAgent caughtLying(@Nullable Instant when) {
        return new FenceAgent(
                id, host, order, type, address, port, username, password, options, identity, identified, when);
    }
}
