package io.holdfast.manager;

import io.holdfast.manager.inventory.Event;
import java.util.List;

/// What a step changed.
///
/// @param view the picture after it
/// @param events the events that it raised, oldest first
public record SiteNews(SiteView view, List<Event> events) {
    public SiteNews {
        events = List.copyOf(events);
    }
}
