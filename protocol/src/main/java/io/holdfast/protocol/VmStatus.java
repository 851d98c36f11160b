package io.holdfast.protocol;

import java.util.Arrays;

/// What a virtual machine does on the host that was asked.
public enum VmStatus {
    WAIT_FOR_LAUNCH("WaitForLaunch"),
    POWERING_UP("Powering up"),
    UP("Up"),
    PAUSED("Paused"),
    POWERING_DOWN("Powering down"),
    REBOOT_IN_PROGRESS("RebootInProgress"),
    SAVING_STATE("Saving State"),
    RESTORING_STATE("Restoring state"),
    MIGRATION_SOURCE("Migration Source"),
    MIGRATION_DESTINATION("Migration Destination"),
    /// It ran here and ended; kept until it is destroyed, so that the manager learns why.
    DOWN("Down"),
    /// A word that this program does not know. The machine may run.
    UNKNOWN("Unknown");

    private final String word;

    VmStatus(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    public static VmStatus of(String word) {
        return Arrays.stream(values())
                .filter(status -> status.word.equals(word))
                .findFirst()
                .orElse(UNKNOWN);
    }
}
