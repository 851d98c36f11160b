package io.holdfast.manager.inventory;

/// The state of a virtual machine, under the names that the field uses.
public enum VmStatus {
    DOWN,
    WAIT_FOR_LAUNCH,
    POWERING_UP,
    UP,
    POWERING_DOWN,
    PAUSED,
    /// Its host does not answer; whether it runs is not known.
    UNKNOWN,
    NOT_RESPONDING,
    /// Its lease or a disk is being made or removed.
    IMAGE_LOCKED
}
