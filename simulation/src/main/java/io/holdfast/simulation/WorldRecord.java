package io.holdfast.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// What really happened in a simulated world, written by the world itself: which process began and ended, and what it
/// wrote. Nobody's opinion stands here. The [Oracle] reads this and nothing else.
final class WorldRecord {
    /// One thing that happened.
    ///
    /// @param at nanoseconds of the site's virtual time
    /// @param writer who did it: one process, or one term of one host as SPM; never used again after its end
    /// @param target what only one writer at a time may change: a disk, or the metadata of a pool
    record Entry(long at, Kind kind, String writer, String target) {}

    /// What kinds of things are written down.
    enum Kind {
        /// From here the writer can change the target at any moment.
        BEGAN,
        /// The target was changed.
        WROTE,
        /// From here the writer cannot change the target any more, whatever it does.
        ENDED
    }

    private final List<Entry> entries = new ArrayList<>();

    void began(long at, String writer, String target) {
        entries.add(new Entry(at, Kind.BEGAN, writer, target));
    }

    void wrote(long at, String writer, String target) {
        entries.add(new Entry(at, Kind.WROTE, writer, target));
    }

    void ended(long at, String writer, String target) {
        entries.add(new Entry(at, Kind.ENDED, writer, target));
    }

    List<Entry> entries() {
        return Collections.unmodifiableList(entries);
    }
}
