package io.holdfast.manager.inventory;

/// How far a fence plan got.
public enum FenceStage {
    /// Looking for proofs of death, all kinds at once.
    GATHERING,
    /// Death is proven; survivors free or watch what the host held on storage.
    RELEASING,
    /// The host's machines and roles are free; the host is being switched on.
    POWERING_ON,
    /// Waiting for the host to answer and to be Up.
    RETURNING,
    /// Ended: the host is Up, or stays off as asked.
    DONE,
    /// Ended: the host turned out to be alive, or a proof was voided.
    STOPPED,
    /// Ended by an administrator; no other plan is begun by itself until the host has answered.
    CANCELLED;

    public boolean over() {
        return this == DONE || this == STOPPED || this == CANCELLED;
    }
}
