package io.holdfast.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Judges a [WorldRecord] by two invariants: no disk is open for writing by two machines at once (S1), and no pool's
/// metadata by two SPM terms at once (S2). Knows nothing of leases, plans or proofs.
final class Oracle {
    /// What was broken, when and by whom, in words.
    record Violation(long at, String what) {
        @Override
        public String toString() {
            return "at %.3f s: %s".formatted(at / 1e9, what);
        }
    }

    private Oracle() {}

    /// Returns every violation in the order of time; empty if the record is as it must be.
    static List<Violation> judge(WorldRecord world) {
        List<Violation> found = new ArrayList<>();
        Map<String, Set<String>> open = new HashMap<>();
        Map<String, Set<String>> over = new HashMap<>();
        for (WorldRecord.Entry entry : world.entries()) {
            Set<String> writers = open.computeIfAbsent(entry.target(), _ -> new LinkedHashSet<>());
            Set<String> ended = over.computeIfAbsent(entry.target(), _ -> new LinkedHashSet<>());
            switch (entry.kind()) {
                case BEGAN -> {
                    if (!writers.isEmpty()) {
                        found.add(new Violation(
                                entry.at(),
                                "%s began on %s while %s had it open"
                                        .formatted(entry.writer(), entry.target(), writers)));
                    }
                    writers.add(entry.writer());
                }
                case WROTE -> {
                    if (!writers.contains(entry.writer())) {
                        found.add(new Violation(
                                entry.at(),
                                "%s wrote to %s %s"
                                        .formatted(
                                                entry.writer(),
                                                entry.target(),
                                                ended.contains(entry.writer()) ? "after its end" : "before it began")));
                    } else if (writers.size() > 1) {
                        found.add(new Violation(
                                entry.at(),
                                "%s wrote to %s, which %s have open"
                                        .formatted(entry.writer(), entry.target(), writers)));
                    }
                }
                case ENDED -> {
                    writers.remove(entry.writer());
                    ended.add(entry.writer());
                }
            }
        }
        return found;
    }
}
