package io.holdfast.manager.inventory;

import org.jspecify.annotations.Nullable;

/// The inventory could not be read or written; what it held before is unchanged.
public final class InventoryFailed extends RuntimeException {
    public InventoryFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
