package io.holdfast.agent.spm;

import io.holdfast.lease.socket.HostEntry;
import io.holdfast.lease.socket.LeaseDaemonUnavailable;
import io.holdfast.lease.socket.LeaseRefused;
import io.holdfast.lease.socket.LeaseSocketClient;
import io.holdfast.lease.socket.MalformedMessage;
import io.holdfast.lease.socket.ResultCode;
import io.holdfast.storage.LeaseContent;
import io.holdfast.storage.OwnerJudge;
import java.util.List;

/// Judges owners of leases by what the lease daemon sees of their host ids.
///
/// An owner is gone if its host id is free, or dead (silent for 8 × its I/O time-out + 60 s), or has another generation
/// now. Everything else counts as alive.
public final class LeaseOwners implements OwnerJudge {
    private final LeaseSocketClient daemon;

    public LeaseOwners(LeaseSocketClient daemon) {
        this.daemon = daemon;
    }

    /// What the daemon can say of an owner.
    public enum Standing {
        GONE,
        HELD,
        /// This host has not joined the lockspace, or the daemon does not answer.
        NOT_KNOWN
    }

    @Override
    public boolean isGone(String lockspace, LeaseContent.Owner owner) {
        return standing(lockspace, owner) == Standing.GONE;
    }

    /// Asks the daemon about an owner.
    public Standing standing(String lockspace, LeaseContent.Owner owner) {
        try {
            List<HostEntry> entries = daemon.hosts(lockspace, owner.hostId());
            return entries.size() == 1 && isGone(entries.getFirst(), owner) ? Standing.GONE : Standing.HELD;
        } catch (LeaseRefused e) {
            // Joined a moment ago: nobody was looked at yet.
            return e.code() == ResultCode.EAGAIN ? Standing.HELD : Standing.NOT_KNOWN;
        } catch (LeaseDaemonUnavailable | MalformedMessage e) {
            return Standing.NOT_KNOWN;
        }
    }

    private static boolean isGone(HostEntry entry, LeaseContent.Owner owner) {
        return entry.generation() != owner.generation()
                || entry.state() == HostEntry.State.FREE
                || entry.state() == HostEntry.State.DEAD;
    }
}
