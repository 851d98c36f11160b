package io.holdfast.manager.inventory;

/// Why a fence plan was begun, and with that what it ends with.
public enum FenceTrigger {
    /// The host stopped answering: off, free what it held, on again.
    SILENCE,
    /// An administrator asked for a restart: the same.
    RESTART,
    /// An administrator asked for power off: the host stays off.
    STOP,
    /// An administrator asked for power on.
    START,
    /// An administrator vouched for the host's death: nothing is sent to power devices.
    CONFIRMATION
}
