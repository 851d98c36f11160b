package io.holdfast.agent.task;

import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.TaskInformation;
import io.holdfast.protocol.TaskStatus;
import io.holdfast.protocol.VerbFailed;
import io.holdfast.storage.StorageException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// The tasks of this host, each on a virtual thread, at most 10 of them at work. A task is known until it is cleared.
///
/// Tasks of the SPM are stored before they begin and at every change. After [#loseStore] they are no longer known
/// here; [#recover] on the next SPM undoes those that had not ended.
public final class TaskManager {
    /// Tasks that may be known at once.
    public static final int MOST = 500;

    private static final Logger LOG = System.getLogger(TaskManager.class.getName());
    private static final int AT_WORK = 10;

    private final Map<UUID, Entry> tasks = new LinkedHashMap<>();
    private final Semaphore workers = new Semaphore(AT_WORK);
    private @Nullable TaskStore store;

    private record Entry(TaskRecord record, boolean ofSpm) {}

    /// What a task does. Whatever it throws makes the task fail; then it is undone.
    @FunctionalInterface
    public interface Job {
        void run() throws Exception;
    }

    /// Undoes, or completes, what a note tells.
    @FunctionalInterface
    public interface Undoing {
        void undo(UndoNote note) throws Exception;
    }

    /// Begins a task of this host alone, which is not stored.
    ///
    /// @param verb such as `spmStart`
    /// @throws VerbFailed (405) if there are too many
    public UUID begin(String verb, Job job) {
        TaskRecord record = TaskRecord.begun(UUID.randomUUID(), verb, new UndoNote.Nothing());
        add(record, false);
        start(record, job, note -> {}, () -> {});
        return record.id();
    }

    /// Begins a task of the SPM.
    ///
    /// @param whenEnded called after its end, in any case
    /// @throws VerbFailed (654) if there is no store: this host is not SPM; (405) if there are too many
    public UUID beginStored(String verb, UndoNote note, Job job, Undoing undoing, Runnable whenEnded) {
        TaskRecord record = TaskRecord.begun(UUID.randomUUID(), verb, note);
        TaskStore into;
        synchronized (this) {
            into = store;
            if (into == null) {
                throw new VerbFailed(ErrorCode.NOT_SPM, "This host is not the SPM of its pool");
            }
        }
        add(record, true);
        try {
            into.save(record);
        } catch (RuntimeException e) {
            forget(record.id());
            throw e;
        }
        start(record, job, undoing, whenEnded);
        return record.id();
    }

    private void start(TaskRecord record, Job job, Undoing undoing, Runnable whenEnded) {
        Thread.ofVirtual().name("task " + record.verb() + " " + record.id()).start(() -> {
            workers.acquireUninterruptibly();
            try {
                run(record, job, undoing);
            } finally {
                workers.release();
                whenEnded.run();
            }
        });
    }

    private void run(TaskRecord record, Job job, Undoing undoing) {
        try {
            job.run();
            replace(record.succeeded());
        } catch (Exception e) {
            LOG.log(Level.WARNING, "Task %s %s failed".formatted(record.verb(), record.id()), e);
            TaskRecord failing = record.failing(code(e), String.valueOf(e.getMessage()));
            replace(failing);
            undo(failing, undoing);
        }
    }

    private void undo(TaskRecord failing, Undoing undoing) {
        try {
            undoing.undo(failing.undo());
            replace(failing.in(TaskRecord.Phase.UNDONE));
        } catch (Exception e) {
            LOG.log(Level.WARNING, "Task %s %s could not be undone".formatted(failing.verb(), failing.id()), e);
            replace(failing.in(TaskRecord.Phase.FAILED));
        }
    }

    /// The number that a client is told for an exception.
    static int code(Exception e) {
        return switch (e) {
            case StorageException storage -> storage.error().code();
            case VerbFailed failed -> failed.code();
            default -> ErrorCode.STORAGE_EXCEPTION.code();
        };
    }

    /// Takes over the tasks of the SPM before: those that have ended are known as they were, the others are undone now.
    public void recover(TaskStore from, Undoing undoing) {
        Map<UUID, Entry> found = new LinkedHashMap<>();
        for (TaskRecord each : from.load()) {
            found.put(each.id(), new Entry(each, true));
        }
        synchronized (this) {
            store = from;
            tasks.putAll(found);
        }
        for (Entry each : found.values()) {
            if (!each.record().phase().isEnd()) {
                TaskRecord failing =
                        each.record().failing(ErrorCode.TASK_ABORTED.code(), "aborted by a change of the SPM");
                replace(failing);
                undo(failing, undoing);
            }
        }
    }

    /// Ends the service as SPM: its tasks stay where they are stored.
    public synchronized void loseStore() {
        store = null;
        tasks.values().removeIf(Entry::ofSpm);
    }

    /// How far a task is.
    ///
    /// @throws VerbFailed (401) if it is not known
    public TaskStatus status(UUID task) {
        return known(task).record().status();
    }

    /// What a task is.
    ///
    /// @throws VerbFailed (401) if it is not known
    public TaskInformation information(UUID task) {
        return known(task).record().information();
    }

    /// Every task of the SPM.
    public synchronized Map<UUID, TaskStatus> statuses() {
        Map<UUID, TaskStatus> found = new LinkedHashMap<>();
        tasks.forEach((id, entry) -> {
            if (entry.ofSpm()) {
                found.put(id, entry.record().status());
            }
        });
        return found;
    }

    /// Forgets a task that has ended.
    ///
    /// @throws VerbFailed (401) if it is not known, (403) if it has not ended
    public void clear(UUID task) {
        Entry entry = known(task);
        if (!entry.record().phase().isEnd()) {
            throw new VerbFailed(ErrorCode.TASK_NOT_FINISHED, "Task " + task + " has not finished");
        }
        TaskStore from;
        synchronized (this) {
            from = store;
        }
        if (entry.ofSpm() && from != null) {
            from.delete(task);
        }
        forget(task);
    }

    private synchronized Entry known(UUID task) {
        Entry entry = tasks.get(task);
        if (entry == null) {
            throw new VerbFailed(ErrorCode.UNKNOWN_TASK, "There is no task " + task);
        }
        return entry;
    }

    private synchronized void add(TaskRecord record, boolean ofSpm) {
        if (tasks.size() >= MOST) {
            throw new VerbFailed(ErrorCode.ADD_TASK_ERROR, "There are " + MOST + " tasks already; clear some");
        }
        tasks.put(record.id(), new Entry(record, ofSpm));
    }

    private synchronized void forget(UUID task) {
        tasks.remove(task);
    }

    /// Stores first, so that nobody is told of an end that a crash could take back.
    private void replace(TaskRecord record) {
        TaskStore into;
        Entry entry;
        synchronized (this) {
            into = store;
            entry = tasks.get(record.id());
        }
        if (entry == null) {
            return;
        }
        if (entry.ofSpm() && into != null) {
            try {
                into.save(record);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "Cannot store task " + record.id() + "; the next SPM will see it unfinished", e);
            }
        }
        synchronized (this) {
            tasks.replace(record.id(), new Entry(record, entry.ofSpm()));
        }
    }
}
