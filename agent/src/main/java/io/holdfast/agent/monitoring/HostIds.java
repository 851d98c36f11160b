package io.holdfast.agent.monitoring;

import io.holdfast.lease.socket.LeaseDaemonUnavailable;
import io.holdfast.lease.socket.LeaseRefused;
import io.holdfast.lease.socket.LeaseSocketClient;
import io.holdfast.lease.socket.LockspaceAddress;
import io.holdfast.lease.socket.LockspacePresence;
import io.holdfast.lease.socket.ResultCode;
import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.VerbFailed;
import java.time.Duration;

/// This host's ids in lockspaces, through the lease daemon. They outlive this process.
public final class HostIds {
    private final LeaseSocketClient daemon;
    private final int ioTimeout;

    /// Makes the door.
    ///
    /// @param ioTimeout seconds that the daemon is told for each new lockspace
    public HostIds(LeaseSocketClient daemon, int ioTimeout) {
        this.daemon = daemon;
        this.ioTimeout = ioTimeout;
    }

    /// Whether the daemon holds this id in this lockspace now. If it does not answer, no.
    public boolean isHeld(LockspaceAddress lockspace) {
        try {
            return daemon.inquireLockspace(lockspace) == LockspacePresence.JOINED;
        } catch (LeaseRefused | LeaseDaemonUnavailable e) {
            return false;
        }
    }

    /// Begins to acquire an id; one that is held, or being acquired, is left alone.
    ///
    /// @throws VerbFailed (661) if the daemon refuses or does not answer
    public void join(LockspaceAddress lockspace) {
        try {
            if (daemon.inquireLockspace(lockspace) == LockspacePresence.ABSENT) {
                daemon.addLockspaceAsynchronously(lockspace, ioTimeout);
            }
        } catch (LeaseRefused e) {
            if (e.code() != ResultCode.EEXIST && e.code() != ResultCode.EINPROGRESS) {
                throw failed(lockspace, e);
            }
        } catch (LeaseDaemonUnavailable e) {
            throw failed(lockspace, e);
        }
    }

    /// Acquires an id and waits until it is held.
    ///
    /// @throws VerbFailed (661) if it cannot be had, or not within the limit
    public void acquire(LockspaceAddress lockspace, Duration limit) {
        join(lockspace);
        try {
            if (daemon.awaitLockspace(lockspace, limit) != LockspacePresence.JOINED) {
                throw new VerbFailed(
                        ErrorCode.HOST_ID_NOT_ACQUIRED,
                        "Cannot acquire host id %d of %s: another host uses it, or the storage does not answer"
                                .formatted(lockspace.hostId(), lockspace.name()));
            }
        } catch (LeaseRefused | LeaseDaemonUnavailable e) {
            throw failed(lockspace, e);
        }
    }

    /// Begins to give an id back, unless a process holds a lease in that lockspace. One that is not held is no error.
    ///
    /// @return false if the id is still in use
    /// @throws VerbFailed (662) if the daemon refuses for another reason or does not answer
    public boolean leaveIfUnused(LockspaceAddress lockspace) {
        try {
            daemon.removeLockspaceAsynchronously(lockspace, true);
            return true;
        } catch (LeaseRefused e) {
            if (e.code() == ResultCode.ENOENT) {
                return true;
            }
            if (e.code() == ResultCode.EBUSY) {
                return false;
            }
            throw notReleased(lockspace, e);
        } catch (LeaseDaemonUnavailable e) {
            throw notReleased(lockspace, e);
        }
    }

    private static VerbFailed failed(LockspaceAddress lockspace, RuntimeException e) {
        return new VerbFailed(
                ErrorCode.HOST_ID_NOT_ACQUIRED,
                "Cannot acquire host id %d of %s: %s".formatted(lockspace.hostId(), lockspace.name(), e.getMessage()),
                e);
    }

    private static VerbFailed notReleased(LockspaceAddress lockspace, RuntimeException e) {
        return new VerbFailed(
                ErrorCode.HOST_ID_NOT_RELEASED,
                "Cannot give host id %d of %s back: %s".formatted(lockspace.hostId(), lockspace.name(), e.getMessage()),
                e);
    }
}
