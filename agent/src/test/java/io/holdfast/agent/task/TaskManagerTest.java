package io.holdfast.agent.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.TaskStatus;
import io.holdfast.protocol.VerbFailed;
import io.holdfast.storage.StorageError;
import io.holdfast.storage.StorageException;
import io.holdfast.storage.files.FileStore;
import io.holdfast.storage.files.SimulatedFileSystem;
import io.holdfast.storage.files.SimulatedFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TaskManagerTest {
    private static final Path MASTER = Path.of("/master");
    private static final UndoNote NOTE =
            new UndoNote.VolumeCreation(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());

    private final FileStore files = new SimulatedFiles(new SimulatedFileSystem(MASTER, 1 << 20));
    private final TaskStore store = new FileTaskStore(files, MASTER);
    private final TaskManager tasks = new TaskManager();

    private static int codeOf(Runnable action) {
        try {
            action.run();
        } catch (VerbFailed e) {
            return e.code();
        }
        throw new AssertionError("Nothing was refused");
    }

    private UUID run(TaskManager.Job job, TaskManager.Undoing undoing) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        UUID task = tasks.beginStored("createVolume", NOTE, job, undoing, ended::countDown);
        assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();
        return task;
    }

    private void serve() {
        tasks.recover(store, note -> {
            throw new AssertionError("There is nothing to undo");
        });
    }

    @Test
    void aTaskIsStoredBeforeItBeginsAndUntilItIsCleared() throws InterruptedException {
        serve();
        UUID task = run(
                () -> assertThat(store.load()).extracting(TaskRecord::phase).containsExactly(TaskRecord.Phase.RUNNING),
                note -> {});
        assertThat(tasks.status(task)).isEqualTo(TaskStatus.succeeded(task));
        assertThat(tasks.information(task).verb()).isEqualTo("createVolume");
        assertThat(tasks.statuses()).containsOnlyKeys(task);
        assertThat(store.load()).extracting(TaskRecord::phase).containsExactly(TaskRecord.Phase.SUCCEEDED);
        tasks.clear(task);
        assertThat(store.load()).isEmpty();
        assertThat(codeOf(() -> tasks.status(task))).isEqualTo(ErrorCode.UNKNOWN_TASK.code());
        assertThat(codeOf(() -> tasks.clear(task))).isEqualTo(ErrorCode.UNKNOWN_TASK.code());
    }

    @Test
    void aFailedTaskIsUndone() throws InterruptedException {
        serve();
        UndoNote[] undone = new UndoNote[1];
        UUID task = run(
                () -> {
                    throw new StorageException(StorageError.NO_SPACE, "full");
                },
                note -> undone[0] = note);
        assertThat(undone[0]).isEqualTo(NOTE);
        TaskStatus status = tasks.status(task);
        assertThat(status.outcome()).isEqualTo(TaskStatus.Outcome.UNDONE);
        assertThat(status.code()).isEqualTo(StorageError.NO_SPACE.code());
        assertThat(status.message()).isEqualTo("full");
    }

    @Test
    void whatCannotBeUndoneIsSaidToBe() throws InterruptedException {
        serve();
        UUID task = run(
                () -> {
                    throw new IllegalStateException("first");
                },
                note -> {
                    throw new IllegalStateException("second");
                });
        assertThat(tasks.status(task).outcome()).isEqualTo(TaskStatus.Outcome.NOT_UNDONE);
        assertThat(tasks.status(task).message()).isEqualTo("first");
    }

    @Test
    void theNextSpmUndoesWhatWasInterrupted() throws InterruptedException {
        serve();
        UUID done = run(() -> {}, note -> {});
        TaskRecord interrupted = TaskRecord.begun(UUID.randomUUID(), "createVolume", NOTE);
        store.save(interrupted);
        tasks.loseStore();
        assertThat(codeOf(() -> tasks.status(done))).isEqualTo(ErrorCode.UNKNOWN_TASK.code());

        TaskManager next = new TaskManager();
        UndoNote[] undone = new UndoNote[1];
        next.recover(store, note -> undone[0] = note);
        assertThat(undone[0]).isEqualTo(NOTE);
        assertThat(next.status(done)).isEqualTo(TaskStatus.succeeded(done));
        assertThat(next.status(interrupted.id()).outcome()).isEqualTo(TaskStatus.Outcome.UNDONE);
        assertThat(next.status(interrupted.id()).code()).isEqualTo(ErrorCode.TASK_ABORTED.code());
        assertThat(store.load())
                .extracting(TaskRecord::phase)
                .containsExactlyInAnyOrder(TaskRecord.Phase.SUCCEEDED, TaskRecord.Phase.UNDONE);
    }

    @Test
    void onlyAnSpmHasStoredTasks() {
        assertThat(codeOf(() -> tasks.beginStored("createVolume", NOTE, () -> {}, note -> {}, () -> {})))
                .isEqualTo(ErrorCode.NOT_SPM.code());
    }

    @Test
    void aTaskAtWorkIsNotForgotten() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        UUID task = tasks.begin("spmStart", go::await);
        assertThat(tasks.status(task)).isEqualTo(TaskStatus.running(task));
        assertThat(codeOf(() -> tasks.clear(task))).isEqualTo(ErrorCode.TASK_NOT_FINISHED.code());
        assertThat(tasks.statuses()).isEmpty();
        go.countDown();
        while (!tasks.status(task).finished()) {
            Thread.onSpinWait();
        }
        tasks.clear(task);
    }

    @Test
    void thereIsALimit() {
        for (int each = 0; each < TaskManager.MOST; each++) {
            tasks.begin("any", () -> {});
        }
        assertThat(codeOf(() -> tasks.begin("one too many", () -> {}))).isEqualTo(ErrorCode.ADD_TASK_ERROR.code());
    }

    @Test
    void recordsAreReadAsTheyWereWritten() {
        for (UndoNote note : List.of(
                NOTE, new UndoNote.Nothing(), new UndoNote.ImageDeletion(UUID.randomUUID(), UUID.randomUUID()))) {
            TaskRecord record =
                    TaskRecord.begun(UUID.randomUUID(), "verb", note).failing(5, "two\nlines = one");
            assertThat(TaskRecord.parse(record.format()).undo()).isEqualTo(note);
            assertThat(TaskRecord.parse(record.format()).message()).isEqualTo("two lines = one");
        }
    }

    @Test
    void whatIsNoTaskIsLeftAlone() {
        store.save(TaskRecord.begun(UUID.randomUUID(), "verb", NOTE));
        Path strange = MASTER.resolve("holdfast-tasks").resolve("strange");
        files.write(strange, "id=1\n".getBytes(StandardCharsets.UTF_8), 0644);
        assertThat(store.load()).hasSize(1);
        assertThat(files.status(strange)).isPresent();
    }
}
