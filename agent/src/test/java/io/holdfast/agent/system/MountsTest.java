package io.holdfast.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountsTest {
    @TempDir
    Path directory;

    @Test
    void theKernelsEscapesAreRead() {
        assertThat(Mounts.unescaped("/a\\040b\\134c")).isEqualTo("/a b\\c");
        assertThat(Mounts.unescaped("/plain")).isEqualTo("/plain");
    }

    @Test
    void theRootIsMounted() {
        assertThat(new Mounts(Duration.ofSeconds(10)).mounted()).contains(Path.of("/"));
    }

    @Test
    void aMountThatCannotBeSaysWhy() {
        Mounts.Outcome outcome = new Mounts(Duration.ofSeconds(10))
                .mount("none", "bind", directory.resolve("missing").toString(), directory.resolve("target"));

        assertThat(outcome).isInstanceOfSatisfying(Mounts.Outcome.Failed.class, failed -> assertThat(failed.message())
                .contains("missing"));
    }
}
