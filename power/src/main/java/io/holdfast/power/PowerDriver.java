package io.holdfast.power;

import java.util.Set;

/// Speaks one kind of power device.
public interface PowerDriver {

    /// Returns the fence agent types, in oVirt's names, that this driver serves.
    Set<String> types();

    /// Makes the device; contacts nothing.
    ///
    /// @throws InvalidFenceAgentException if the settings cannot work: which option, and what would
    PowerDevice open(FenceAgentSettings settings, PowerDeadlines deadlines);
}
