package io.holdfast.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The outermost process of a lab, known by its number and its start time, so that a number given to another
/// program later is not taken for it.
///
/// @param pid     its number in the outer namespace
/// @param started field 22 of `/proc/PID/stat`
record SiteProcess(long pid, String started) {

    static SiteProcess of(long pid) {
        return new SiteProcess(pid, startOf(pid).orElse(""));
    }

    private static Optional<String> startOf(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // The name in parentheses may hold anything; the fields after it do not.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return fields[0].equals("Z") ? Optional.empty() : Optional.of(fields[19]);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void write(Path file) throws IOException {
        Files.writeString(file, pid + " " + started);
    }

    static Optional<SiteProcess> read(Path file) {
        try {
            String[] words = Files.readString(file).strip().split(" ", -1);
            return words.length == 2
                    ? Optional.of(new SiteProcess(Long.parseLong(words[0]), words[1]))
                    : Optional.empty();
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    boolean alive() {
        return startOf(pid).filter(started::equals).isPresent();
    }

    /// The processes of the namespace below it: they may need a moment more than it does.
    private Set<Long> inside() {
        return ProcessHandle.of(pid)
                .map(handle -> handle.children().map(ProcessHandle::pid).collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    /// Ends it and all that is below: the kernel does so when the first process of a namespace ends.
    void kill() {
        if (!startOf(pid).filter(started::equals).isPresent()) {
            return;
        }
        Optional<NamespaceProcesses> below = inside().stream().findFirst().flatMap(NamespaceProcesses::of);
        inside().forEach(child -> NamespaceProcesses.signal(child, NamespaceProcesses.SIGKILL));
        NamespaceProcesses.signal(pid, NamespaceProcesses.SIGKILL);
        below.ifPresent(all -> Waiting.untilTrue(
                20, "the lab's processes end", () -> all.members().isEmpty()));
    }
}
