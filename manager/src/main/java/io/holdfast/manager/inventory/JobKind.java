package io.holdfast.manager.inventory;

/// What a job waits for. One job of a kind runs for a subject at a time.
public enum JobKind {
    ACTIVATE_HOST,
    MAINTAIN_HOST,
    FENCE_HOST,
    CREATE_STORAGE_DOMAIN,
    ATTACH_STORAGE_DOMAIN,
    CREATE_DISK,
    REMOVE_DISK,
    CREATE_VM,
    START_VM,
    STOP_VM,
    REMOVE_VM
}
