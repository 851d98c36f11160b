package io.holdfast.manager.inventory;

public enum JobStatus {
    STARTED,
    FINISHED,
    FAILED,
    ABORTED
}
