package io.holdfast.manager;

import io.holdfast.manager.inventory.DomainReport;
import io.holdfast.manager.inventory.LockspaceObservation;
import io.holdfast.manager.inventory.VmReport;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What came of an [Action].
public sealed interface Reply {
    record Done() implements Reply {}

    /// It did not succeed, or nobody knows whether it did.
    ///
    /// @param code the protocol's error code, 0 when there is none
    record Failed(Kind kind, int code, String message) implements Reply {
        /// How much is known about a failure.
        public enum Kind {
            /// It was never sent: no connection.
            UNREACHABLE,
            /// It was sent, or may have been, and no answer came.
            UNANSWERED,
            /// It was answered with a refusal.
            REFUSED
        }
    }

    /// A host's answer about itself.
    ///
    /// @param clock the agent's monotonic clock, milliseconds
    /// @param epoch the epoch that the host acknowledged last, 0 before the first
    /// @param memoryTotal bytes
    /// @param cpuLoad percent
    record Polled(
            String bootId,
            UUID hardwareUuid,
            long clock,
            long epoch,
            @Nullable UUID owner,
            List<LockspaceObservation> lockspaces,
            long memoryTotal,
            long memoryAvailable,
            int cpus,
            double cpuLoad,
            List<DomainReport> domains,
            List<VmReport> vms)
            implements Reply {
        public Polled {
            lockspaces = List.copyOf(lockspaces);
            domains = List.copyOf(domains);
            vms = List.copyOf(vms);
        }
    }

    /// A host's role, and the SPM recorded on storage.
    ///
    /// @param spmId the host id of the recorded SPM, -1 when storage says that there is none that could still act
    record Spm(Role role, int spmId, long lver) implements Reply {
        public enum Role {
            FREE,
            CONTEND,
            SPM
        }
    }

    /// What a host sees of another host's id in a lockspace.
    ///
    /// @param state FREE, LIVE, FAIL, DEAD or UNKNOWN, as the observer judges
    /// @param timestamp the renewal time on disk
    /// @param ioTimeout seconds, from the disk
    /// @param secondsUnchanged how long the observer has watched without seeing a renewal
    /// @param freshRead whether the judgement rests on a read made after its deadline
    /// @param observerLive whether the observer's own id was live throughout
    /// @param interval changes whenever the observation was interrupted
    record Lease(
            String state,
            String ownerName,
            long generation,
            long timestamp,
            int ioTimeout,
            long secondsUnchanged,
            boolean freshRead,
            boolean observerLive,
            String interval)
            implements Reply {}

    /// Where a machine's lease lies.
    record LeasePlace(String path, long offset) implements Reply {}

    /// Bytes.
    record Space(long size, long free) implements Reply {}

    /// What a power device said.
    record Power(State state, String detail) implements Reply {
        public enum State {
            ON,
            OFF,
            UNKNOWN
        }
    }

    /// What a power device says it controls: usually the hardware UUID.
    record Identity(String identity) implements Reply {}
}
