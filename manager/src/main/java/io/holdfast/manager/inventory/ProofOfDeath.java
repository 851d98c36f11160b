package io.holdfast.manager.inventory;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// A reason to be certain that nothing runs any more on a host, under the boot that its plan is about.
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "kind")
public sealed interface ProofOfDeath {
    /// When the proof became complete.
    Instant at();

    /// Every device of a level reported off in a status read of its own after the order, and each one's identity
    /// matched this host at set-up.
    record PowerOffConfirmed(List<UUID> devices, Instant at) implements ProofOfDeath {
        public PowerOffConfirmed {
            devices = List.copyOf(devices);
        }
    }

    /// The host's id in a lockspace was not renewed, under this generation, for longer than its own daemon and its
    /// watchdog allow. Covers only processes that held a lease of that lockspace under that generation.
    ///
    /// @param observer the host that watched
    record LeaseExpired(UUID lockspace, int hostId, long generation, UUID observer, Instant at)
            implements ProofOfDeath {}

    /// The same hardware answers under another boot id.
    record HostRebooted(String bootId, Instant at) implements ProofOfDeath {}

    /// A person vouches for it.
    record OperatorConfirmed(String who, String reason, Instant at) implements ProofOfDeath {}
}
