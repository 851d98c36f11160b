package io.holdfast.lab;

import java.nio.file.Path;

/// A host's watchdog for one boot: outside of the host, and not part of its power device.
interface Watchdog {
    /// The time after the last sign of life at which the machine is reset, as everywhere in the field.
    long TIMEOUT_NANOS = 60_000_000_000L;

    /// Returns the pipe or socket that the host is given.
    Path file();

    /// Says in a few words whether it is armed and when it will fire.
    String state();

    /// The power is gone: nothing fires any more.
    void stop();
}
