package io.holdfast.storage.files;

import io.holdfast.base.Disk;
import io.holdfast.base.DiskOperation;
import io.holdfast.base.DiskResult;
import io.holdfast.base.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// A simulated file opened for blocks. Answers at once; a crash in the middle of a write leaves its first half.
final class SimulatedFileDisk implements Disk {
    private final SimulatedFiles files;
    private final Path file;
    private final SparseBytes bytes;
    private final int blockSize;

    SimulatedFileDisk(SimulatedFiles files, Path file, SparseBytes bytes, int blockSize) {
        this.files = files;
        this.file = file;
        this.bytes = bytes;
        this.blockSize = blockSize;
    }

    private record Done(CompletableFuture<DiskResult> result) implements DiskOperation {
        static Done with(DiskResult result) {
            return new Done(CompletableFuture.completedFuture(result));
        }

        @Override
        public CompletableFuture<DiskResult> completion() {
            return result;
        }
    }

    @Override
    public int alignment() {
        return blockSize;
    }

    @Override
    public DiskOperation read(long offset, int length, Duration deadline) {
        Disk.checkAligned(offset, length, blockSize);
        files.refuseCrashed();
        if (offset + length > bytes.size()) {
            return Done.with(new DiskResult.Failed(Errno.EMSGSIZE));
        }
        ByteBuffer data = ByteBuffer.wrap(bytes.read(offset, length)).order(ByteOrder.LITTLE_ENDIAN);
        return Done.with(new DiskResult.Completed(data));
    }

    @Override
    public DiskOperation write(long offset, ByteBuffer data, Duration deadline) {
        Disk.checkAligned(offset, data.remaining(), blockSize);
        byte[] copy = new byte[data.remaining()];
        data.get(data.position(), copy);
        int half = copy.length == blockSize ? copy.length : copy.length / 2 / blockSize * blockSize;
        try {
            files.change("disk", file, new SimulatedFiles.Change() {
                @Override
                public void happen() {
                    bytes.write(offset, copy, 0, copy.length);
                }

                @Override
                public void happenHalfway() {
                    bytes.write(offset, copy, 0, half);
                }
            });
        } catch (FileException e) {
            return Done.with(new DiskResult.Failed(Errno.ENOSPC));
        }
        return Done.with(new DiskResult.Completed(ByteBuffer.allocate(0)));
    }

    @Override
    public int outstanding() {
        return 0;
    }

    @Override
    public void close() {}
}
