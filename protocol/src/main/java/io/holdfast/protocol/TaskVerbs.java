package io.holdfast.protocol;

import static io.holdfast.protocol.Verb.changing;
import static io.holdfast.protocol.Verb.reading;

import io.holdfast.protocol.Verb.Shape;
import java.util.List;
import java.util.UUID;

/// The verbs about tasks: work that outlives the call that began it. [ErrorCode#UNKNOWN_TASK] for an id that was
/// cleared or never was.
public final class TaskVerbs {
    private static final String TASK = "taskID";

    public static final Verb<UUID, TaskStatus> GET_STATUS = reading(
            "Task.getStatus",
            List.of(TASK),
            Shapes.only(TASK),
            Shapes.object("task", TaskStatus::parse, TaskStatus::format));

    public static final Verb<UUID, TaskInformation> GET_INFORMATION = reading(
            "Task.getInfo",
            List.of(TASK),
            Shapes.only(TASK),
            Shapes.object("task", TaskInformation::parse, TaskInformation::format));

    /// Forgets a finished task; [ErrorCode#TASK_NOT_FINISHED] for another.
    public static final Verb<UUID, Done> CLEAR = changing("Task.clear", List.of(TASK), Shapes.only(TASK), Shape.DONE);

    /// Asks a task to end and to undo its work.
    public static final Verb<UUID, Done> STOP = changing("Task.stop", List.of(TASK), Shapes.only(TASK), Shape.DONE);

    private TaskVerbs() {}
}
