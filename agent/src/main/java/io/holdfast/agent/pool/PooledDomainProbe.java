package io.holdfast.agent.pool;

import io.holdfast.agent.connection.MountedStorage;
import io.holdfast.agent.connection.Storage;
import io.holdfast.agent.monitoring.DomainProbe;
import io.holdfast.agent.monitoring.FileDomainProbe;
import io.holdfast.agent.monitoring.HostIds;
import io.holdfast.storage.DomainPaths;
import java.util.UUID;

/// Probes a domain wherever it is mounted now; while it is mounted nowhere, it does not exist.
final class PooledDomainProbe implements DomainProbe {
    private final Storage storage;
    private final HostIds hostIds;
    private final UUID domain;
    private final int hostId;

    PooledDomainProbe(Storage storage, HostIds hostIds, UUID domain, int hostId) {
        this.storage = storage;
        this.hostIds = hostIds;
        this.domain = domain;
        this.hostId = hostId;
    }

    private FileDomainProbe probe() {
        DomainPaths paths = storage.paths(domain);
        MountedStorage place = storage.place(domain).orElseThrow();
        return new FileDomainProbe(place.files(), paths, () -> storage.domain(domain), hostIds, hostId);
    }

    @Override
    public void read() {
        probe().read();
    }

    @Override
    public int check() {
        return probe().check();
    }

    @Override
    public boolean isHostIdHeld() {
        return storage.place(domain).isPresent() && probe().isHostIdHeld();
    }

    @Override
    public void join() {
        probe().join();
    }

    @Override
    public void leave() {
        if (storage.place(domain).isPresent()) {
            probe().leave();
        }
    }
}
