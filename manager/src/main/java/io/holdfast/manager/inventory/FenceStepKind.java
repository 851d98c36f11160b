package io.holdfast.manager.inventory;

/// What a step of a fence plan does, and to what its subject id refers.
public enum FenceStepKind {
    /// Order a power device (subject) off.
    POWER_OFF,
    /// Read a power device's (subject) status after that order, separately.
    CONFIRM_OFF,
    /// Have a survivor watch the host's lease on a storage domain (subject).
    WATCH_LEASE,
    /// Have a survivor free the host's lease on a storage domain (subject).
    FREE_LEASE,
    /// Declare the host's machines and its SPM role free (subject: the host).
    RELEASE_HOST,
    /// Order a power device (subject) on.
    POWER_ON,
    /// Read a power device's (subject) status after that order.
    CONFIRM_ON,
    /// Wait for the host (subject) to answer and to be Up.
    AWAIT_HOST
}
