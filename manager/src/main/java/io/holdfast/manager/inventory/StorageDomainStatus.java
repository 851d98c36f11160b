package io.holdfast.manager.inventory;

/// The state of a storage domain.
public enum StorageDomainStatus {
    UNKNOWN,
    /// Being created.
    UNINITIALIZED,
    UNATTACHED,
    /// Being attached.
    LOCKED,
    ACTIVATING,
    ACTIVE,
    /// Attached, but no host reports it healthy.
    INACTIVE,
    PREPARING_FOR_MAINTENANCE,
    MAINTENANCE,
    DETACHING
}
