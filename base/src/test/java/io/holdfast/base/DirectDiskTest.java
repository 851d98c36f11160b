package io.holdfast.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectDiskTest extends DiskContract {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private final List<DirectDisk> opened = new ArrayList<>();

    private DirectDisk open(Path file) throws Exception {
        DirectDisk disk = DirectDisk.open(file, DirectDisk.Options.readWrite(), PATIENCE);
        opened.add(disk);
        return disk;
    }

    @Override
    Disk disk() throws Exception {
        Path file = directory.resolve("disk");
        Files.write(file, new byte[16 * 1024]);
        return open(file);
    }

    @Override
    DiskResult settle(DiskOperation operation) throws InterruptedException {
        return operation.await();
    }

    @AfterEach
    void close() throws Exception {
        for (DirectDisk disk : opened) {
            disk.close();
            disk.closedCompletely().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aMissingFileIsNotCreated() {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> open(missing))
                .isInstanceOfSatisfying(
                        DiskException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                .hasMessageContaining("No such file");
        assertThat(missing).doesNotExist();
    }

    @Test
    void manyCallsAtOnceAllEnd() throws Exception {
        Disk disk = disk();
        List<DiskOperation> calls = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            calls.add(disk.write(i % 32 * 512L, pattern(512, i % 32), PATIENCE));
        }
        for (DiskOperation call : calls) {
            assertThat(call.await()).isInstanceOf(DiskResult.Completed.class);
        }
        for (int i = 0; i < 32; i++) {
            assertThat(disk.read(i * 512L, 512, PATIENCE).await()).isEqualTo(new DiskResult.Completed(pattern(512, i)));
        }
    }

    @Test
    void theMonotonicClockIsThatOfOtherProgramsOnThisHost() throws Exception {
        String uptime = Files.readString(Path.of("/proc/uptime"));
        double seconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
        assertThat(Clock.system().boottimeNanos() / 1e9).isBetween(seconds - 1, seconds + 30);
        assertThat(Clock.system().monotonicNanos())
                .isLessThanOrEqualTo(Clock.system().boottimeNanos());
    }
}
