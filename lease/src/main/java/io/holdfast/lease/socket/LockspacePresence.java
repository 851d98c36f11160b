package io.holdfast.lease.socket;

/// How far a daemon is with a lockspace.
public enum LockspacePresence {
    /// This host holds its id; leases can be taken.
    JOINED,
    /// Being added or removed.
    CHANGING,
    ABSENT
}
