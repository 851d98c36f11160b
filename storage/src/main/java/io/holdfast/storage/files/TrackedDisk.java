package io.holdfast.storage.files;

import io.holdfast.base.Disk;
import io.holdfast.base.DiskOperation;
import java.nio.ByteBuffer;
import java.time.Duration;

/// A disk whose store still counts its calls in flight after it was closed.
final class TrackedDisk implements Disk {
    private final Disk disk;
    private volatile boolean closed;

    TrackedDisk(Disk disk) {
        this.disk = disk;
    }

    /// Whether it will never again have a call in flight.
    boolean isDone() {
        return closed && disk.outstanding() == 0;
    }

    @Override
    public int alignment() {
        return disk.alignment();
    }

    @Override
    public DiskOperation read(long offset, int length, Duration deadline) {
        return disk.read(offset, length, deadline);
    }

    @Override
    public DiskOperation write(long offset, ByteBuffer data, Duration deadline) {
        return disk.write(offset, data, deadline);
    }

    @Override
    public int outstanding() {
        return disk.outstanding();
    }

    @Override
    public void close() {
        closed = true;
        disk.close();
    }

    @Override
    public String toString() {
        return disk.toString();
    }
}
