package io.holdfast.lease;

import io.holdfast.base.Disk;

/// A disk with leases.
///
/// @param name the same for the same storage, such as its real path: by it [UnsettledWrites] are kept
/// @param disk opened for reading and writing
public record LeaseDisk(String name, Disk disk) {}
