package io.holdfast.agent.monitoring;

import io.holdfast.base.Clock;
import io.holdfast.protocol.DomainVitals;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Watches the active domains of the pool, each independently of the others.
public final class DomainMonitors {
    private final Clock clock;
    private final Listener listener;
    private final Map<UUID, DomainWatch> watches = new LinkedHashMap<>();

    /// Told when a domain becomes valid or invalid; on a thread of its own.
    @FunctionalInterface
    public interface Listener {
        void changed(UUID domain, boolean valid);
    }

    /// Makes it, watching nothing.
    public DomainMonitors(Clock clock, Listener listener) {
        this.clock = clock;
        this.listener = listener;
    }

    /// Begins to watch a domain, unless it is watched.
    public synchronized void watch(UUID domain, DomainProbe probe) {
        if (!watches.containsKey(domain)) {
            DomainWatch watch = new DomainWatch(domain, probe, clock, listener);
            watches.put(domain, watch);
            watch.start();
        }
    }

    /// Ends the watching of a domain, if it is watched, and gives the host id back if nothing uses it.
    public synchronized void forget(UUID domain) {
        DomainWatch watch = watches.remove(domain);
        if (watch != null) {
            watch.stop();
        }
    }

    /// The domains that are watched.
    public synchronized Set<UUID> watched() {
        return Set.copyOf(watches.keySet());
    }

    /// What to tell of each watched domain.
    public synchronized Map<UUID, DomainVitals> vitals() {
        Map<UUID, DomainVitals> told = new LinkedHashMap<>();
        watches.forEach((domain, watch) -> told.put(domain, watch.vitals()));
        return told;
    }
}
