package io.holdfast.protocol;

import java.util.Arrays;

/// Why a virtual machine is down.
public enum VmExitReason {
    SUCCESS(0),
    GENERIC_ERROR(1),
    QEMU_LOST(2),
    LIBVIRT_START_FAILED(3),
    MIGRATION_SUCCEEDED(4),
    SAVE_STATE_SUCCEEDED(5),
    ADMINISTRATOR_SHUTDOWN(6),
    USER_SHUTDOWN(7),
    MIGRATION_FAILED(8),
    LIBVIRT_DOMAIN_MISSING(9),
    DESTROYED_ON_STARTUP(10),
    HOST_SHUTDOWN(11),
    POST_COPY_MIGRATION_FAILED(12),
    DESTROYED_ON_REBOOT(13),
    DESTROYED_ON_PAUSE_TIMEOUT(14);

    private final int number;

    VmExitReason(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /// Numbers of the future are read as a generic error.
    public static VmExitReason of(int number) {
        return Arrays.stream(values())
                .filter(reason -> reason.number == number)
                .findFirst()
                .orElse(GENERIC_ERROR);
    }
}
