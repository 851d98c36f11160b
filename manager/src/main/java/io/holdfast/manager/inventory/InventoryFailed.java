package io.holdfast.manager.inventory;

/// The inventory could not be read or written; what it held before is unchanged.
public final class InventoryFailed extends RuntimeException {
    public InventoryFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
