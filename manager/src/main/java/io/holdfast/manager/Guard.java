package io.holdfast.manager;

/// The guards that stand between suspicion and a second start. A site runs with all of them; the simulator takes
/// one away at a time to see that it is missed.
public enum Guard {
    /// A lease is dead only when *more* than its time has passed.
    STRICT_DEADLINE,
    /// The judgement on a lease rests on a read made after its deadline.
    FRESH_READ,
    /// The deadline includes the time that a watchdog may take to reset the host, and counts only if it was armed.
    WATCHDOG_EXPIRY,
    /// A power-off is confirmed by a status read of its own, never by the answer to the order.
    SEPARATE_STATUS_READ,
    /// The intent to start a machine is stored before the start is sent.
    STORED_INTENT
}
