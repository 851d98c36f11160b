package io.holdfast.storage.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.base.Disk;
import io.holdfast.base.DiskResult;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// What every door to files does.
abstract class FileStoreContract {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    abstract FileStore files();

    abstract Path root();

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static FileException.Kind refusal(Runnable action) {
        try {
            action.run();
        } catch (FileException e) {
            return e.kind();
        }
        throw new AssertionError("Nothing was refused");
    }

    @Test
    void aNewFileHasItsSizeAndModeAndReadsAsZero() {
        Path file = root().resolve("file");
        files().createFile(file, 5000, 0660);
        FileStatus status = files().status(file).orElseThrow();
        assertThat(status.isFile()).isTrue();
        assertThat(status.size()).isEqualTo(5000);
        assertThat(status.mode()).isEqualTo(0660);
        assertThat(files().read(file, 5000)).isEqualTo(new byte[5000]);
        assertThat(refusal(() -> files().createFile(file, 0, 0660))).isEqualTo(FileException.Kind.EXISTS);
    }

    @Test
    void aWrittenFileIsReadBackAndReplaced() {
        Path file = root().resolve("file");
        files().write(file, text("a longer text"), 0644);
        files().write(file, text("short"), 0644);
        assertThat(files().read(file, 100)).isEqualTo(text("short"));
        assertThat(files().status(file).orElseThrow().mode()).isEqualTo(0644);
    }

    @Test
    void aFileLongerThanTheLimitIsNotRead() {
        Path file = root().resolve("file");
        for (int length : new int[] {0, 1, 4095, 4096, 4097, 20000}) {
            files().write(file, new byte[length], 0644);
            assertThat(files().read(file, length)).hasSize(length);
            if (length > 0) {
                assertThat(refusal(() -> files().read(file, length - 1))).isEqualTo(FileException.Kind.TOO_LARGE);
            }
        }
    }

    @Test
    void whatIsMissingIsSaidToBe() {
        Path missing = root().resolve("missing");
        assertThat(files().status(missing)).isEmpty();
        assertThat(refusal(() -> files().read(missing, 10))).isEqualTo(FileException.Kind.MISSING);
        assertThat(refusal(() -> files().list(missing))).isEqualTo(FileException.Kind.MISSING);
        assertThat(refusal(() -> files().rename(missing, root().resolve("other"))))
                .isEqualTo(FileException.Kind.MISSING);
        assertThat(refusal(() -> files().createFile(missing.resolve("file"), 0, 0660)))
                .isEqualTo(FileException.Kind.MISSING);
        assertThat(refusal(() -> files().open(missing, 512).close())).isEqualTo(FileException.Kind.MISSING);
        files().delete(missing);
    }

    @Test
    void directoriesAreMadeListedRenamedAndRemoved() {
        Path directory = root().resolve("directory");
        files().createDirectory(directory, 0755);
        assertThat(refusal(() -> files().createDirectory(directory, 0755))).isEqualTo(FileException.Kind.EXISTS);
        files().createFile(directory.resolve("b"), 0, 0600);
        files().createFile(directory.resolve("a"), 0, 0600);
        assertThat(files().list(directory)).containsExactly("a", "b");
        Path renamed = root().resolve("renamed");
        files().rename(directory, renamed);
        assertThat(files().list(root())).containsExactly("renamed");
        assertThat(files().list(renamed)).containsExactly("a", "b");
        assertThat(refusal(() -> files().delete(renamed))).isEqualTo(FileException.Kind.NOT_EMPTY);
        files().delete(renamed.resolve("a"));
        files().delete(renamed.resolve("b"));
        files().delete(renamed);
        assertThat(files().list(root())).isEmpty();
    }

    @Test
    void aRenameReplaces() {
        files().write(root().resolve("new"), text("new"), 0644);
        files().write(root().resolve("old"), text("old"), 0644);
        files().rename(root().resolve("new"), root().resolve("old"));
        assertThat(files().read(root().resolve("old"), 10)).isEqualTo(text("new"));
        assertThat(files().list(root())).containsExactly("old");
    }

    @Test
    void reservedSpaceIsTaken() {
        Path file = root().resolve("file");
        files().createFile(file, 1 << 20, 0660);
        assertThat(files().status(file).orElseThrow().allocated()).isLessThan(1 << 16);
        files().allocate(file, 0, 1 << 20);
        assertThat(files().status(file).orElseThrow().allocated()).isGreaterThanOrEqualTo(1 << 20);
        assertThat(files().status(file).orElseThrow().size()).isEqualTo(1 << 20);
    }

    @Test
    void aLinkCanBeReplaced() {
        files().link(root().resolve("link"), Path.of("one"));
        files().link(root().resolve("link"), Path.of("two"));
        assertThat(files().status(root().resolve("link")).orElseThrow().kind()).isEqualTo(FileStatus.Kind.LINK);
        assertThat(files().list(root())).containsExactly("link");
    }

    @Test
    void blocksAreWrittenBeyondTheEndAndReadBack() throws InterruptedException {
        Path file = root().resolve("file");
        files().createFile(file, 0, 0660);
        byte[] block = new byte[512];
        Arrays.fill(block, (byte) 7);
        try (Disk disk = files().open(file, 512)) {
            assertThat(disk.write(8192, ByteBuffer.wrap(block), PATIENCE).await())
                    .isInstanceOf(DiskResult.Completed.class);
            assertThat(disk.read(8192 + 512, 512, PATIENCE).await()).isInstanceOf(DiskResult.Failed.class);
            DiskResult read = disk.read(8192 - 512, 1024, PATIENCE).await();
            assertThat(read).isInstanceOf(DiskResult.Completed.class);
            ByteBuffer data = ((DiskResult.Completed) read).data();
            assertThat(data.get(511)).isZero();
            assertThat(data.get(512)).isEqualTo((byte) 7);
        }
        assertThat(files().status(file).orElseThrow().size()).isEqualTo(8192 + 512);
        assertThat(files().outstandingChanges()).isZero();
    }

    @Test
    void theFileSystemTellsItsSpaceAndBlockSize() {
        assertThat(files().space(root()).total()).isPositive();
        assertThat(files().space(root()).free()).isPositive();
        assertThat(files().directBlockSize(root())).isIn(1, 512, 4096);
        assertThat(files().list(root())).isEmpty();
    }
}
