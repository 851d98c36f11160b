package io.holdfast.manager.inventory;

/// What a cluster lets happen to the lease of a host whose power-off is confirmed.
public enum LeaseRelease {
    /// A survivor frees it at once, after its own reads show no renewal.
    AFTER_POWER_OFF,
    /// It is left to expire; leased machines wait for that.
    EXPIRY_ONLY
}
