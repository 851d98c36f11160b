package io.holdfast.manager.inventory;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// What an inventory holds when a manager starts.
///
/// @param kept every record, in no particular order
/// @param lastEvent the highest id of an event, 0 for none
/// @param owner who this manager is to hosts; drawn once, when the inventory was made
/// @param at the site's time of the last commit
public record Stored(List<Kept> kept, long lastEvent, UUID owner, Instant at) {
    public Stored {
        kept = List.copyOf(kept);
    }
}
