package io.holdfast.agent.monitoring;

/// The door to one monitored domain. Calls may take long; each runs on a thread of its own.
///
/// What they throw is an error of the domain: a `StorageException` or a `VerbFailed` with its number, anything else
/// with 200.
public interface DomainProbe {
    /// Reads a block of the domain's metadata, past every cache.
    void read();

    /// Looks whether the domain is whole.
    ///
    /// @return the version of its format
    int check();

    /// Whether this host holds its id there.
    boolean isHostIdHeld();

    /// Asks for the host id, without waiting for it.
    void join();

    /// Gives the host id back if nothing uses it.
    void leave();
}
