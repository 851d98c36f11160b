package io.holdfast.storage;

import java.nio.file.Path;

/// Where a lockspace or a lease lies: [Geometry#alignment()] bytes of a file.
///
/// @param offset bytes from the start of the file
public record LeaseArea(Path file, long offset, Geometry geometry) {}
