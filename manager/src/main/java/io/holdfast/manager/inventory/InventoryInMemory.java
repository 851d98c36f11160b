package io.holdfast.manager.inventory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// An inventory that outlives managers but not its process: for tests and the simulator. Commits are whole, as on a
/// disk that never fails.
public final class InventoryInMemory implements Inventory {
    private final UUID owner;
    private final Map<Class<? extends Kept>, Map<UUID, Kept>> kept = new LinkedHashMap<>();
    private final List<Event> events = new ArrayList<>();
    private Instant at;

    public InventoryInMemory(UUID owner, Instant at) {
        this.owner = owner;
        this.at = at;
    }

    @Override
    public synchronized Stored load() {
        List<Kept> all = new ArrayList<>();
        kept.values().forEach(each -> all.addAll(each.values()));
        return new Stored(all, events.isEmpty() ? 0 : events.getLast().id(), owner, at);
    }

    @Override
    public synchronized void commit(Instant when, List<Change> changes) {
        at = when;
        for (Change change : changes) {
            switch (change) {
                case Change.Put put -> of(put.record()).put(put.record().key(), put.record());
                case Change.Remove remove ->
                    of(remove.record()).remove(remove.record().key());
                case Change.Append append -> events.add(append.event());
            }
        }
    }

    private Map<UUID, Kept> of(Kept record) {
        return kept.computeIfAbsent(record.getClass(), _ -> new LinkedHashMap<>());
    }

    @Override
    public synchronized List<Event> eventsAfter(long after, int limit) {
        return events.stream().filter(each -> each.id() > after).limit(limit).toList();
    }

    @Override
    public synchronized List<Event> newestEvents(int limit) {
        return events.reversed().stream().limit(limit).toList();
    }

    @Override
    public void close() {}
}
