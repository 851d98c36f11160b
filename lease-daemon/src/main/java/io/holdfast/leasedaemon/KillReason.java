package io.holdfast.leasedaemon;

/// Why the processes that use a lockspace must end.
enum KillReason {
    /// The host id could not be renewed, or its record was overwritten: with grace, while the watchdog gives time.
    RENEWAL_LOST,
    /// The host was suspended and may have lost its leases meanwhile: at once.
    SUSPENDED,
    /// Somebody asked for the removal of the lockspace: at once.
    REMOVED,
    /// Somebody asked for the end of the daemon, by force: at once.
    SHUTDOWN
}
