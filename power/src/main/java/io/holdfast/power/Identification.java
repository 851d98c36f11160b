package io.holdfast.power;

/// The answer to "which machine do you switch?".
public sealed interface Identification {

    /// The device told it.
    ///
    /// @param machine what the device says about it
    /// @param power   the machine's power in the same read: [PowerResult.On], [PowerResult.Off] or
    ///                [PowerResult.Unknown]
    record Identified(MachineIdentity machine, PowerResult power) implements Identification {}

    /// The device did not tell it.
    ///
    /// @param kind    what went wrong
    /// @param message what was attempted on what, and what happened; without secrets
    record NotIdentified(FailureKind kind, String message) implements Identification {}
}
