package io.holdfast.manager.inventory;

import java.util.List;

/// What the site knows, kept where a crash does not reach it.
public interface Inventory extends AutoCloseable {
    /// Everything kept, except events.
    List<Kept> load();

    /// Commits all changes, in order, or none; they survive a power cut once this returns.
    ///
    /// @throws InventoryFailed if they could not be committed
    void commit(List<Change> changes);

    /// Events with an id above `after`, oldest first, at most `limit`.
    List<Event> eventsAfter(long after, int limit);

    /// The newest events, newest first, at most `limit`.
    List<Event> newestEvents(int limit);

    @Override
    void close();
}
