package io.holdfast.lab.demo;

import io.holdfast.lab.LabException;
import io.holdfast.lab.RestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Tells the site's events as they come, with the seconds since one moment.
final class Timeline implements AutoCloseable {
    private static final long LOOK_MILLIS = 250;

    private final RestClient api;
    private final Consumer<String> out;
    private final long began = System.nanoTime();
    private long newest;
    private volatile boolean ended;
    private final Thread reader;

    /// Begins at this moment; what was before is not told.
    Timeline(RestClient api, Consumer<String> out) {
        this.api = api;
        this.out = out;
        this.newest = newestId();
        this.reader = Thread.ofPlatform().name("timeline").daemon().start(this::read);
    }

    private long newestId() {
        long most = 0;
        for (JsonNode event : api.list("/events?max=1", "event")) {
            most = Math.max(most, event.path("id").asLong(0));
        }
        return most;
    }

    /// Tells something that was seen from outside.
    synchronized void say(String line) {
        out.accept(String.format(Locale.ROOT, "%+8.2f s  %s", seconds(), line));
    }

    double seconds() {
        return (System.nanoTime() - began) / 1e9;
    }

    private void read() {
        while (!ended) {
            try {
                Thread.sleep(LOOK_MILLIS);
                List<JsonNode> fresh = new ArrayList<>();
                api.list("/events?from=" + newest, "event").forEach(fresh::add);
                for (JsonNode event : fresh.reversed()) {
                    newest = Math.max(newest, event.path("id").asLong(0));
                    say(event.path("description").asString(""));
                }
            } catch (InterruptedException e) {
                return;
            } catch (LabException | RestClient.RefusedException e) {
                // The manager is away for a moment; its events are stored and come later.
                System.getLogger("lab").log(System.Logger.Level.DEBUG, "No events now", e);
            }
        }
    }

    @Override
    public void close() {
        ended = true;
        reader.interrupt();
    }
}
