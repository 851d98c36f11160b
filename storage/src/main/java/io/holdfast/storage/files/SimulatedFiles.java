package io.holdfast.storage.files;

import io.holdfast.base.Disk;
import io.holdfast.storage.files.SimulatedFileSystem.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One host's door to a [SimulatedFileSystem]. Every change asks first what is to become of it, so that a test or a
/// simulation can crash the host at each of them.
public final class SimulatedFiles implements FileStore {
    private final SimulatedFileSystem system;
    private final Behaviour behaviour;
    private boolean crashed;

    /// What becomes of one change.
    public enum Fate {
        HAPPENS,
        /// An error is told, and nothing was changed.
        FAILS,
        /// The host crashes and nothing was changed.
        CRASHES_BEFORE,
        /// The host crashes in the middle: of what is written a part is there; where there is no middle, all of it.
        CRASHES_HALFWAY,
        /// The host crashes when everything is changed.
        CRASHES_AFTER
    }

    /// Decides the fate of each change.
    @FunctionalInterface
    public interface Behaviour {
        /// Chooses.
        ///
        /// @param change the method's name, or `disk` for a write to an open disk
        Fate fate(String change, Path path);
    }

    /// The host that used this door has crashed.
    public static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1;

        Crash() {
            super("The simulated host has crashed");
        }
    }

    /// What is changed, and what of it is there after a crash in the middle.
    interface Change {
        void happen();

        default void happenHalfway() {
            happen();
        }
    }

    public SimulatedFiles(SimulatedFileSystem system, Behaviour behaviour) {
        this.system = system;
        this.behaviour = behaviour;
    }

    /// A door at which everything goes well.
    public SimulatedFiles(SimulatedFileSystem system) {
        this(system, (change, path) -> Fate.HAPPENS);
    }

    void change(String name, Path path, Change change) {
        refuseCrashed();
        switch (behaviour.fate(name, path)) {
            case HAPPENS -> change.happen();
            case FAILS ->
                throw new FileException(
                        FileException.Kind.NO_SPACE, "Cannot %s %s: as it was arranged".formatted(name, path));
            case CRASHES_BEFORE -> crash();
            case CRASHES_HALFWAY -> {
                change.happenHalfway();
                crash();
            }
            case CRASHES_AFTER -> {
                change.happen();
                crash();
            }
        }
    }

    private void crash() {
        crashed = true;
        throw new Crash();
    }

    void refuseCrashed() {
        if (crashed) {
            throw new Crash();
        }
    }

    private Node node(Path path) {
        refuseCrashed();
        Node node = system.nodes().get(path);
        if (node == null) {
            throw new FileException(FileException.Kind.MISSING, "There is no " + path);
        }
        return node;
    }

    private void refuseExisting(Path path) {
        if (system.nodes().containsKey(path)) {
            throw new FileException(FileException.Kind.EXISTS, path + " exists");
        }
        node(parent(path));
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(path + " has no parent directory");
        }
        return parent;
    }

    @Override
    public Optional<FileStatus> status(Path path) {
        refuseCrashed();
        return Optional.ofNullable(system.nodes().get(path))
                .map(node -> new FileStatus(
                        node.kind(), node.bytes().size(), node.bytes().allocated(), node.mode(), 0));
    }

    @Override
    public List<String> list(Path directory) {
        if (node(directory).kind() != FileStatus.Kind.DIRECTORY) {
            throw new FileException(FileException.Kind.MISSING, directory + " is no directory");
        }
        List<String> names = new ArrayList<>();
        for (Path each : system.nodes().keySet()) {
            if (directory.equals(each.getParent())) {
                names.add(String.valueOf(each.getFileName()));
            }
        }
        return names.stream().sorted().toList();
    }

    @Override
    public byte[] read(Path file, int limit) {
        SparseBytes bytes = node(file).bytes();
        if (bytes.size() > limit) {
            throw new FileException(FileException.Kind.TOO_LARGE, file + " is longer than " + limit + " bytes");
        }
        return bytes.read(0, (int) bytes.size());
    }

    @Override
    public void createDirectory(Path directory, int mode) {
        refuseExisting(directory);
        change("createDirectory", directory, () -> put(directory, FileStatus.Kind.DIRECTORY, mode, new SparseBytes()));
    }

    private void put(Path path, FileStatus.Kind kind, int mode, SparseBytes bytes) {
        system.nodes().put(path, new Node(kind, mode, bytes));
    }

    @Override
    public void createFile(Path file, long size, int mode) {
        refuseExisting(file);
        change("createFile", file, new Change() {
            @Override
            public void happen() {
                SparseBytes bytes = new SparseBytes();
                bytes.resize(size);
                put(file, FileStatus.Kind.FILE, mode, bytes);
            }

            @Override
            public void happenHalfway() {
                put(file, FileStatus.Kind.FILE, mode, new SparseBytes());
            }
        });
    }

    @Override
    public void write(Path file, byte[] content, int mode) {
        node(parent(file));
        change("write", file, new Change() {
            @Override
            public void happen() {
                put(file, FileStatus.Kind.FILE, mode, new SparseBytes(content));
            }

            @Override
            public void happenHalfway() {
                put(file, FileStatus.Kind.FILE, mode, new SparseBytes(Arrays.copyOf(content, content.length / 2)));
            }
        });
    }

    @Override
    public void rename(Path from, Path to) {
        node(from);
        node(parent(to));
        change("rename", from, () -> {
            Map<Path, Node> moved = new TreeMap<>();
            system.nodes().forEach((path, node) -> {
                if (path.startsWith(from)) {
                    moved.put(path.equals(from) ? to : to.resolve(from.relativize(path)), node);
                }
            });
            system.nodes().keySet().removeIf(path -> path.startsWith(from));
            system.nodes().putAll(moved);
        });
    }

    @Override
    public void delete(Path path) {
        refuseCrashed();
        Node node = system.nodes().get(path);
        if (node == null) {
            return;
        }
        if (node.kind() == FileStatus.Kind.DIRECTORY && !list(path).isEmpty()) {
            throw new FileException(FileException.Kind.NOT_EMPTY, path + " is not empty");
        }
        change("delete", path, () -> system.nodes().remove(path));
    }

    @Override
    public void allocate(Path file, long offset, long length) {
        SparseBytes bytes = node(file).bytes();
        if (length > space(file).free()) {
            throw new FileException(FileException.Kind.NO_SPACE, "No space for " + length + " bytes of " + file);
        }
        change("allocate", file, new Change() {
            @Override
            public void happen() {
                bytes.reserve(offset, length);
            }

            @Override
            public void happenHalfway() {
                bytes.reserve(offset, length / 2);
            }
        });
    }

    @Override
    public void link(Path link, Path target) {
        node(parent(link));
        change("link", link, () -> put(link, FileStatus.Kind.LINK, 0777, new SparseBytes()));
    }

    @Override
    public Space space(Path path) {
        node(path);
        return system.space();
    }

    @Override
    public int directBlockSize(Path directory) {
        node(directory);
        return 512;
    }

    @Override
    public Disk open(Path file, int blockSize) {
        return new SimulatedFileDisk(this, file, node(file).bytes(), blockSize);
    }

    @Override
    public int outstandingChanges() {
        return 0;
    }
}
