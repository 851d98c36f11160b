package io.holdfast.lease;

/// How a resource is to be acquired exclusively.
///
/// @param version only if the lease has this version now; 0 for any
/// @param hostCount new number of hosts that take part, 0 to leave it
/// @param patient whether to wait for the expiry of an owner that no longer renews, up to 8 x its io_timeout + 60
///     s; otherwise [LeaseCode#ACQUIRE_OWNED_RETRY]
public record PaxosRequest(long version, long hostCount, boolean patient) {
    /// Any version, and wait.
    public static final PaxosRequest PATIENT = new PaxosRequest(0, 0, true);

    /// Any version, and do not wait.
    public static final PaxosRequest IMPATIENT = new PaxosRequest(0, 0, false);
}
