package io.holdfast.lab;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// What can be broken about a host, and mended.
public enum Fault {
    /// Everything of the host stops at once, with no goodbye on the network and no write that lands later.
    POWER_CUT,
    /// The host is cut off from the network; its storage goes on.
    NET_DOWN,
    /// The network is back.
    NET_UP,
    /// Reads and writes of the host on the shared storage wait for ever, as with a dead NFS server.
    STORAGE_HANG,
    /// Reads and writes of the host on the shared storage end with EIO.
    STORAGE_FAIL,
    /// The storage works again; what waited goes on.
    STORAGE_HEAL,
    /// Every process of the host stands still; its watchdog does not.
    FREEZE,
    /// They go on where they were.
    THAW,
    /// The power device answers nothing, as if it had lost its power.
    BMC_DEAD,
    /// The power device accepts orders, does nothing, and tells the truth when asked.
    BMC_REFUSES,
    /// The power device accepts orders, does nothing, and says that it did.
    BMC_LIES,
    /// The power device is honest again.
    BMC_HEAL,
    /// The agent is killed and not started again.
    AGENT_STOP,
    /// The agent is started again.
    AGENT_START;

    /// Returns the fault as the command line has it, for example `power-cut`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Finds a fault by its word.
    ///
    /// @throws LabException naming all of them, if it is none
    public static Fault of(String word) {
        for (Fault fault : values()) {
            if (fault.word().equals(word)) {
                return fault;
            }
        }
        throw new LabException("No fault is called \"" + word + "\"; there are "
                + Arrays.stream(values()).map(Fault::word).collect(Collectors.joining(", ")) + ".");
    }
}
