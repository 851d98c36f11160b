package io.holdfast.agent.task;

import java.util.UUID;

/// What has to be undone, or completed, if the task that noted it is interrupted. Stored before the task begins.
public sealed interface UndoNote {
    /// Nothing: each of the task's steps leaves the storage whole.
    record Nothing() implements UndoNote {}

    /// A volume that was being made.
    record VolumeCreation(UUID domain, UUID image, UUID volume) implements UndoNote {}

    /// An image that was being deleted: what was renamed has to be purged.
    record ImageDeletion(UUID domain, UUID image) implements UndoNote {}

    /// One line, see [#parse].
    default String format() {
        return switch (this) {
            case Nothing nothing -> "nothing";
            case VolumeCreation note -> "volume-creation %s %s %s".formatted(note.domain, note.image, note.volume);
            case ImageDeletion note -> "image-deletion %s %s".formatted(note.domain, note.image);
        };
    }

    /// Reads what [#format] wrote.
    ///
    /// @throws IllegalArgumentException if it is nothing that this version writes
    static UndoNote parse(String line) {
        String[] words = line.split(" ", -1);
        return switch (words[0] + " " + words.length) {
            case "nothing 1" -> new Nothing();
            case "volume-creation 4" ->
                new VolumeCreation(UUID.fromString(words[1]), UUID.fromString(words[2]), UUID.fromString(words[3]));
            case "image-deletion 3" -> new ImageDeletion(UUID.fromString(words[1]), UUID.fromString(words[2]));
            default -> throw new IllegalArgumentException("Not a note of what to undo: " + line);
        };
    }
}
