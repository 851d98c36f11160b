package io.holdfast.manager.inventory;

/// How far a start got.
public enum PlacementState {
    /// Stored; may have been sent, not answered. The machine may run there.
    INTENDED,
    /// The host took the start. The machine may run there.
    ACCEPTED,
    /// The machine does not run there and never will under this start.
    ENDED
}
