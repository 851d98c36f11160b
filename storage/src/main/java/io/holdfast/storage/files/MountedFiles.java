package io.holdfast.storage.files;

import io.holdfast.base.DirectDisk;
import io.holdfast.base.Disk;
import io.holdfast.base.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The files of one mounted file system of this host.
///
/// Make one for each mount: the calls of one that hangs then wait among themselves.
public final class MountedFiles implements FileStore {
    private static final int[] BLOCK_SIZES = {1, 512, 4096};
    private static final int ZEROS = 1 << 20;

    private final FileCalls calls;
    private final Set<TrackedDisk> disks;
    private final Ownership ownership;
    private final Duration deadline;

    /// Makes the door.
    ///
    /// @param name shown in messages, such as the mount point
    /// @param ownership of everything that is made
    /// @param deadline of each call
    public MountedFiles(String name, Ownership ownership, Duration deadline) {
        this(new FileCalls(name), ConcurrentHashMap.newKeySet(), ownership, deadline);
    }

    private MountedFiles(FileCalls calls, Set<TrackedDisk> disks, Ownership ownership, Duration deadline) {
        this.calls = calls;
        this.disks = disks;
        this.ownership = ownership;
        this.deadline = deadline;
    }

    /// The same files and threads with another deadline.
    public MountedFiles within(Duration otherDeadline) {
        return new MountedFiles(calls, disks, ownership, otherDeadline);
    }

    @Override
    public Optional<FileStatus> status(Path path) {
        return look("look at " + path, () -> LinuxFile.status(path));
    }

    @Override
    public List<String> list(Path directory) {
        return look("list " + directory, () -> {
            try (Stream<Path> entries = Files.list(directory)) {
                return entries.map(each -> String.valueOf(each.getFileName()))
                        .sorted()
                        .toList();
            }
        });
    }

    @Override
    public byte[] read(Path file, int limit) {
        return look("read " + file, () -> LinuxFile.read(file, limit));
    }

    @Override
    public void createDirectory(Path directory, int mode) {
        change("make directory " + directory, () -> {
            Files.createDirectory(directory);
            claim(directory, mode);
            synchroniseParent(directory);
            return null;
        });
    }

    @Override
    public void createFile(Path file, long size, int mode) {
        change("make " + file, () -> {
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                if (size > 0) {
                    truncate(file, channel, size);
                }
                claim(file, mode);
                channel.force(true);
            }
            synchroniseParent(file);
            return null;
        });
    }

    /// The JDK's own `truncate` never makes a file longer.
    private static void truncate(Path file, FileChannel channel, long size) throws IOException {
        int errno = LinuxFile.truncate(file, size);
        if (errno != 0) {
            throw FileFailures.failed("give " + file + " a size of " + size + " bytes", errno);
        }
        if (channel.size() != size) {
            throw new IOException(file + " did not get its size of " + size + " bytes");
        }
    }

    @Override
    public void write(Path file, byte[] content, int mode) {
        change("write " + file, () -> {
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                claim(file, mode);
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            synchroniseParent(file);
            return null;
        });
    }

    @Override
    public void rename(Path from, Path to) {
        change("rename " + from + " to " + to, () -> {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            synchroniseParent(to);
            if (!parent(from).equals(parent(to))) {
                synchroniseParent(from);
            }
            return null;
        });
    }

    @Override
    public void delete(Path path) {
        change("remove " + path, () -> {
            if (Files.deleteIfExists(path)) {
                synchroniseParent(path);
            }
            return null;
        });
    }

    @Override
    public void allocate(Path file, long offset, long length) {
        change("reserve " + length + " bytes for " + file, () -> {
            int errno = LinuxFile.allocate(file, offset, length);
            if (errno == FileFailures.EOPNOTSUPP) {
                fill(file, offset, length);
            } else if (errno != 0) {
                throw FileFailures.failed("reserve " + length + " bytes for " + file, errno);
            }
            return null;
        });
    }

    /// Where the file system cannot reserve space, zeros take it; only where the file had none.
    private static void fill(Path file, long offset, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long end = offset + length;
            for (long at = offset; at < end; ) {
                ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(ZEROS, end - at));
                at += channel.write(zeros, at);
            }
            channel.force(true);
        }
    }

    @Override
    public void link(Path link, Path target) {
        change("link " + link + " to " + target, () -> {
            Path temporary = parent(link).resolve(link.getFileName() + "." + UUID.randomUUID());
            Files.createSymbolicLink(temporary, target);
            Files.move(temporary, link, StandardCopyOption.ATOMIC_MOVE);
            synchroniseParent(link);
            return null;
        });
    }

    @Override
    public Space space(Path path) {
        return look("ask for the space of " + path, () -> {
            java.nio.file.FileStore store = Files.getFileStore(path);
            return new Space(store.getTotalSpace(), store.getUsableSpace());
        });
    }

    @Override
    public int directBlockSize(Path directory) {
        return change("probe the block size of " + directory, () -> {
            Path probe = directory.resolve("__DIRECT_IO_TEST__" + UUID.randomUUID());
            try {
                Files.createFile(probe);
                for (int size : BLOCK_SIZES) {
                    if (takes(probe, size)) {
                        return size;
                    }
                }
            } finally {
                Files.deleteIfExists(probe);
            }
            throw new FileException(
                    FileException.Kind.NOT_SUPPORTED, "No direct output of 1, 512 or 4096 bytes succeeds");
        });
    }

    private static boolean takes(Path file, int size) throws IOException {
        int errno = LinuxFile.writeDirectly(file, size);
        if (errno != 0 && errno != Errno.EINVAL) {
            throw FileFailures.failed("write " + size + " bytes", errno);
        }
        return errno == 0;
    }

    @Override
    public Disk open(Path file, int blockSize) {
        try {
            DirectDisk.Options options = DirectDisk.Options.readWrite().aligned(blockSize);
            TrackedDisk disk = new TrackedDisk(DirectDisk.open(file, options, deadline));
            disks.removeIf(TrackedDisk::isDone);
            disks.add(disk);
            return disk;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FileException(FileException.Kind.INTERRUPTED, "Interrupted while opening " + file, e);
        } catch (io.holdfast.base.DiskException e) {
            throw FileFailures.translate("open " + file, e);
        }
    }

    @Override
    public int outstandingChanges() {
        Set<TrackedDisk> known = new HashSet<>(disks);
        return calls.lateChanges()
                + known.stream().mapToInt(TrackedDisk::outstanding).sum();
    }

    private <T extends @Nullable Object> T look(String attempt, Callable<T> work) {
        return calls.call(deadline, attempt, false, work);
    }

    private <T extends @Nullable Object> T change(String attempt, Callable<T> work) {
        return calls.call(deadline, attempt, true, work);
    }

    private void claim(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode, LinkOption.NOFOLLOW_LINKS);
        if (ownership.uid() < 0) {
            return;
        }
        int uid = (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        int gid = (int) Files.getAttribute(path, "unix:gid", LinkOption.NOFOLLOW_LINKS);
        // A server may already have put its own user in place of ours, and then forbids to change it.
        if (uid != ownership.uid() || gid != ownership.gid()) {
            Files.setAttribute(path, "unix:uid", ownership.uid(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", ownership.gid(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(path + " has no parent directory");
        }
        return parent;
    }

    private static void synchroniseParent(Path path) throws IOException {
        try (FileChannel directory = FileChannel.open(parent(path), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    @Override
    public String toString() {
        return "MountedFiles" + Arrays.asList(ownership, deadline);
    }
}
