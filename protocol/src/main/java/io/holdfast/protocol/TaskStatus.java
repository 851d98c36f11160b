package io.holdfast.protocol;

import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// How far a task of the SPM is. A task is known until it is cleared, also when it failed.
///
/// @param code 0, or the number of the error that it failed with
/// @param message for people
public record TaskStatus(UUID task, State state, Outcome outcome, int code, String message) {
    /// Where it is.
    public enum State {
        INIT("init"),
        RUNNING("running"),
        ABORTING("aborting"),
        CLEANING("cleaning"),
        FINISHED("finished"),
        UNKNOWN("unknown");

        private final String word;

        State(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /// What came of it. After a failure the host has undone the work, or could not.
    public enum Outcome {
        NONE(""),
        SUCCESS("success"),
        UNDONE("cleanSuccess"),
        NOT_UNDONE("cleanFailure");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    public static TaskStatus running(UUID task) {
        return new TaskStatus(task, State.RUNNING, Outcome.NONE, 0, "running");
    }

    public static TaskStatus succeeded(UUID task) {
        return new TaskStatus(task, State.FINISHED, Outcome.SUCCESS, 0, "1 jobs completed successfully");
    }

    public boolean finished() {
        return state == State.FINISHED;
    }

    public boolean successful() {
        return finished() && outcome == Outcome.SUCCESS;
    }

    ObjectNode format() {
        return Json.object()
                .put("taskID", task.toString())
                .put("taskState", state.word())
                .put("taskResult", outcome.word())
                .put("code", code)
                .put("message", message);
    }

    static TaskStatus parse(Fields fields) {
        return new TaskStatus(
                fields.uuid("taskID"),
                Words.find(State.values(), State::word, fields.text("taskState"), "task state"),
                Words.find(Outcome.values(), Outcome::word, fields.text("taskResult", ""), "task result"),
                fields.integer("code", 0),
                fields.text("message", ""));
    }
}
