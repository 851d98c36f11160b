package io.holdfast.manager.inventory;

/// The state of a host, under the names that the field uses.
public enum HostStatus {
    /// Just activated; the next answer or its absence decides.
    UNASSIGNED,
    /// Answers and is being connected to its storage.
    INITIALIZING,
    UP,
    /// Stopped answering less than the grace ago.
    CONNECTING,
    /// Stopped answering longer than the grace ago; a fence plan is at work.
    NON_RESPONSIVE,
    /// Answers, but is not fit for machines; the detail says why.
    NON_OPERATIONAL,
    /// Was switched on and has not answered yet.
    REBOOT,
    /// Known to be without power.
    DOWN,
    PREPARING_FOR_MAINTENANCE,
    MAINTENANCE,
    /// Refuses us: another hardware, or owned by another manager.
    ERROR;

    /// Whether the manager asks such a host for its state at all.
    public boolean monitored() {
        return this != MAINTENANCE && this != DOWN;
    }
}
