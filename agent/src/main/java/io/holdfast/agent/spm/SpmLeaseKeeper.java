package io.holdfast.agent.spm;

import io.holdfast.lease.socket.DiskAddress;
import io.holdfast.lease.socket.LeaseDaemonUnavailable;
import io.holdfast.lease.socket.LeaseRefused;
import io.holdfast.lease.socket.LeaseSocketClient;
import io.holdfast.lease.socket.MalformedMessage;
import io.holdfast.lease.socket.RegisteredConnection;
import io.holdfast.lease.socket.ResourceAddress;
import io.holdfast.lease.socket.ResultCode;
import io.holdfast.protocol.ErrorCode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps the connection that holds the SPM lease. It is closed when the lease was given back, or when its acquisition
/// failed and nothing was written under it; **never otherwise while the process lives**: a closed connection is a
/// lease given back, whoever may still be writing.
final class SpmLeaseKeeper {
    /// A host id that another stay of this host left behind is free after 8 × io time-out + 60 s and 2 × more.
    static final Duration JOIN_LIMIT = Duration.ofMinutes(3);

    private static final String OWNER_NAME = "holdfast-spm";
    private static final Duration ACQUIRE_LIMIT = Duration.ofMinutes(3);
    private static final Duration WATCH_LIMIT = Duration.ofSeconds(10);
    private static final Duration RELEASE_LIMIT = Duration.ofMinutes(1);

    private final LeaseSocketClient daemon;
    private final int ownPid;
    private @Nullable RegisteredConnection connection;

    SpmLeaseKeeper(LeaseSocketClient daemon, int ownPid) {
        this.daemon = daemon;
        this.ownPid = ownPid;
    }

    /// Takes the lease. A host that is alive is not waited for. If it cannot be told whether the lease was taken, the
    /// connection is closed, and the daemon gives back what it took.
    synchronized SpmMachine.Event acquire(ResourceAddress lease) {
        try {
            RegisteredConnection fresh = daemon.register();
            connection = fresh;
            fresh.acquire(OWNER_NAME, ACQUIRE_LIMIT, List.of(lease));
            long version = fresh.inquire(RELEASE_LIMIT).stream()
                    .filter(each -> isSame(each, lease))
                    .findFirst()
                    .orElseThrow(() -> new LeaseRefused("find the SPM lease just taken", ResultCode.FAILED))
                    .lver();
            return new SpmMachine.Event.Acquired(version);
        } catch (LeaseRefused | LeaseDaemonUnavailable | MalformedMessage e) {
            end();
            return new SpmMachine.Event.Failed(
                    ErrorCode.LOCK_NOT_ACQUIRED.code(), "Cannot take the SPM lease: " + e.getMessage());
        }
    }

    private synchronized void end() {
        RegisteredConnection kept = connection;
        connection = null;
        if (kept != null) {
            kept.close();
        }
    }

    /// Gives the lease back.
    synchronized SpmMachine.Event release(ResourceAddress lease) {
        RegisteredConnection kept = connection;
        if (kept == null) {
            return new SpmMachine.Event.NotReleased("there is no connection that holds it");
        }
        try {
            kept.release(RELEASE_LIMIT, List.of(lease));
        } catch (LeaseRefused | LeaseDaemonUnavailable | MalformedMessage e) {
            return new SpmMachine.Event.NotReleased(String.valueOf(e.getMessage()));
        }
        end();
        return new SpmMachine.Event.Released();
    }

    /// Asks the daemon whether the kept connection holds the lease, at its place.
    ///
    /// A connection on which one question stayed without an answer cannot be asked again. Then the daemon is asked
    /// through another one about this process, which may have further connections: that the lease is not among what
    /// it lists says nothing, but a daemon that does not know the process at all has lost the lease.
    SpmMachine.Event watch(ResourceAddress lease, long version) {
        RegisteredConnection kept = kept();
        if (kept == null) {
            return new SpmMachine.Event.NotHeld(version, "there is no connection that holds it");
        }
        try {
            return isAmong(kept.inquire(WATCH_LIMIT), lease)
                    ? new SpmMachine.Event.StillHeld(version)
                    : new SpmMachine.Event.NotHeld(version, "the daemon does not count it among the connection's");
        } catch (LeaseRefused e) {
            return refused(version, e);
        } catch (LeaseDaemonUnavailable | MalformedMessage e) {
            return watchFromOutside(lease, version);
        }
    }

    private SpmMachine.Event watchFromOutside(ResourceAddress lease, long version) {
        try {
            return isAmong(daemon.inquire(ownPid), lease)
                    ? new SpmMachine.Event.StillHeld(version)
                    : new SpmMachine.Event.Silence(version);
        } catch (LeaseRefused e) {
            return refused(version, e);
        } catch (LeaseDaemonUnavailable | MalformedMessage e) {
            return new SpmMachine.Event.Silence(version);
        }
    }

    private static SpmMachine.Event refused(long version, LeaseRefused e) {
        boolean gone = e.code() == ResultCode.ESRCH || e.code() == ResultCode.ESTALE;
        return gone
                ? new SpmMachine.Event.NotHeld(version, String.valueOf(e.getMessage()))
                : new SpmMachine.Event.Silence(version);
    }

    private synchronized @Nullable RegisteredConnection kept() {
        return connection;
    }

    private static boolean isAmong(List<ResourceAddress> held, ResourceAddress lease) {
        return held.stream().anyMatch(each -> isSame(each, lease));
    }

    private static boolean isSame(ResourceAddress held, ResourceAddress lease) {
        List<DiskAddress> disks = held.disks();
        return held.lockspace().equals(lease.lockspace())
                && held.name().equals(lease.name())
                && disks.equals(lease.disks());
    }
}
