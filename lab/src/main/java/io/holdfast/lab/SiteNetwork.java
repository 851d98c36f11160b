package io.holdfast.lab;

import java.util.ArrayList;
import java.util.List;

/// The site's network, alone in a network namespace: a bridge with the manager's address on it, one end of a
/// cable per host, and the power devices' addresses.
final class SiteNetwork {
    static final String GATEWAY = "10.77.0.1";
    private static final String BRIDGE = "site";

    /// Returns the address of host number `index` (from 1).
    static String hostAddress(int index) {
        return "10.77.0." + (10 + index);
    }

    /// Returns the address of that host's power device.
    static String powerAddress(int index) {
        return "10.77.0." + (110 + index);
    }

    /// Makes the bridge.
    void create() {
        Command.run("ip", "link", "set", "lo", "up");
        Command.run("ip", "link", "add", BRIDGE, "type", "bridge");
        Command.run("ip", "address", "add", GATEWAY + "/24", "dev", BRIDGE);
        Command.run("ip", "link", "set", BRIDGE, "up");
    }

    void addPowerAddress(int index) {
        Command.run("ip", "address", "add", powerAddress(index) + "/32", "dev", BRIDGE);
    }

    /// From here on nothing answers at the power device's address, not even with a refusal.
    void removePowerAddress(int index) {
        Command.run("ip", "address", "del", powerAddress(index) + "/32", "dev", BRIDGE);
    }

    private static String cable(HostPlan host) {
        return "cable-" + host.index();
    }

    /// Lays a cable between the bridge and the namespace of a host's first process; there it is called eth0.
    void attach(HostPlan host, long firstProcess) {
        List<String> command = new ArrayList<>(List.of("ip", "link", "add", cable(host), "type", "veth"));
        command.addAll(List.of("peer", "name", "eth0", "netns", Long.toString(firstProcess)));
        Command.run(command.toArray(String[]::new));
        Command.run("ip", "link", "set", cable(host), "master", BRIDGE, "up");
    }

    void down(HostPlan host) {
        Command.attempt("ip", "link", "set", cable(host), "down");
    }

    void up(HostPlan host) {
        Command.run("ip", "link", "set", cable(host), "up");
    }

    /// Takes the cable away, if the end of its namespace has not done so already.
    void detach(HostPlan host) {
        Command.attempt("ip", "link", "del", cable(host));
    }
}
