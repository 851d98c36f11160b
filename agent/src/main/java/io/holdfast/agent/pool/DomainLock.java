package io.holdfast.agent.pool;

import io.holdfast.agent.monitoring.HostIds;
import io.holdfast.base.Clock;
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
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The SPM lease of a domain that is no master of a served pool, for the time of one change. If the lockspace is lost
/// meanwhile, the lease daemon ends this process: a change never happens without the lease. A change that was given up
/// and may still happen keeps the lease until it has ended.
final class DomainLock {
    private static final Logger LOG = LoggerFactory.getLogger(DomainLock.class);
    private static final Duration JOIN = Duration.ofMinutes(3);
    private static final Duration ACQUIRE = Duration.ofMinutes(3);
    private static final Duration GIVE_BACK = Duration.ofMinutes(1);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final LeaseSocketClient daemon;
    private final HostIds hostIds;
    private final IntSupplier outstanding;
    private final Clock clock;

    /// Makes it.
    ///
    /// @param outstanding how many changes of this process were given up and may still happen
    DomainLock(LeaseSocketClient daemon, HostIds hostIds, IntSupplier outstanding, Clock clock) {
        this.daemon = daemon;
        this.hostIds = hostIds;
        this.outstanding = outstanding;
        this.clock = clock;
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
        RegisteredConnection connection = null;
        try {
            connection = daemon.register();
            connection.acquire("holdfast-domain-change", ACQUIRE, List.of(domain.spmLease()));
        } catch (LeaseRefused | LeaseDaemonUnavailable e) {
            end(connection, lockspace, held);
            throw new VerbFailed(
                    ErrorCode.LOCK_NOT_ACQUIRED,
                    "Cannot take the lease of domain %s: %s".formatted(domain.id(), e.getMessage()),
                    e);
        }
        try {
            change.run();
        } finally {
            endWhenSettled(connection, lockspace, held);
        }
    }

    private void endWhenSettled(RegisteredConnection connection, LockspaceAddress lockspace, boolean held) {
        if (outstanding.getAsInt() == 0) {
            giveBack(connection, lockspace, held);
            return;
        }
        LOG.warn("The lease of domain {} is kept until a change that hangs has ended", lockspace.name());
        Thread.ofVirtual().name("lease of " + lockspace.name()).start(() -> {
            try {
                while (outstanding.getAsInt() > 0) {
                    clock.sleep(LOOK_AGAIN);
                }
                giveBack(connection, lockspace, held);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void giveBack(RegisteredConnection connection, LockspaceAddress lockspace, boolean held) {
        try {
            connection.releaseAll(GIVE_BACK);
        } catch (LeaseRefused | LeaseDaemonUnavailable e) {
            LOG.warn("The lease of domain {} ends with its connection", lockspace.name(), e);
        }
        end(connection, lockspace, held);
    }

    private void end(@Nullable RegisteredConnection connection, LockspaceAddress lockspace, boolean held) {
        if (connection != null) {
            connection.close();
        }
        if (!held) {
            leave(lockspace);
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
