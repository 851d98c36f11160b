package io.holdfast.leasedaemon;

import io.holdfast.base.DirectDisk;
import io.holdfast.base.Disk;
import io.holdfast.base.DiskException;
import io.holdfast.base.Errno;
import io.holdfast.lease.LeaseDisk;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The disks that leases are taken on, each open as long as somebody uses it.
///
/// All users of one path share its few threads and their buffers: fifty virtual machines that start together on one
/// storage domain must not need fifty megabytes. For the same reason only one thread waits for an open that hangs.
final class DiskCache {
    /// Calls in flight at once, each with a buffer of an area's size.
    private static final int SLOTS = 2;

    private final Map<Key, Entry> entries = new HashMap<>();

    private record Key(String path, int alignment) {}

    private static final class Entry {
        private final CompletableFuture<Disk> disk = new CompletableFuture<>();
        private int users;
    }

    /// A disk in use. Closing it may close the disk.
    final class Use implements AutoCloseable {
        private final Key key;
        private final Entry entry;
        private final Disk disk;

        private Use(Key key, Entry entry, Disk disk) {
            this.key = key;
            this.entry = entry;
            this.disk = disk;
        }

        LeaseDisk disk() {
            return new LeaseDisk(key.path, disk);
        }

        @Override
        public void close() {
            leave(key, entry);
        }
    }

    /// Opens a disk, or joins those who use it.
    ///
    /// @param patience how long to wait for an open that hangs
    /// @throws DiskException if it cannot be opened
    Use open(String path, int alignment, Duration patience) throws InterruptedException {
        Key key = new Key(path, alignment);
        Entry entry;
        boolean first;
        synchronized (entries) {
            entry = entries.computeIfAbsent(key, absent -> new Entry());
            first = entry.users++ == 0;
        }
        if (first) {
            Thread.ofVirtual().start(() -> open(key, entry, patience));
        }
        try {
            return new Use(key, entry, entry.disk.get(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            leave(key, entry);
            throw e.getCause() instanceof DiskException cause ? cause : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            leave(key, entry);
            throw new DiskException("Cannot open " + path + ": it is being opened and hangs", Errno.ETIMEDOUT);
        } catch (InterruptedException e) {
            leave(key, entry);
            throw e;
        }
    }

    private static void open(Key key, Entry entry, Duration patience) {
        try {
            entry.disk.complete(
                    DirectDisk.open(Path.of(key.path), new DirectDisk.Options(false, key.alignment, SLOTS), patience));
        } catch (InvalidPathException e) {
            entry.disk.completeExceptionally(new DiskException("\"" + key.path + "\" is not a path", Errno.ENOENT));
        } catch (DiskException | InterruptedException e) {
            entry.disk.completeExceptionally(e);
        }
    }

    private void leave(Key key, Entry entry) {
        synchronized (entries) {
            entry.users--;
            if (entry.users == 0) {
                entries.remove(key, entry);
                var _ = entry.disk.thenAccept(Disk::close);
            }
        }
    }
}
