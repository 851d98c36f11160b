package io.holdfast.agent.fencing;

import io.holdfast.agent.connection.MountedStorage;
import io.holdfast.agent.connection.Storage;
import io.holdfast.base.Clock;
import io.holdfast.lease.HostLeaseReport;
import io.holdfast.lease.UnsettledWrites;
import io.holdfast.protocol.Done;
import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.HoldfastVerbs;
import io.holdfast.protocol.HostLease;
import io.holdfast.protocol.VerbFailed;
import io.holdfast.protocol.VerbRegistry;
import io.holdfast.storage.FileDomain;
import io.holdfast.storage.StorageException;
import io.holdfast.storage.files.FileException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches other hosts' leases for a manager, and frees those of the dead. A watch begins with the first
/// question and
/// ends when nobody has asked for ten minutes.
public final class HostLeases {
    private static final Logger LOG = LoggerFactory.getLogger(HostLeases.class);
    private static final long FORGET_AFTER = Duration.ofMinutes(10).toNanos();
    private static final int MOST = 250;

    private final Storage storage;
    private final LeaseDaemonView daemon;
    private final Clock clock;
    private final UnsettledWrites unsettled;
    private final String bootId;
    private final Map<Key, HostLeaseWatch> watches = new LinkedHashMap<>();

    private record Key(UUID domain, int hostId) {}

    public HostLeases(Storage storage, LeaseDaemonView daemon, Clock clock, UnsettledWrites unsettled, String bootId) {
        this.storage = storage;
        this.daemon = daemon;
        this.clock = clock;
        this.unsettled = unsettled;
        this.bootId = bootId;
    }

    /// Adds the verbs.
    public void register(VerbRegistry.Builder verbs) {
        verbs.add(HoldfastVerbs.GET_HOST_LEASE, (query, context) -> hostLease(query.domain(), query.hostId()))
                .add(HoldfastVerbs.FREE_HOST_LEASE, (order, context) -> {
                    LOG.warn(
                            "Freeing the lease of host {} generation {} in domain {} by order of epoch {}: {}",
                            order.hostId(),
                            order.generation(),
                            order.domain(),
                            order.epoch(),
                            order.powerOffProof());
                    watch(order.domain(), order.hostId()).free(order.generation());
                    return Done.DONE;
                });
    }

    private HostLease hostLease(UUID domain, int hostId) throws InterruptedException {
        HostLeaseReport report = watch(domain, hostId).report();
        return new HostLease(
                HostLease.State.valueOf(report.state().name()),
                report.ownerName(),
                report.generation(),
                report.timestamp(),
                report.ioTimeout(),
                report.secondsUnchanged(),
                report.freshRead(),
                Math.toIntExact(report.observerHostId()),
                report.observerGeneration(),
                report.observerLive(),
                bootId + ":" + report.interval(),
                report.observedSince() * 1000);
    }

    private synchronized HostLeaseWatch watch(UUID domain, int hostId) {
        watches.entrySet().removeIf(each -> {
            boolean old = each.getValue().idle() > FORGET_AFTER;
            if (old) {
                each.getValue().close();
            }
            return old;
        });
        Key key = new Key(domain, hostId);
        HostLeaseWatch known = watches.get(key);
        if (known != null) {
            return known;
        }
        if (hostId < 1 || hostId > MOST || watches.size() >= MOST) {
            throw new VerbFailed(ErrorCode.INVALID_PARAMETER, "Cannot watch host id " + hostId);
        }
        try {
            FileDomain opened = storage.domain(domain);
            MountedStorage place = storage.place(domain).orElseThrow();
            HostLeaseWatch fresh = new HostLeaseWatch(opened, place, hostId, daemon, clock, unsettled);
            watches.put(key, fresh);
            return fresh;
        } catch (StorageException e) {
            throw new VerbFailed(e.error().code(), String.valueOf(e.getMessage()), e);
        } catch (FileException e) {
            throw new VerbFailed(ErrorCode.DOMAIN_ACCESS_ERROR, String.valueOf(e.getMessage()), e);
        }
    }
}
