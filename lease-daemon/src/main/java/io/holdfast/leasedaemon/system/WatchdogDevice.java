package io.holdfast.leasedaemon.system;

/// A timer that resets the host unless it is kept alive. All methods belong to one thread and allocate nothing after
/// their first use.
interface WatchdogDevice {
    /// Opens and starts the timer, which is then as good as new.
    ///
    /// @return false if that cannot be done, or its time-out is not [Watchdog#FIRE_SECONDS]
    boolean open();

    /// Starts the time-out anew.
    ///
    /// @return false if the device did not take it
    boolean ping();

    /// Closes and lets the timer run. The device takes this as a last sign of life.
    void abandon();

    /// Stops the timer and closes.
    ///
    /// @return false if the timer may still run
    boolean disarm();
}
