package io.holdfast.hypervisor;

/// Why a machine's processors stand still.
public enum PauseReason {
    /// They do not.
    NONE,
    /// Somebody asked for it.
    REQUESTED,
    /// A disk answered with an error: the guest waits, nothing was lost, its lease is given up.
    IO_ERROR,
    /// As before, and the disk said that it is full.
    NO_SPACE,
    WATCHDOG,
    /// The guest put itself to sleep.
    GUEST,
    OTHER;

    private static final int PAUSED = 3;
    private static final int SUSPENDED_BY_GUEST = 7;
    private static final int STARTING_UP = 11;

    /// Translates `virDomainPausedReason`. libvirt does not say here whether an error was a full disk.
    static PauseReason of(int state, int reason) {
        if (state == SUSPENDED_BY_GUEST) {
            return GUEST;
        }
        if (state != PAUSED || reason == STARTING_UP) {
            return NONE;
        }
        return switch (reason) {
            case 1 -> REQUESTED;
            case 5 -> IO_ERROR;
            case 6 -> WATCHDOG;
            default -> OTHER;
        };
    }

    /// Translates `virDomainEventSuspendedDetailType`.
    static PauseReason ofEvent(int detail) {
        return switch (detail) {
            case 0 -> REQUESTED;
            case 2 -> IO_ERROR;
            case 3 -> WATCHDOG;
            default -> OTHER;
        };
    }
}
