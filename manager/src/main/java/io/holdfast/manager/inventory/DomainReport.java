package io.holdfast.manager.inventory;

import java.util.UUID;

/// What a host says about a storage domain.
///
/// @param code 0, or the storage error code
/// @param lastCheck seconds since the host last checked it
/// @param delay seconds that its last read took
/// @param acquired whether the host holds its host id there
/// @param actual whether the other figures are measured yet
public record DomainReport(
        UUID domain, int code, double lastCheck, double delay, boolean valid, boolean acquired, boolean actual) {
    /// Whether machines with disks and leases on it can be started on that host.
    public boolean usable() {
        return actual && valid && acquired && code == 0 && lastCheck <= 30;
    }
}
