package io.holdfast.power;

/// What a power device said, or why it said nothing usable.
///
/// For `status` it is the state that was read; for `on` and `off` it is the state read *after* the order
/// through a connection of its own, never the answer to the order itself.
public sealed interface PowerResult {

    /// The device reported, in so many words, that the machine is on.
    record On() implements PowerResult {}

    /// The device reported, in so many words, that the machine is off.
    record Off() implements PowerResult {}

    /// The device answered, with something that is neither on nor off (for example `PoweringOff`).
    ///
    /// @param reason what it said, for people
    record Unknown(String reason) implements PowerResult {}

    /// Nothing usable came back. The power may be in any state, and the order may still take effect.
    ///
    /// @param kind    what went wrong
    /// @param message what was attempted on what, and what happened; without secrets
    record Failed(FailureKind kind, String message) implements PowerResult {}

    /// Returns true for [Off] alone.
    default boolean isOff() {
        return this instanceof Off;
    }

    /// Returns true for [On] alone.
    default boolean isOn() {
        return this instanceof On;
    }
}
