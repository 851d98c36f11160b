package io.holdfast.agent.task;

import io.holdfast.storage.files.FileException;
import io.holdfast.storage.files.FileStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Tasks as one small file each in a directory of the master domain.
///
/// The directory is our own, beside the one in which other software keeps tasks that only it can undo.
public final class FileTaskStore implements TaskStore {
    private static final Logger LOG = System.getLogger(FileTaskStore.class.getName());
    private static final String NEW = ".new";
    private static final int LIMIT = 1 << 16;

    private final FileStore files;
    private final Path directory;

    /// Makes the store.
    ///
    /// @param master the `master` directory of the domain, which exists
    public FileTaskStore(FileStore files, Path master) {
        this.files = files;
        this.directory = master.resolve("holdfast-tasks");
    }

    @Override
    public void save(TaskRecord task) {
        if (files.status(directory).isEmpty()) {
            files.createDirectory(directory, 0755);
        }
        Path file = directory.resolve(task.id().toString());
        Path fresh = directory.resolve(task.id() + NEW);
        files.write(fresh, task.format().getBytes(StandardCharsets.UTF_8), 0644);
        files.rename(fresh, file);
    }

    @Override
    public void delete(UUID task) {
        files.delete(directory.resolve(task.toString()));
    }

    @Override
    public List<TaskRecord> load() {
        if (files.status(directory).isEmpty()) {
            return List.of();
        }
        List<TaskRecord> found = new ArrayList<>();
        for (String name : files.list(directory)) {
            if (name.endsWith(NEW)) {
                files.delete(directory.resolve(name));
                continue;
            }
            try {
                byte[] text = files.read(directory.resolve(name), LIMIT);
                found.add(TaskRecord.parse(new String(text, StandardCharsets.UTF_8)));
            } catch (IllegalArgumentException e) {
                LOG.log(Level.WARNING, "Left alone: " + directory.resolve(name) + " is no task of this version", e);
            } catch (FileException e) {
                if (e.kind() != FileException.Kind.MISSING) {
                    throw e;
                }
            }
        }
        return found;
    }
}
