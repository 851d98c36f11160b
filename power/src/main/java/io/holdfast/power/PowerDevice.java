package io.holdfast.power;

/// Switches one host's power. Each call blocks its (virtual) thread until there is a result or its deadline
/// passes; none throws for anything a device can do. Safe for use by several threads; whoever plans takes care
/// that one order at a time is under way for a machine.
public interface PowerDevice {

    /// Returns which device this is.
    DeviceId id();

    /// Reads the power state, through a connection opened for this call. Ends within [PowerDeadlines#status].
    PowerResult status();

    /// Switches on. A machine that is on already is a success. Ends within [PowerDeadlines#change].
    ///
    /// @return [PowerResult.On] once a status read after the order said so
    PowerResult on();

    /// Switches off at once, without asking the machine. A machine that is off already is a success. Ends
    /// within [PowerDeadlines#change].
    ///
    /// @return [PowerResult.Off] once a status read after the order, through a fresh connection, said so about
    ///     the
    ///     enrolled machine
    PowerResult off();

    /// Reads which machine this device switches, whatever was expected. Ends within [PowerDeadlines#status].
    Identification identify();
}
