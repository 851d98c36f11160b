package io.holdfast.agent.task;

import io.holdfast.protocol.TaskInformation;
import io.holdfast.protocol.TaskStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// A task at one moment: what is stored and what is told.
///
/// @param verb what it carries out, such as `createVolume`
/// @param code 0, or the number of the error that it failed with
public record TaskRecord(UUID id, String verb, Phase phase, UndoNote undo, int code, String message) {
    /// How far a task is.
    public enum Phase {
        RUNNING,
        /// It failed or was interrupted, and is being undone.
        UNDOING,
        SUCCEEDED,
        UNDONE,
        /// It failed and could not be undone.
        FAILED;

        /// Whether nothing more happens.
        public boolean isEnd() {
            return this != RUNNING && this != UNDOING;
        }
    }

    static TaskRecord begun(UUID id, String verb, UndoNote undo) {
        return new TaskRecord(id, verb, Phase.RUNNING, undo, 0, "running");
    }

    TaskRecord succeeded() {
        return new TaskRecord(id, verb, Phase.SUCCEEDED, undo, 0, "1 jobs completed successfully");
    }

    TaskRecord in(Phase later) {
        return new TaskRecord(id, verb, later, undo, code, message);
    }

    TaskRecord failing(int withCode, String withMessage) {
        return new TaskRecord(id, verb, Phase.UNDOING, undo, withCode, withMessage);
    }

    /// What a client is told.
    public TaskStatus status() {
        return switch (phase) {
            case RUNNING -> TaskStatus.running(id);
            case UNDOING -> told(TaskStatus.State.CLEANING, TaskStatus.Outcome.NONE);
            case SUCCEEDED -> TaskStatus.succeeded(id);
            case UNDONE -> told(TaskStatus.State.FINISHED, TaskStatus.Outcome.UNDONE);
            case FAILED -> told(TaskStatus.State.FINISHED, TaskStatus.Outcome.NOT_UNDONE);
        };
    }

    private TaskStatus told(TaskStatus.State state, TaskStatus.Outcome outcome) {
        return new TaskStatus(id, state, outcome, code, message);
    }

    /// What a client is told it is.
    public TaskInformation information() {
        return new TaskInformation(id, verb);
    }

    /// The stored text: `key=value` lines.
    String format() {
        return "id=%s\nverb=%s\nphase=%s\nundo=%s\ncode=%d\nmessage=%s\n"
                .formatted(id, verb, phase, undo.format(), code, message.replaceAll("\\R", " "));
    }

    /// Reads what [#format] wrote.
    ///
    /// @throws IllegalArgumentException if it is nothing that this version writes
    static TaskRecord parse(String text) {
        Map<String, String> values = new HashMap<>();
        text.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        return new TaskRecord(
                UUID.fromString(values.getOrDefault("id", "")),
                values.getOrDefault("verb", ""),
                Phase.valueOf(values.getOrDefault("phase", "")),
                UndoNote.parse(values.getOrDefault("undo", "")),
                Integer.parseInt(values.getOrDefault("code", "")),
                values.getOrDefault("message", ""));
    }
}
