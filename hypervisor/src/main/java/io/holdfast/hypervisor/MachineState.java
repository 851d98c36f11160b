package io.holdfast.hypervisor;

/// What a machine's process is doing.
public enum MachineState {
    /// Its processors have not run yet: being made, or waiting for its lease.
    STARTING,
    RUNNING,
    PAUSED,
    /// The guest was asked to end, or is ending.
    SHUTTING_DOWN,
    /// Ended; the process is about to go.
    DOWN,
    /// The guest crashed, the process is still there.
    CRASHED;

    private static final int LIBVIRT_RUNNING = 1;
    private static final int LIBVIRT_BLOCKED = 2;
    private static final int LIBVIRT_PAUSED = 3;
    private static final int LIBVIRT_SHUTDOWN = 4;
    private static final int LIBVIRT_SHUTOFF = 5;
    private static final int LIBVIRT_CRASHED = 6;
    private static final int LIBVIRT_SUSPENDED_BY_GUEST = 7;
    private static final int PAUSED_WHILE_STARTING = 11;

    /// Translates `virDomainState`. An active domain that libvirt calls shut off has not been started yet.
    static MachineState of(int state, int reason) {
        return switch (state) {
            case LIBVIRT_RUNNING, LIBVIRT_BLOCKED -> RUNNING;
            case LIBVIRT_PAUSED -> reason == PAUSED_WHILE_STARTING ? STARTING : PAUSED;
            case LIBVIRT_SUSPENDED_BY_GUEST -> PAUSED;
            case LIBVIRT_SHUTDOWN -> SHUTTING_DOWN;
            case LIBVIRT_SHUTOFF -> STARTING;
            case LIBVIRT_CRASHED -> CRASHED;
            default -> STARTING;
        };
    }
}
