package io.holdfast.agent.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.stream.Stream;

/// Symbolic links on this host's own disk: the names by which machines and managers know storage. Never follows
/// one, so
/// that a dead server keeps nobody waiting. Every method throws [UncheckedIOException].
public final class Links {
    private Links() {}

    /// Makes a link, or gives it a new target in one step.
    public static void set(Path link, Path target) {
        try {
            Path directory = link.toAbsolutePath().getParent();
            if (directory == null) {
                throw new IllegalArgumentException(link + " has no directory");
            }
            Files.createDirectories(directory);
            if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(target)) {
                return;
            }
            Path temporary = directory.resolve("." + UUID.randomUUID());
            Files.createSymbolicLink(temporary, target);
            Files.move(temporary, link, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot link " + link + " to " + target, e);
        }
    }

    /// Removes a link; nothing there is no error, and anything else that stands there stays.
    public static void remove(Path link) {
        try {
            if (Files.isSymbolicLink(link)) {
                Files.delete(link);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove the link " + link, e);
        }
    }

    /// Removes every link in a directory, and the directory if nothing else is in it.
    public static void removeAll(Path directory) {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            try (Stream<Path> entries = Files.list(directory)) {
                entries.filter(Files::isSymbolicLink).toList().forEach(Links::remove);
            }
            try (Stream<Path> rest = Files.list(directory)) {
                if (rest.findAny().isPresent()) {
                    return;
                }
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove the links in " + directory, e);
        }
    }
}
