package io.holdfast.storage.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class SimulatedFilesTest extends FileStoreContract {
    private static final Path ROOT = Path.of("/mount");

    private final SimulatedFileSystem system = new SimulatedFileSystem(ROOT, 1L << 30);
    private final FileStore files = new SimulatedFiles(system);

    @Override
    FileStore files() {
        return files;
    }

    @Override
    Path root() {
        return ROOT;
    }

    @Test
    void aCrashedHostDoesNothingMore() {
        FileStore crashing = new SimulatedFiles(system, (change, path) -> SimulatedFiles.Fate.CRASHES_HALFWAY);
        Path file = ROOT.resolve("file");
        assertThatExceptionOfType(SimulatedFiles.Crash.class)
                .isThrownBy(() -> crashing.write(file, new byte[100], 0644));
        assertThatExceptionOfType(SimulatedFiles.Crash.class).isThrownBy(() -> crashing.status(file));
        assertThat(files.status(file).orElseThrow().size()).isEqualTo(50);
    }

    @Test
    void aCopyIsApart() {
        Path file = ROOT.resolve("file");
        files.write(file, new byte[10], 0644);
        FileStore copy = new SimulatedFiles(system.copy());
        files.write(file, new byte[20], 0644);
        assertThat(copy.read(file, 100)).hasSize(10);
    }
}
