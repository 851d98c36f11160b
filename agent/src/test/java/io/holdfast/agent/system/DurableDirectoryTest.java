package io.holdfast.agent.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableDirectoryTest {
    @TempDir
    Path directory;

    @Test
    void whatWasWrittenIsReadByTheNext() {
        DurableDirectory first = new DurableDirectory(directory).directory("sub");
        first.write("a.json", "1".getBytes(UTF_8));
        first.write("a.json", "2".getBytes(UTF_8));
        first.write("b.json", "3".getBytes(UTF_8));
        first.delete("b.json");
        first.delete("never.json");

        DurableDirectory second = new DurableDirectory(directory).directory("sub");

        assertThat(second.names(".json")).containsExactly("a.json");
        assertThat(second.read("a.json"))
                .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo("2".getBytes(UTF_8)));
        assertThat(second.read("b.json")).isEmpty();
    }

    @Test
    void whatAnInterruptedWriteLeftIsRemovedAndTheOldContentStays() throws Exception {
        new DurableDirectory(directory).write("a.json", "old".getBytes(UTF_8));
        Files.writeString(directory.resolve("a.json.new"), "ha");

        DurableDirectory next = new DurableDirectory(directory);

        assertThat(next.read("a.json"))
                .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo("old".getBytes(UTF_8)));
        assertThat(directory.resolve("a.json.new")).doesNotExist();
    }
}
