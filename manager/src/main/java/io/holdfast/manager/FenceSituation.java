package io.holdfast.manager;

import io.holdfast.manager.inventory.Cluster;
import io.holdfast.manager.inventory.FenceAgent;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.HostStatus;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Everything around a fence plan that its next step depends on.
///
/// @param observers hosts that are Up and reach a domain, by domain
/// @param brake why nothing may be powered off by itself now, null when it may
/// @param epoch the manager's epoch in the data center
/// @param busy whether an action with that key is under way
record FenceSituation(
        Host host,
        HostStatus status,
        Cluster cluster,
        List<FenceAgent> agents,
        Map<UUID, List<Host>> observers,
        @Nullable String brake,
        long epoch,
        Predicate<String> busy) {
    /// The devices that may be used: identified as this host's, never caught lying.
    List<FenceAgent> usable() {
        return agents.stream()
                .filter(each -> each.identified() && each.lyingSince() == null)
                .toList();
    }

    List<FenceAgent> level(int order) {
        return usable().stream().filter(each -> each.order() == order).toList();
    }

    /// The order number of the level after this one, the first after the last; -1 without any device.
    int levelAfter(int order) {
        List<Integer> orders =
                usable().stream().map(FenceAgent::order).distinct().sorted().toList();
        return orders.stream()
                .filter(each -> each > order)
                .findFirst()
                .orElse(orders.isEmpty() ? -1 : orders.getFirst());
    }

    @Nullable FenceAgent agent(UUID id) {
        return agents.stream().filter(each -> each.id().equals(id)).findFirst().orElse(null);
    }
}
