package io.holdfast.protocol.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Who wants what is sent to which destination: one table for the whole server, so that what is sent to a
/// destination reaches every subscriber of that name on every connection. Used from many threads.
final class Subscriptions {
    /// On one session.
    static final int LIMIT = 64;

    /// Where a frame goes.
    record Subscriber(ServerSession session, String id) {}

    private final Map<String, List<Subscriber>> byDestination = new HashMap<>();
    private final Map<ServerSession, Map<String, String>> bySession = new HashMap<>();

    /// Adds one.
    ///
    /// @return false if the session has one of that id already, or too many
    synchronized boolean add(ServerSession session, String id, String destination) {
        Map<String, String> own = bySession.computeIfAbsent(session, key -> new LinkedHashMap<>());
        if (own.size() >= LIMIT || own.putIfAbsent(id, destination) != null) {
            return false;
        }
        byDestination.computeIfAbsent(destination, key -> new ArrayList<>()).add(new Subscriber(session, id));
        return true;
    }

    /// Removes one; an unknown id is ignored.
    synchronized void remove(ServerSession session, String id) {
        Map<String, String> own = bySession.get(session);
        String destination = own == null ? null : own.remove(id);
        if (destination != null) {
            forget(destination, new Subscriber(session, id));
        }
    }

    /// Removes all of a session that has ended.
    synchronized void removeAll(ServerSession session) {
        Map<String, String> own = bySession.remove(session);
        if (own != null) {
            own.forEach((id, destination) -> forget(destination, new Subscriber(session, id)));
        }
    }

    private void forget(String destination, Subscriber subscriber) {
        List<Subscriber> subscribers = byDestination.get(destination);
        if (subscribers != null) {
            subscribers.remove(subscriber);
            if (subscribers.isEmpty()) {
                byDestination.remove(destination);
            }
        }
    }

    /// The subscribers of a destination and of all its parents: who subscribed to `a.b` gets what is sent to
    /// `a.b.c`.
    synchronized List<Subscriber> of(String destination) {
        List<Subscriber> found = new ArrayList<>();
        String name = destination;
        while (true) {
            found.addAll(byDestination.getOrDefault(name, List.of()));
            int dot = name.lastIndexOf('.');
            if (dot < 0) {
                return found;
            }
            name = name.substring(0, dot);
        }
    }
}
