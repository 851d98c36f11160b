package io.holdfast.lease;

import io.holdfast.base.DiskOperation;
import java.util.ArrayList;
import java.util.List;

/// The writes of this process that passed their deadline and have not ended. Each may still land, over whatever
/// is written to its place in the meantime. So nothing more is written there, and no lease there is acquired,
/// until it has ended. One for a process; safe for several threads.
public final class UnsettledWrites {
    private final List<Span> spans = new ArrayList<>();

    private record Span(String disk, long offset, long length) {
        boolean overlaps(String otherDisk, long from, long bytes) {
            return disk.equals(otherDisk) && offset < from + bytes && from < offset + length;
        }
    }

    /// Keeps a write in mind until it ends.
    void add(String disk, long offset, long length, DiskOperation operation) {
        Span span = new Span(disk, offset, length);
        synchronized (spans) {
            spans.add(span);
        }
        var _ = operation.completion().thenRun(() -> {
            synchronized (spans) {
                spans.remove(span);
            }
        });
    }

    /// Returns whether a write to any of these bytes is still in flight.
    public boolean overlap(String disk, long offset, long length) {
        synchronized (spans) {
            return spans.stream().anyMatch(span -> span.overlaps(disk, offset, length));
        }
    }

    /// Returns how many writes have not ended.
    public int count() {
        synchronized (spans) {
            return spans.size();
        }
    }
}
