package io.holdfast.lab;

/// What a power device switches: the machine behind it.
interface Machine {
    /// Returns the host's name, for example `host-1`.
    String name();

    /// Returns the SMBIOS system UUID, lower case.
    String uuid();

    /// Returns true as long as there is power, or anything of the machine still runs.
    boolean on();

    /// Takes the power at once; returns while processes may still be dying.
    void cutPower(String why);

    /// Gives power: the machine boots. Nothing if it has power.
    void powerOn();
}
