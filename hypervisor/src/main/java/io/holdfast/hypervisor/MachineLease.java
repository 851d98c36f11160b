package io.holdfast.hypervisor;

/// A lease that a machine holds while it runs.
///
/// @param lockspace the storage domain's
/// @param key the lease's name in it
/// @param path of the volume that the lease is in
/// @param offset of the lease in it, bytes
public record MachineLease(String lockspace, String key, String path, long offset) {}
