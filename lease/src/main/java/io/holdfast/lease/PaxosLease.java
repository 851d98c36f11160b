package io.holdfast.lease;

/// A resource that this host holds exclusively.
///
/// @param area where it lies, with the geometry found there
/// @param leader as on disk
/// @param block the own block as last written: its values stay until the next ballot, also after the release
public record PaxosLease(ResourceArea area, LeaderRecord leader, PaxosBlock block) {
    /// Returns the version under which it is held.
    public long version() {
        return leader.leaseVersion();
    }
}
