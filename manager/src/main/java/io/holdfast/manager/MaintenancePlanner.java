package io.holdfast.manager;

import io.holdfast.manager.inventory.DataCenter;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.HostState;
import io.holdfast.manager.inventory.HostStatus;
import io.holdfast.manager.inventory.JobKind;
import io.holdfast.manager.inventory.JobStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// Takes a host out of service: waits for its machines to be gone, then has it give up the SPM role and its storage.
final class MaintenancePlanner {
    private final Map<UUID, Integer> failures = new HashMap<>();
    private final Map<UUID, Instant> nextTry = new HashMap<>();

    void plan(Turn turn) {
        for (Host host : turn.state.all(Host.class)) {
            HostState state = turn.state.hostState(host.id());
            boolean empty = turn.state.openPlacementsOn(host.id()).isEmpty();
            if (state.status() == HostStatus.PREPARING_FOR_MAINTENANCE
                    && empty
                    && state.silentSince() == null
                    && turn.due(nextTry.get(host.id()))) {
                leave(turn, host);
            }
        }
    }

    private static void leave(Turn turn, Host host) {
        DataCenter dataCenter = turn.state.dataCenterOf(host);
        if (host.id().equals(dataCenter.spmHost())) {
            turn.request(new Action.StopSpm(host.id(), dataCenter.id()));
        } else {
            turn.request(new Action.DisconnectPool(host.id(), dataCenter.id(), host.hostId()));
        }
    }

    /// Takes the answer to [Action.DisconnectPool], or a refusal of [Action.StopSpm].
    void answered(Turn turn, Action.OnHost action, Reply reply) {
        Host host = turn.state.find(Host.class, action.host());
        if (host == null || turn.state.hostState(host.id()).status() != HostStatus.PREPARING_FOR_MAINTENANCE) {
            return;
        }
        HostState state = turn.state.hostState(host.id());
        if (reply instanceof Reply.Failed failed) {
            int count = failures.merge(host.id(), 1, Integer::sum);
            nextTry.put(host.id(), turn.in(turn.policy.pause(count)));
            turn.put(state.to(state.status(), failed.message(), turn.now));
            if (count == 1 && action instanceof Action.StopSpm) {
                turn.event(
                        EventType.MAINTENANCE_REFUSED_BY_SPM,
                        "Host " + host.name() + " does not give up the SPM role yet: " + failed.message(),
                        turn.about(host));
            }
            return;
        }
        failures.remove(host.id());
        nextTry.remove(host.id());
        if (action instanceof Action.DisconnectPool) {
            turn.put(state.answering().to(HostStatus.MAINTENANCE, "", turn.now));
            turn.state.forgetHost(host.id());
            turn.event(EventType.HOST_MAINTENANCE, "Host " + host.name() + " is in maintenance.", turn.about(host));
            turn.end(JobKind.MAINTAIN_HOST, host.id(), JobStatus.FINISHED, "in maintenance");
        }
    }
}
