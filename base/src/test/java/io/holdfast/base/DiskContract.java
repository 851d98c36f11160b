package io.holdfast.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What every [Disk] does.
abstract class DiskContract {
    static final Duration SECOND = Duration.ofSeconds(1);

    /// Returns a disk of 16 KiB of zeros with an alignment of 512.
    abstract Disk disk() throws Exception;

    /// Lets the call reach its result.
    abstract DiskResult settle(DiskOperation operation) throws InterruptedException;

    static ByteBuffer pattern(int length, int seed) {
        ByteBuffer data = ByteBuffer.allocate(length);
        for (int i = 0; i < length; i++) {
            data.put(i, (byte) (i * 7 + seed));
        }
        return data;
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        Disk disk = disk();
        ByteBuffer data = pattern(1024, 3);
        assertThat(settle(disk.write(512, data, SECOND))).isInstanceOf(DiskResult.Completed.class);
        assertThat(data.position()).isZero();
        DiskResult read = settle(disk.read(0, 2048, SECOND));
        ByteBuffer expected = ByteBuffer.allocate(2048).put(512, data, 0, 1024);
        assertThat(read).isEqualTo(new DiskResult.Completed(expected));
        assertThat(disk.outstanding()).isZero();
    }

    @Test
    void aCallersBufferMayBeReusedAtOnce() throws Exception {
        Disk disk = disk();
        ByteBuffer data = pattern(512, 1);
        DiskOperation write = disk.write(0, data, SECOND);
        for (int i = 0; i < 512; i++) {
            data.put(i, (byte) 0xEE);
        }
        settle(write);
        assertThat(settle(disk.read(0, 512, SECOND))).isEqualTo(new DiskResult.Completed(pattern(512, 1)));
    }

    @Test
    void callsThatAreNotAlignedAreRefused() throws Exception {
        Disk disk = disk();
        for (long[] call : new long[][] {{1, 512}, {0, 513}, {256, 512}, {0, 0}, {-512, 512}}) {
            assertThatThrownBy(() -> disk.read(call[0], (int) call[1], SECOND))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> disk.write(3, ByteBuffer.allocate(512), SECOND))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> disk.write(0, ByteBuffer.allocate(100), SECOND))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aReadPastTheEndFailsAsTooShort() throws Exception {
        Disk disk = disk();
        assertThat(settle(disk.read(15 * 1024, 2048, SECOND))).isEqualTo(new DiskResult.Failed(Errno.EMSGSIZE));
    }

    @Test
    void aClosedDiskStartsNothing() throws Exception {
        Disk disk = disk();
        disk.close();
        DiskOperation write = disk.write(0, pattern(512, 1), SECOND);
        assertThat(settle(write)).isEqualTo(new DiskResult.NotStarted());
        assertThat(write.completion().get()).isEqualTo(new DiskResult.NotStarted());
    }
}
