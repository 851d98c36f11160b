package io.holdfast.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real storage that hangs: a FUSE mount whose process is stopped, as a dead NFS server.
final class HangingStorageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    private Path directory;

    private Path mount = Path.of("/nonexistent");

    private Process fuse;

    @BeforeEach
    void mountIt() throws Exception {
        boolean possible = Files.isExecutable(Path.of("/usr/bin/bindfs"))
                && Files.exists(Path.of("/dev/fuse"))
                && "root".equals(System.getProperty("user.name"));
        if (!possible && System.getenv("CI") != null) {
            throw new AssertionError("Storage that hangs needs root, /dev/fuse and the package bindfs");
        }
        if (!possible) {
            System.err.println("SKIPPED: needs root, /dev/fuse and the package bindfs");
        }
        Assumptions.assumeTrue(possible);
        Path real = Files.createDirectory(directory.resolve("real"));
        mount = Files.createDirectory(directory.resolve("mount"));
        Files.write(real.resolve("disk"), new byte[16 * 1024]);
        fuse = new ProcessBuilder("bindfs", "-f", real.toString(), mount.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(mount.resolve("disk")) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @AfterEach
    void unmount() throws Exception {
        if (fuse != null) {
            fuse.destroyForcibly().waitFor();
            new ProcessBuilder("umount", "-l", mount.toString()).start().waitFor();
        }
    }

    private void signal(String signal) throws Exception {
        new ProcessBuilder("kill", "-" + signal, Long.toString(fuse.pid()))
                .start()
                .waitFor();
    }

    @Test
    void callsThatNeverReturnHoldTheirSlotsAndNothingElse() throws Exception {
        DirectDisk disk = DirectDisk.open(
                mount.resolve("disk"), DirectDisk.Options.readWrite().withSlots(2), PATIENCE);
        Path elsewhere = directory.resolve("elsewhere");
        Files.write(elsewhere, new byte[4096]);
        DirectDisk healthy = DirectDisk.open(elsewhere, DirectDisk.Options.readWrite(), PATIENCE);
        signal("STOP");
        DiskOperation first = disk.write(0, DiskContract.pattern(512, 1), SHORT);
        DiskOperation second = disk.write(512, DiskContract.pattern(512, 2), SHORT);
        assertThat(first.await()).isEqualTo(new DiskResult.TimedOut());
        assertThat(second.await()).isEqualTo(new DiskResult.TimedOut());
        assertThat(disk.outstanding()).isEqualTo(2);

        DiskOperation third = disk.write(1024, DiskContract.pattern(512, 3), SHORT);
        assertThat(third.await()).isEqualTo(new DiskResult.NotStarted());
        assertThat(healthy.read(0, 512, PATIENCE).await()).isInstanceOf(DiskResult.Completed.class);
        assertThatThrownBy(() -> DirectDisk.open(mount.resolve("disk"), DirectDisk.Options.readWrite(), SHORT))
                .isInstanceOfSatisfying(
                        DiskException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ETIMEDOUT));

        disk.close();
        assertThat(disk.closedCompletely()).isNotDone();
        signal("CONT");
        assertThat(first.completion().get(10, TimeUnit.SECONDS)).isInstanceOf(DiskResult.Completed.class);
        assertThat(second.completion().get(10, TimeUnit.SECONDS)).isInstanceOf(DiskResult.Completed.class);
        disk.closedCompletely().get(10, TimeUnit.SECONDS);
        assertThat(disk.outstanding()).isZero();
        byte[] left = Files.readAllBytes(directory.resolve("real/disk"));
        assertThat(left[0]).isEqualTo(DiskContract.pattern(512, 1).get(0));
        assertThat(left[512]).isEqualTo(DiskContract.pattern(512, 2).get(0));
        assertThat(left[1024]).as("the call that was not started never landed").isZero();
        healthy.close();
    }

    @Test
    void aDeadMountFailsWithItsErrno() throws Exception {
        DirectDisk disk = DirectDisk.open(mount.resolve("disk"), DirectDisk.Options.readWrite(), PATIENCE);
        fuse.destroyForcibly().waitFor();
        // ENOTCONN, or ECONNABORTED for a call caught by the abort.
        assertThat(disk.read(0, 512, PATIENCE).await())
                .isIn(new DiskResult.Failed(107), new DiskResult.Failed(103), new DiskResult.Failed(Errno.EIO));
        disk.close();
    }
}
