package io.holdfast.agent.fencing;

import io.holdfast.agent.connection.MountedStorage;
import io.holdfast.base.Clock;
import io.holdfast.base.Disk;
import io.holdfast.lease.DeltaRead;
import io.holdfast.lease.HostLeaseFree;
import io.holdfast.lease.HostLeaseObservation;
import io.holdfast.lease.HostLeaseReport;
import io.holdfast.lease.LeaseCode;
import io.holdfast.lease.LeaseDisk;
import io.holdfast.lease.LeaseException;
import io.holdfast.lease.LeaseGeometry;
import io.holdfast.lease.LeaseName;
import io.holdfast.lease.LeaseRules;
import io.holdfast.lease.LeaseRunner;
import io.holdfast.lease.LockspaceArea;
import io.holdfast.lease.UnsettledWrites;
import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.VerbFailed;
import io.holdfast.storage.DomainPaths;
import io.holdfast.storage.FileDomain;
import io.holdfast.storage.Geometry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches one other host's lease in one domain: reads its sector, past every cache, for as long as somebody
/// asks. The
/// conclusions are drawn by [HostLeaseObservation].
final class HostLeaseWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostLeaseWatch.class);

    private final DomainPaths paths;
    private final int hostId;
    private final Disk disk;
    private final LockspaceArea area;
    private final LeaseRunner runner;
    private final LeaseDaemonView daemon;
    private final Clock clock;
    private final HostLeaseObservation observation;
    /// One read or write at a time.
    private final ReentrantLock reading = new ReentrantLock();

    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile long lastAsked;

    HostLeaseWatch(
            FileDomain domain,
            MountedStorage place,
            int hostId,
            LeaseDaemonView daemon,
            Clock clock,
            UnsettledWrites unsettled) {
        this.paths = domain.paths();
        this.hostId = hostId;
        this.daemon = daemon;
        this.clock = clock;
        Geometry geometry = domain.geometry();
        this.area = new LockspaceArea(
                LeaseName.of(domain.id().toString()),
                LeaseGeometry.of(geometry.blockSize(), geometry.alignment()).orElseThrow(),
                0);
        this.disk = place.files().open(paths.ids(), geometry.blockSize());
        this.runner = new LeaseRunner(clock, new LeaseDisk(paths.ids().toString(), disk), unsettled);
        // A number that no earlier watch of this boot began with.
        this.observation = new HostLeaseObservation(hostId, clock.monotonicNanos(), LeaseRules.STANDARD);
        this.lastAsked = clock.monotonicNanos();
        Thread.ofVirtual().name("host lease " + hostId + " " + domain.id()).start(this::watch);
    }

    private void watch() {
        try {
            while (!closed.await(pause().toMillis(), TimeUnit.MILLISECONDS)) {
                read();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration pause() {
        return Duration.ofSeconds(Math.max(1, ioTimeout() / 2));
    }

    private int ioTimeout() {
        return daemon.ownLease(paths.id())
                .map(own -> own.membership().ioTimeout())
                .orElse(10);
    }

    /// Reads afresh and reports.
    HostLeaseReport report() throws InterruptedException {
        lastAsked = clock.monotonicNanos();
        reading.lock();
        try {
            read();
            // Its own life is looked at again: a read is of no use to one that died while it lasted.
            observeSelf();
            return observation.report(clock.monotonicSeconds());
        } finally {
            reading.unlock();
        }
    }

    private void read() throws InterruptedException {
        reading.lock();
        try {
            observeSelf();
            try {
                observation.seen(runner.run(new DeltaRead(area, hostId, Duration.ofSeconds(ioTimeout()))));
            } catch (LeaseException e) {
                LOG.warn("{}", e.getMessage());
                observation.unreadable();
            }
        } finally {
            reading.unlock();
        }
    }

    private Optional<LeaseDaemonView.OwnLease> observeSelf() {
        Optional<LeaseDaemonView.OwnLease> own = daemon.ownLease(paths.id());
        observation.observer(
                own.map(LeaseDaemonView.OwnLease::membership).orElse(null),
                own.map(LeaseDaemonView.OwnLease::live).orElse(false));
        return own;
    }

    /// Frees the lease on the dead host's behalf, see [HostLeaseFree].
    ///
    /// @throws VerbFailed (9004) if it was renewed, was not watched for long enough, or the outcome is not known
    void free(long generation) throws InterruptedException {
        lastAsked = clock.monotonicNanos();
        reading.lock();
        try {
            LeaseDaemonView.OwnLease own = observeSelf()
                    .filter(LeaseDaemonView.OwnLease::live)
                    .orElseThrow(() -> notDead("this host's own lease there is not live"));
            HostLeaseObservation.Unchanged unchanged =
                    observation.unchanged().orElseThrow(() -> notDead("it was not watched without interruption"));
            runner.run(new HostLeaseFree(area, hostId, generation, unchanged, own.membership(), LeaseRules.STANDARD));
            read();
        } catch (LeaseException e) {
            String unknown = e.code() == LeaseCode.TIMED_OUT
                    ? "; the write may still land: the host must not be switched on before this host says that it is free"
                    : "";
            throw new VerbFailed(ErrorCode.HOST_LEASE_NOT_DEAD, e.getMessage() + unknown, e);
        } finally {
            reading.unlock();
        }
    }

    private VerbFailed notDead(String why) {
        return new VerbFailed(
                ErrorCode.HOST_LEASE_NOT_DEAD,
                "Cannot free the lease of host %d in domain %s: %s".formatted(hostId, paths.id(), why));
    }

    /// Nanoseconds since somebody asked.
    long idle() {
        return clock.monotonicNanos() - lastAsked;
    }

    @Override
    public void close() {
        closed.countDown();
        disk.close();
    }
}
