package io.holdfast.manager.inventory;

import java.time.Instant;
import java.util.List;

/// What the site knows, kept where a crash does not reach it.
public interface Inventory extends AutoCloseable {
    /// Everything kept, except events.
    Stored load();

    /// Commits all changes, in order, or none; they survive a power cut once this returns.
    ///
    /// @param at the site's time of the step that made them
    /// @throws InventoryFailed if they could not be committed
    void commit(Instant at, List<Change> changes);

    /// Events with an id above `after`, oldest first, at most `limit`.
    List<Event> eventsAfter(long after, int limit);

    /// The newest events, newest first, at most `limit`.
    List<Event> newestEvents(int limit);

    @Override
    void close();
}
