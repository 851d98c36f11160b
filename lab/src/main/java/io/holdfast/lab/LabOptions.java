package io.holdfast.lab;

import java.util.Locale;
import java.util.Optional;

/// How a lab is to be.
///
/// @param name             tells labs that run side by side apart
/// @param hosts            1 to 9
/// @param port             where console and API are reached on 127.0.0.1
/// @param ioTimeoutSeconds the lease daemons' I/O time-out; 10 as in production, 2 for quick tests
/// @param graceSeconds     how long the manager waits for a silent host, or empty for its default
/// @param leaseDaemon      whose lease daemon the hosts run
/// @param bare             hosts alone, with libvirtd and lease daemon but without agents and manager
public record LabOptions(
        String name,
        int hosts,
        int port,
        int ioTimeoutSeconds,
        Optional<Integer> graceSeconds,
        LeaseDaemon leaseDaemon,
        boolean bare) {
    /// Whose lease daemon the hosts run.
    public enum LeaseDaemon {
        /// Ours, with the host's watchdog pipe.
        HOLDFAST,
        /// The distribution's sanlock, with a wdmd socket on the same timer.
        SANLOCK;

        /// Returns the word for the command line.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public LabOptions {
        if (hosts < 1 || hosts > 9) {
            throw new LabException("A lab has 1 to 9 hosts, not " + hosts + ".");
        }
        if (port < 1 || port > 65535) {
            throw new LabException("The port must be 1 to 65535, not " + port + ".");
        }
        if (ioTimeoutSeconds < 1 || ioTimeoutSeconds > 60) {
            throw new LabException("The I/O time-out must be 1 to 60 seconds, not " + ioTimeoutSeconds + ".");
        }
    }

    /// The lab that `lab up` makes if nothing else is said.
    public static LabOptions standard() {
        return new LabOptions("lab", 3, 8443, 10, Optional.empty(), LeaseDaemon.HOLDFAST, false);
    }

    /// The same with another name and port.
    public LabOptions named(String otherName, int otherPort) {
        return new LabOptions(otherName, hosts, otherPort, ioTimeoutSeconds, graceSeconds, leaseDaemon, bare);
    }

    /// The same with another I/O time-out.
    public LabOptions withIoTimeout(int seconds) {
        return new LabOptions(name, hosts, port, seconds, graceSeconds, leaseDaemon, bare);
    }

    /// The same with another number of hosts.
    public LabOptions withHosts(int count) {
        return new LabOptions(name, count, port, ioTimeoutSeconds, graceSeconds, leaseDaemon, bare);
    }

    /// Hosts alone, with this lease daemon.
    public LabOptions withoutManager(LeaseDaemon daemon) {
        return new LabOptions(name, hosts, port, ioTimeoutSeconds, graceSeconds, daemon, true);
    }
}
