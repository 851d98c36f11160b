package io.holdfast.manager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.manager.inventory.Change;
import io.holdfast.manager.inventory.Inventory;
import io.holdfast.manager.inventory.InventoryFailed;
import io.holdfast.manager.inventory.VmLease;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqlInventoryTest extends InventoryContract {
    @TempDir
    Path directory;

    @Override
    Inventory reopened() {
        return SqlInventory.open(directory.resolve("site.db"));
    }

    @Test
    void everyTableHasTheColumnsOfItsRecord() {
        try (SqlInventory inventory = SqlInventory.open(directory.resolve("other.db"))) {
            inventory.wantedColumns().forEach((table, columns) -> {
                List<String> wanted = new ArrayList<>(List.of("record_key"));
                wanted.addAll(columns);
                assertThat(inventory.realColumns(table)).as(table).containsExactlyElementsOf(wanted);
            });
        }
    }

    @Test
    void aSecondManagerIsKeptOut() {
        assertThatThrownBy(this::reopened).isInstanceOf(InventoryFailed.class).hasMessageContaining("in use");
    }

    @Test
    void theFileIsForItsOwnerOnly() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("site.db"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aCommitThatCannotBeWholeChangesNothing() {
        try (SqlInventory inventory = SqlInventory.open(directory.resolve("third.db"))) {
            VmLease good = new VmLease(new UUID(1, 1), new UUID(2, 2), "/a", 1);
            Change bad = new Change.Put(new BrokenLease().record());
            assertThatThrownBy(() -> inventory.commit(NOW, List.of(new Change.Put(good), bad)))
                    .isInstanceOf(InventoryFailed.class);
            assertThat(inventory.load().kept()).isEmpty();
        }
    }

    /// A record that the schema refuses: a column that must not be null is.
    private static final class BrokenLease {
        @SuppressWarnings("NullAway") // the point of it
        VmLease record() {
            return new VmLease(new UUID(3, 3), new UUID(4, 4), null, 1);
        }
    }
}
