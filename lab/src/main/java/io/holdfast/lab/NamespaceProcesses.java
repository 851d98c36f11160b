package io.holdfast.lab;

import io.holdfast.base.Native;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The processes of one pid namespace, as seen from the one above it.
///
/// @param namespace what `/proc/PID/ns/pid` of each of them points to
record NamespaceProcesses(String namespace) {
    static final int SIGKILL = 9;
    static final int SIGSTOP = 19;
    static final int SIGCONT = 18;

    /// Returns the namespace that a process is in, or empty if it is gone.
    static Optional<NamespaceProcesses> of(long pid) {
        return link(Path.of("/proc", Long.toString(pid), "ns", "pid")).map(NamespaceProcesses::new);
    }

    private static Optional<String> link(Path path) {
        try {
            return Optional.of(Files.readSymbolicLink(path).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Returns all that are there now, zombies not: those have nothing left but a number.
    Set<Long> members() {
        Set<Long> found = new TreeSet<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path each : all) {
                if (link(each.resolve("ns/pid")).filter(namespace::equals).isPresent()) {
                    found.add(Long.parseLong(each.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new LabException("Cannot list /proc: " + e.getMessage(), e);
        }
        return found;
    }

    /// Returns those whose arguments contain a word.
    List<Long> withArgument(String word) {
        return members().stream().filter(pid -> arguments(pid).contains(word)).toList();
    }

    private static String arguments(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"))
                    .replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }

    /// Signals every one of them, also those that are born meanwhile.
    void signalAll(int signal) {
        Set<Long> done = new HashSet<>();
        boolean more = true;
        while (more) {
            more = false;
            for (long pid : members()) {
                if (done.add(pid)) {
                    signal(pid, signal);
                    more = true;
                }
            }
        }
    }

    /// Signals one process; one that is gone already is left in peace.
    static void signal(long pid, int signal) {
        int handle = Native.openProcess((int) pid);
        if (handle < 0) {
            return;
        }
        try {
            int result = Native.signalProcess(handle, signal);
            if (result < 0 && result != -io.holdfast.base.Errno.ESRCH) {
                throw new LabException("Cannot send signal " + signal + " to process " + pid + ": errno " + -result);
            }
        } finally {
            Native.close(handle);
        }
    }
}
