package io.holdfast.storage.files;

/// The size of a file system.
///
/// @param total bytes
/// @param free bytes that an ordinary user may still take
public record Space(long total, long free) {}
