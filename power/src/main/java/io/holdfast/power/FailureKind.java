package io.holdfast.power;

/// Why a power device did not do, or did not tell, what was asked. Helps a person to mend it; none of them is
/// a state of the machine's power.
public enum FailureKind {
    /// No connection: no route, refused, unknown name.
    UNREACHABLE,
    /// Connected or not, the deadline passed. What was asked may still happen later.
    TIMEOUT,
    /// The device does not know this user and password, or the user may not do this.
    AUTHENTICATION,
    /// The device's certificate is not the pinned one and not signed by the pinned authority.
    CERTIFICATE,
    /// The device answers, but has no such system.
    NOT_FOUND,
    /// The device answers for another machine than the enrolled one.
    WRONG_MACHINE,
    /// The device refused the order, or accepted it and the power did not change before the deadline.
    REFUSED,
    /// The answer does not follow the device's protocol.
    PROTOCOL,
    /// The settings cannot work: an option is missing, unknown or contradictory.
    CONFIGURATION
}
