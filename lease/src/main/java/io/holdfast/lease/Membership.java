package io.holdfast.lease;

/// This host in a lockspace, as long as it holds one delta lease.
///
/// @param hostId its number
/// @param generation raised with each acquisition of the host id
/// @param ioTimeout seconds that a single call to the disk may take; the unit of all intervals
public record Membership(long hostId, long generation, int ioTimeout) {}
