package io.holdfast.agent.task;

import java.util.List;
import java.util.UUID;

/// Where tasks are kept so that the next SPM finds them.
public interface TaskStore {
    /// Stores a task durably, in place of what was stored of it.
    void save(TaskRecord task);

    /// Forgets a task.
    void delete(UUID task);

    /// Every stored task. One that makes no sense is left out and left alone.
    List<TaskRecord> load();
}
