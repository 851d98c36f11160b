package io.holdfast.agent.pool;

import io.holdfast.protocol.DomainStatus;
import java.util.Map;
import java.util.UUID;

/// The pool that this host takes part in, as its manager last said.
///
/// @param hostId of this host in every lockspace of the pool
/// @param domains all of the pool's
record Pool(UUID id, int hostId, UUID master, int masterVersion, Map<UUID, DomainStatus> domains) {
    Pool {
        domains = Map.copyOf(domains);
    }

    boolean isActive(UUID domain) {
        return domains.get(domain) == DomainStatus.ACTIVE;
    }
}
