package io.holdfast.storage;

import java.nio.file.Path;
import java.util.UUID;

/// A volume as it is on disk.
///
/// @param apparentSize bytes that can be read
/// @param trueSize bytes of space that it takes
public record VolumeInfo(UUID volume, VolumeMetadata metadata, long apparentSize, long trueSize, Path path) {
    /// The word for its state in answers: `OK` or `ILLEGAL`.
    public String status() {
        return metadata.legality() == VolumeMetadata.Legality.ILLEGAL ? "ILLEGAL" : "OK";
    }
}
