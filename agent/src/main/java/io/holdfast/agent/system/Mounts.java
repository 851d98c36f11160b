package io.holdfast.agent.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/// The one door to mounting. What the kernel has mounted is read from `/proc/self/mountinfo`, which no dead
/// server can
/// make wait; `mount` and `umount` run as processes of their own, each with a deadline.
public final class Mounts {
    /// How a change went.
    public sealed interface Outcome {
        record Done() implements Outcome {}

        /// It was not done.
        ///
        /// @param message what the program said
        record Failed(String message) implements Outcome {}

        /// The program was killed at the deadline, or cannot be: what it did is not known.
        record TimedOut() implements Outcome {}
    }

    private static final Path MOUNT_INFO = Path.of("/proc/self/mountinfo");
    private static final int MOUNT_POINT = 4;

    private final Duration deadline;

    /// Opens the door.
    ///
    /// @param deadline of each change
    public Mounts(Duration deadline) {
        this.deadline = deadline;
    }

    /// Every mount point of this process.
    public Set<Path> mounted() {
        Set<Path> found = new TreeSet<>();
        try {
            for (String line : Files.readAllLines(MOUNT_INFO, StandardCharsets.UTF_8)) {
                found.add(Path.of(unescaped(line.split(" ", -1)[MOUNT_POINT])));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + MOUNT_INFO, e);
        }
        return found;
    }

    /// The kernel writes blank, tab, newline and backslash as three octal digits.
    static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each == '\\' && i + 3 < text.length()) {
                plain.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                plain.append(each);
            }
        }
        return plain.toString();
    }

    /// Mounts on a directory that is made if it is missing.
    ///
    /// @param type of the file system, such as `nfs`; `none` for a bind mount
    /// @param options separated by commas, may be empty
    public Outcome mount(String type, String options, String source, Path target) {
        try {
            Files.createDirectories(target);
        } catch (IOException e) {
            return new Outcome.Failed("cannot make " + target + ": " + e.getMessage());
        }
        List<String> command = new ArrayList<>(List.of("mount", "-t", type));
        if (!options.isEmpty()) {
            command.addAll(List.of("-o", options));
        }
        command.addAll(List.of("--", source, target.toString()));
        return run(command);
    }

    public Outcome unmount(Path target) {
        return run(List.of("umount", "--", target.toString()));
    }

    private Outcome run(List<String> command) {
        try {
            Path said = Files.createTempFile("holdfast-mount", ".txt");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
                if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    return new Outcome.TimedOut();
                }
                return process.exitValue() == 0
                        ? new Outcome.Done()
                        : new Outcome.Failed(Files.readString(said).strip());
            } finally {
                Files.deleteIfExists(said);
            }
        } catch (IOException e) {
            return new Outcome.Failed(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.TimedOut();
        }
    }
}
