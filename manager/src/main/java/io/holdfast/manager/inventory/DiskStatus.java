package io.holdfast.manager.inventory;

public enum DiskStatus {
    /// Being created or removed.
    LOCKED,
    OK,
    /// Creation failed; the disk can only be removed.
    ILLEGAL
}
