package io.holdfast.leasedaemon;

import io.holdfast.lease.LeaseName;
import java.nio.charset.StandardCharsets;

/// What the daemon was told at its start, see [OptionsReader].
///
/// @param foreground `-D`: every line of the log goes to standard error
/// @param ioTimeout `-o`: seconds, for lockspaces that are added without one
/// @param hostName `-e`: written into delta leases; empty if it must be made up
/// @param killGrace `-g`: seconds between the loss of a lockspace and SIGKILL, 0 to 60
/// @param lockMemory `-l` is not 0
/// @param user `-U`: owner of the socket
/// @param group `-G`: group of the socket
/// @param formatTimeout seconds that a single call to the disk may take while formatting
/// @param watchdog which kind; [WatchdogKind#NONE] with `-w 0`
/// @param watchdogPath of the device, the pipe or wdmd's socket; empty for the usual place
/// @param logFile where warnings and errors are appended; empty for none
record DaemonOptions(
        boolean foreground,
        int ioTimeout,
        String hostName,
        int killGrace,
        boolean lockMemory,
        String user,
        String group,
        int formatTimeout,
        WatchdogKind watchdog,
        String watchdogPath,
        String logFile) {
    /// Which watchdog is fed.
    enum WatchdogKind {
        NONE,
        WDMD,
        DEVICE,
        PIPE
    }

    /// The name to write into delta leases, cut to what fits.
    ///
    /// @param madeUp what to use if none was given
    LeaseName ownerName(String madeUp) {
        String name = hostName.isEmpty() ? madeUp : hostName;
        while (name.getBytes(StandardCharsets.UTF_8).length > LeaseName.BYTES) {
            name = name.substring(0, name.length() - 1);
        }
        return LeaseName.ofHost(name);
    }
}
