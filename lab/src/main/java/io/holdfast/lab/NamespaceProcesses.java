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
                if (link(each.resolve("ns/pid")).filter(namespace::equals).isPresent() && isAlive(each)) {
                    found.add(Long.parseLong(each.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new LabException("Cannot list /proc: " + e.getMessage(), e);
        }
        return found;
    }

    /// Whether any thread of a process can still do something. A zombie nobody has reaped keeps its namespace, and a
    /// process whose first thread has ended can have others that wait for the disk.
    private static boolean isAlive(Path process) {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path each : threads) {
                String status = Files.readString(each.resolve("stat"));
                char state = status.charAt(status.lastIndexOf(')') + 2);
                if (state != 'Z' && state != 'X') {
                    return true;
                }
            }
            return false;
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // It ended while we looked.
            return false;
        }
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
