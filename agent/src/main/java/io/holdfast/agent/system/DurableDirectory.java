package io.holdfast.agent.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A directory of small files that survive a power cut whole: each is written beside its place, synchronised,
/// renamed
/// into place, and the directory synchronised, before the call returns. A reader sees the old or the new content.
///
/// Every method throws [UncheckedIOException]; after a failed write either content may be found.
public final class DurableDirectory {
    private static final String NEW = ".new";

    private final Path directory;

    /// Opens a directory, made if it is missing; what an interrupted write left is removed.
    public DurableDirectory(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
            for (String name : names(NEW)) {
                Files.deleteIfExists(directory.resolve(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use the state directory " + directory, e);
        }
    }

    /// A directory below this one.
    public DurableDirectory directory(String name) {
        return new DurableDirectory(directory.resolve(name));
    }

    /// The names of all files with this ending, sorted.
    public List<String> names(String ending) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isRegularFile)
                    .map(each -> String.valueOf(each.getFileName()))
                    .filter(name -> name.endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + directory, e);
        }
    }

    /// A file's content, empty if there is no such file.
    public Optional<byte[]> read(String name) {
        try {
            return Optional.of(Files.readAllBytes(directory.resolve(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + directory.resolve(name), e);
        }
    }

    /// Makes or replaces a file.
    public void write(String name, byte[] content) {
        Path fresh = directory.resolve(name + NEW);
        try {
            try (FileChannel channel = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(fresh, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            synchronise();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + directory.resolve(name), e);
        }
    }

    /// Removes a file; none is no error.
    public void delete(String name) {
        try {
            if (Files.deleteIfExists(directory.resolve(name))) {
                synchronise();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + directory.resolve(name), e);
        }
    }

    private void synchronise() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
