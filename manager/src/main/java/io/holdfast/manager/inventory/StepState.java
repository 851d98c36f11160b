package io.holdfast.manager.inventory;

public enum StepState {
    /// Stored, not carried out yet; or waits for its next try.
    WAITING,
    /// Given to the executor. After a restart of the manager it may or may not have happened.
    RUNNING,
    DONE,
    /// Given up, or overtaken by other evidence; the outcome says which.
    SKIPPED
}
