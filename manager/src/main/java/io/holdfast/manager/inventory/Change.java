package io.holdfast.manager.inventory;

/// One change of the inventory.
public sealed interface Change {
    /// Adds the record, or replaces the one with its key.
    record Put(Kept record) implements Change {}

    record Remove(Kept record) implements Change {}

    record Append(Event event) implements Change {}
}
