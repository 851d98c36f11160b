package io.holdfast.storage;

import io.holdfast.base.Disk;
import io.holdfast.base.DiskResult;
import io.holdfast.base.LinuxCall;
import java.nio.ByteBuffer;
import java.time.Duration;

/// Reads and writes of an open disk that either succeed or say why not.
final class Blocks {
    private final Disk disk;
    private final String name;
    private final Duration deadline;

    Blocks(Disk disk, String name, Duration deadline) {
        this.disk = disk;
        this.name = name;
        this.deadline = deadline;
    }

    /// @throws StorageException (2001) if not everything could be read in time
    ByteBuffer read(long offset, int length) {
        DiskResult result = await(disk.read(offset, length, deadline), StorageError.READ);
        if (result instanceof DiskResult.Completed completed) {
            return completed.data();
        }
        throw failed("read", offset, length, StorageError.READ, result);
    }

    /// @throws StorageException (2002) if it failed or took too long; the write may then have happened or happen yet
    void write(long offset, ByteBuffer data) {
        int length = data.remaining();
        DiskResult result = await(disk.write(offset, data, deadline), StorageError.WRITE);
        if (!(result instanceof DiskResult.Completed)) {
            throw failed("write", offset, length, StorageError.WRITE, result);
        }
    }

    private DiskResult await(io.holdfast.base.DiskOperation operation, StorageError error) {
        try {
            return operation.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(error, "Interrupted while waiting for " + name, e);
        }
    }

    private StorageException failed(String verb, long offset, int length, StorageError error, DiskResult result) {
        String why =
                switch (result) {
                    case DiskResult.Failed failed -> LinuxCall.describe(failed.errno());
                    case DiskResult.TimedOut timedOut -> "no answer within " + deadline.toSeconds() + " s";
                    case DiskResult.NotStarted notStarted -> "the storage answers none of the earlier calls";
                    case DiskResult.Completed completed -> "it succeeded";
                };
        return new StorageException(
                error, "Cannot %s %d bytes at %d of %s: %s".formatted(verb, length, offset, name, why));
    }
}
