package io.holdfast.storage;

/// Tells whether a host that a lease names as its owner may still act on it.
public interface OwnerJudge {
    /// Whether the owner has been *proven* to be gone: its host id was freed or taken again with another generation,
    /// or it was silent for as long as its watchdog needs. If in doubt, or if the question cannot be answered,
    /// false.
    boolean isGone(String lockspace, LeaseContent.Owner owner);

    /// Holds every owner for alive.
    static OwnerJudge cautious() {
        return (lockspace, owner) -> false;
    }
}
