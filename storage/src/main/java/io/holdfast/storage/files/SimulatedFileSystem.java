package io.holdfast.storage.files;

import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// A shared file system in memory, seen by each simulated host through its own [SimulatedFiles].
public final class SimulatedFileSystem {
    private final NavigableMap<Path, Node> nodes = new TreeMap<>();
    private final long total;

    /// What stands at a path.
    record Node(FileStatus.Kind kind, int mode, SparseBytes bytes) {
        Node copy() {
            return new Node(kind, mode, bytes.copy());
        }
    }

    /// Makes an empty one.
    ///
    /// @param root its only directory
    /// @param total bytes that fit
    public SimulatedFileSystem(Path root, long total) {
        this.total = total;
        nodes.put(root, new Node(FileStatus.Kind.DIRECTORY, 0755, new SparseBytes()));
    }

    private SimulatedFileSystem(long total, Map<Path, Node> nodes) {
        this.total = total;
        nodes.forEach((path, node) -> this.nodes.put(path, node.copy()));
    }

    /// The same content, apart from this one.
    public SimulatedFileSystem copy() {
        return new SimulatedFileSystem(total, nodes);
    }

    NavigableMap<Path, Node> nodes() {
        return nodes;
    }

    Space space() {
        long used = nodes.values().stream()
                .mapToLong(each -> each.bytes().allocated())
                .sum();
        return new Space(total, total - used);
    }
}
