package io.holdfast.lab;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What has happened in a lab so far, for everyone who wants to read along.
final class Progress {
    private final List<String> lines = new ArrayList<>();
    private Optional<String> failure = Optional.empty();
    private boolean up;

    synchronized void say(String line) {
        lines.add(LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.MILLIS) + " " + line);
        notifyAll();
    }

    synchronized void up() {
        up = true;
        notifyAll();
    }

    synchronized void failed(String why) {
        failure = Optional.of(why);
        notifyAll();
    }

    synchronized boolean isUp() {
        return up;
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /// Hands over every line from the first on, until the lab is up.
    ///
    /// @throws LabException if it cannot come up
    void follow(Consumer<String> reader) {
        int next = 0;
        while (true) {
            List<String> fresh;
            synchronized (this) {
                while (next == lines.size() && !up && failure.isEmpty()) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new LabException("Interrupted", e);
                    }
                }
                fresh = List.copyOf(lines.subList(next, lines.size()));
                if (fresh.isEmpty()) {
                    if (failure.isPresent()) {
                        throw new LabException(failure.get());
                    }
                    return;
                }
                next = lines.size();
            }
            fresh.forEach(reader);
        }
    }
}
