package io.holdfast.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Where a lab keeps what it has. Both folders vanish with `lab down`.
///
/// @param name a lab's name: lower-case letters, digits and `-`, at most 16
record LabFolders(String name) {
    private static final Path RUN = Path.of("/run/holdfast-lab");
    private static final Path STATE = Path.of("/var/lib/holdfast-lab");

    LabFolders {
        if (!name.matches("[a-z][a-z0-9-]{0,15}")) {
            throw new LabException(
                    "A lab's name is 1 to 16 lower-case letters, digits and dashes, not \"" + name + "\".");
        }
    }

    /// Sockets, pipes and mount points: short-lived.
    Path run() {
        return RUN.resolve(name);
    }

    /// The hosts' disks, the shared storage, certificates and logs.
    Path state() {
        return STATE.resolve(name);
    }

    /// The socket on which the site process listens.
    Path control() {
        return run().resolve("control");
    }

    /// The number and start time of the site's outermost process.
    Path siteProcess() {
        return run().resolve("site.pid");
    }

    Path storage() {
        return state().resolve("storage");
    }

    Path certificates() {
        return state().resolve("certificates");
    }

    Path logs() {
        return state().resolve("log");
    }

    Path host(String host) {
        return state().resolve("hosts").resolve(host);
    }

    Path hostRun(String host) {
        return run().resolve("hosts").resolve(host);
    }

    /// Returns the top of Holdfast's own tree: `HOLDFAST_HOME`, or the nearest folder above with the launcher
    /// in it.
    static Path home() {
        String home = System.getenv("HOLDFAST_HOME");
        if (home != null && !home.isBlank()) {
            return Path.of(home);
        }
        Path at = Path.of("").toAbsolutePath();
        for (Path each = at; each != null; each = each.getParent()) {
            if (Files.isExecutable(each.resolve("holdfast")) && Files.isDirectory(each.resolve("lab"))) {
                return each;
            }
        }
        throw new LabException("Cannot find Holdfast's folder from " + at + "; set HOLDFAST_HOME to it.");
    }

    /// Names all labs that have left a trace on this machine.
    static List<String> existing() {
        Set<String> names = new TreeSet<>(list(RUN));
        names.addAll(list(STATE));
        return List.copyOf(names);
    }

    private static List<String> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(path -> path.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new LabException("Cannot list " + folder + ": " + e.getMessage(), e);
        }
    }

    /// Removes both folders with all that is in them, and their parents if no other lab is left.
    void delete() {
        deleteTree(run());
        deleteTree(state());
        for (Path parent : List.of(RUN, STATE)) {
            if (list(parent).isEmpty()) {
                // A folder that another lab has just used stays: deleting it fails then, and that is right.
                parent.toFile().delete();
            }
        }
    }

    static void deleteTree(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new LabException("Cannot remove " + folder + ": " + e.getMessage(), e);
        }
    }
}
