package io.holdfast.manager;

import io.holdfast.manager.inventory.FenceAgent;
import io.holdfast.manager.inventory.Host;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/// Learns what each power device controls. Only one that says that it controls this host's hardware is ever used.
final class PowerDevices {
    private static final Duration AGAIN = Duration.ofSeconds(15);

    private final Map<UUID, Instant> nextTry = new HashMap<>();

    void plan(Turn turn) {
        for (FenceAgent device : turn.state.all(FenceAgent.class)) {
            Host host = turn.state.host(device.host());
            boolean open = !device.identified() && device.lyingSince() == null && host.hardwareUuid() != null;
            if (open && turn.due(nextTry.get(device.id()))) {
                nextTry.put(device.id(), turn.in(AGAIN));
                turn.request(new Action.Identify(device));
            }
        }
    }

    /// Takes the answer to [Action.Identify].
    void identified(Turn turn, Action.Identify action, Reply reply) {
        FenceAgent device = turn.state.find(FenceAgent.class, action.device().id());
        if (device == null || device.identified()) {
            return;
        }
        Host host = turn.state.host(device.host());
        String before = device.identity();
        if (reply instanceof Reply.Identity said && host.hardwareUuid() != null) {
            boolean ours = said.identity()
                    .toLowerCase(Locale.ROOT)
                    .equals(host.hardwareUuid().toString());
            turn.put(device.identifiedAs(said.identity(), ours));
            if (!ours && !said.identity().equals(before)) {
                turn.event(
                        EventType.FENCE_TEST_FAILED,
                        "Power device " + PowerSequence.name(device) + " controls " + said.identity() + ", not host "
                                + host.name() + " (" + host.hardwareUuid() + "). It will not be used.",
                        turn.about(host));
            }
        } else if (reply instanceof Reply.Failed failed && before == null) {
            turn.put(device.identifiedAs("", false));
            turn.event(
                    EventType.FENCE_TEST_FAILED,
                    "Power device " + PowerSequence.name(device) + " of host " + host.name() + " could not be asked: "
                            + failed.message() + ". It is asked again.",
                    turn.about(host));
        }
    }
}
