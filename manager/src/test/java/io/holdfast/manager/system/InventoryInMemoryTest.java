package io.holdfast.manager.system;

import io.holdfast.manager.inventory.Inventory;
import io.holdfast.manager.inventory.InventoryInMemory;
import java.util.UUID;

final class InventoryInMemoryTest extends InventoryContract {
    private final InventoryInMemory inventory = new InventoryInMemory(new UUID(5, 5), NOW);

    @Override
    Inventory reopened() {
        return inventory;
    }
}
