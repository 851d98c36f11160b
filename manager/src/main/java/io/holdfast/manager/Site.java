package io.holdfast.manager;

import io.holdfast.manager.inventory.Event;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/// A running manager, as the programs see it that show it or command it. Safe for use by many threads.
public interface Site extends AutoCloseable {
    /// The newest committed picture. Cheap: no database is asked.
    SiteView view();

    /// Carries a command out, or begins to: returns when its effects are committed and [#view] shows them.
    ///
    /// @param correlation ties the command's job and events together; may be empty
    /// @throws CommandRefused if it cannot be accepted; nothing changed
    /// @throws io.holdfast.manager.inventory.InventoryFailed if it could not be stored; nothing changed
    CommandResult execute(Command command, String correlation) throws CommandRefused;

    /// Asks the host's power devices; takes up to 15 s.
    ///
    /// @throws CommandRefused if there is no such host or it has no device
    PowerReading powerStatus(UUID host) throws CommandRefused;

    /// Events with an id above `after`, oldest first, at most `limit`.
    List<Event> eventsAfter(long after, int limit);

    /// The newest events, newest first, at most `limit`.
    List<Event> newestEvents(int limit);

    /// Calls `listener` for each committed step that changed something, in order, on one thread of the site. A
    /// listener that is slow delays only later listeners' calls, never the site.
    Subscription subscribe(Consumer<SiteNews> listener);

    /// Stops watching and planning. Running plans stay stored and are resumed by the next start.
    @Override
    void close();

    /// Ends a subscription.
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
