package io.holdfast.leasedaemon;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The processes that a lockspace's loss must end: each that ever held a lease in it, until it has exited.
///
/// A lease that was released does not take its process off the list. A paused virtual machine has given its lease up
/// and can still have writes in flight; that it cannot write is certain only when its process is gone.
///
/// A process that gave its leases up *itself*, over its own connection or by closing it, has said that it is done.
/// That spares it when somebody asks for the lockspace's removal (else a program that leaves a lockspace in good order
/// would be killed for it), but not when the lockspace is lost.
final class HolderList {
    private final Map<Holder, Entry> entries = new LinkedHashMap<>();

    private static final class Entry {
        private boolean doneByItsOwnWord;
        private KillPlan.Progress progress = KillPlan.Progress.NONE;
    }

    /// Notes that a process is about to take a lease.
    ///
    /// @return whether the list, or what it says of the process, has changed
    boolean add(Holder holder) {
        Entry entry = entries.get(holder);
        if (entry == null) {
            entries.put(holder, new Entry());
            return true;
        }
        boolean changed = entry.doneByItsOwnWord;
        entry.doneByItsOwnWord = false;
        return changed;
    }

    /// Takes a process off that is gone, or that was added for a lease which it did not get.
    boolean remove(Holder holder) {
        return entries.remove(holder) != null;
    }

    boolean contains(Holder holder) {
        return entries.containsKey(holder);
    }

    /// Notes that a process holds nothing any more and said so itself.
    boolean doneByItsOwnWord(Holder holder) {
        Entry entry = entries.get(holder);
        if (entry == null || entry.doneByItsOwnWord) {
            return false;
        }
        entry.doneByItsOwnWord = true;
        return true;
    }

    /// All processes on the list.
    List<Holder> all() {
        return new ArrayList<>(entries.keySet());
    }

    /// Those that must end before the host id may be given back for that reason.
    List<Holder> toEnd(KillReason reason) {
        List<Holder> found = new ArrayList<>();
        entries.forEach((holder, entry) -> {
            if (!entry.doneByItsOwnWord || reason == KillReason.RENEWAL_LOST || reason == KillReason.SUSPENDED) {
                found.add(holder);
            }
        });
        return found;
    }

    /// Those that have not said that they are done: what the next daemon must know if this one dies.
    List<Holder> toRemember() {
        return toEnd(KillReason.REMOVED);
    }

    KillPlan.Progress progress(Holder holder) {
        Entry entry = entries.get(holder);
        return entry == null ? KillPlan.Progress.NONE : entry.progress;
    }

    void progress(Holder holder, KillPlan.Progress progress) {
        Entry entry = entries.get(holder);
        if (entry != null) {
            entry.progress = progress;
        }
    }
}
