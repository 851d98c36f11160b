package io.holdfast.agent.pool;

import io.holdfast.agent.monitoring.HostIds;
import io.holdfast.lease.socket.LeaseDaemonUnavailable;
import io.holdfast.lease.socket.LeaseRefused;
import io.holdfast.lease.socket.LeaseSocketClient;
import io.holdfast.lease.socket.LockspaceAddress;
import io.holdfast.lease.socket.RegisteredConnection;
import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.VerbFailed;
import io.holdfast.storage.FileDomain;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The SPM lease of a domain that is no master of a served pool, for the time of one change. If the lockspace is lost
/// meanwhile, the lease daemon ends this process: a change never happens without the lease.
final class DomainLock {
    private static final Logger LOG = LoggerFactory.getLogger(DomainLock.class);
    private static final Duration JOIN = Duration.ofMinutes(3);
    private static final Duration ACQUIRE = Duration.ofMinutes(3);
    private static final Duration GIVE_BACK = Duration.ofMinutes(1);

    private final LeaseSocketClient daemon;
    private final HostIds hostIds;

    DomainLock(LeaseSocketClient daemon, HostIds hostIds) {
        this.daemon = daemon;
        this.hostIds = hostIds;
    }

    /// Makes a change under the lease, with a host id that is given back afterwards unless it was held before.
    ///
    /// @throws VerbFailed (661) without the host id, (651) without the lease
    void change(FileDomain domain, int hostId, Runnable change) {
        LockspaceAddress lockspace = domain.lockspace(hostId);
        boolean held = hostIds.isHeld(lockspace);
        if (!held) {
            hostIds.acquire(lockspace, JOIN);
        }
        try (RegisteredConnection connection = daemon.register()) {
            try {
                connection.acquire("holdfast-domain-change", ACQUIRE, List.of(domain.spmLease()));
            } catch (LeaseRefused | LeaseDaemonUnavailable e) {
                throw new VerbFailed(
                        ErrorCode.LOCK_NOT_ACQUIRED,
                        "Cannot take the lease of domain %s: %s".formatted(domain.id(), e.getMessage()),
                        e);
            }
            change.run();
            connection.releaseAll(GIVE_BACK);
        } finally {
            if (!held) {
                leave(lockspace);
            }
        }
    }

    private void leave(LockspaceAddress lockspace) {
        try {
            daemon.removeLockspace(lockspace, true, GIVE_BACK);
        } catch (LeaseRefused | LeaseDaemonUnavailable e) {
            LOG.warn("Host id {} of {} is not given back", lockspace.hostId(), lockspace.name(), e);
        }
    }
}
