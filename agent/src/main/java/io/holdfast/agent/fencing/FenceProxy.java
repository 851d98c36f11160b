package io.holdfast.agent.fencing;

import io.holdfast.lease.socket.HostEntry;
import io.holdfast.lease.socket.LeaseDaemonUnavailable;
import io.holdfast.lease.socket.LeaseRefused;
import io.holdfast.lease.socket.LeaseSocketClient;
import io.holdfast.lease.socket.MalformedMessage;
import io.holdfast.power.DeviceId;
import io.holdfast.power.FenceAgentSettings;
import io.holdfast.power.InvalidFenceAgentException;
import io.holdfast.power.PowerDevice;
import io.holdfast.power.PowerDrivers;
import io.holdfast.power.PowerResult;
import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.FenceNode;
import io.holdfast.protocol.HostVerbs;
import io.holdfast.protocol.VerbFailed;
import io.holdfast.protocol.VerbRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Works power devices on a manager's behalf, from this host's place in the network.
///
/// If the order names the target's host ids, and this host's lease daemon sees one of them live, nothing is done. Where
/// the daemon cannot tell, the order is carried out: as the protocol has it, this is a courtesy and no proof.
public final class FenceProxy {
    private static final Logger LOG = LoggerFactory.getLogger(FenceProxy.class);
    /// What a fence script that failed ended with.
    private static final int SCRIPT_FAILED = 1;

    private final PowerDrivers drivers;
    private final LeaseSocketClient daemon;

    public FenceProxy(PowerDrivers drivers, LeaseSocketClient daemon) {
        this.drivers = drivers;
        this.daemon = daemon;
    }

    /// Adds the verb.
    public void register(VerbRegistry.Builder verbs) {
        verbs.add(HostVerbs.FENCE_NODE, (order, context) -> carryOut(order));
    }

    private FenceNode.Outcome carryOut(FenceNode order) {
        PowerDevice device = open(order);
        if (order.action() == FenceNode.Action.STATUS) {
            return switch (device.status()) {
                case PowerResult.On on -> FenceNode.Outcome.status(true);
                case PowerResult.Off off -> FenceNode.Outcome.status(false);
                case PowerResult.Unknown unknown -> throw failed(unknown.reason());
                case PowerResult.Failed failed -> throw failed(failed.message());
            };
        }
        Optional<UUID> liveIn = order.aliveCheck().entrySet().stream()
                .filter(each -> isLive(each.getKey(), each.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
        if (liveIn.isPresent()) {
            LOG.info("{} is skipped: its target lives in domain {}", order, liveIn.get());
            return FenceNode.Outcome.skipped();
        }
        LOG.info("{}", order);
        switch (order.action()) {
            case ON -> require(device.on());
            case OFF -> require(device.off());
            case REBOOT -> {
                require(device.off());
                require(device.on());
            }
            case STATUS -> throw new IllegalStateException("answered above");
        }
        return FenceNode.Outcome.initiated();
    }

    private PowerDevice open(FenceNode order) {
        if (!drivers.types().contains(order.agent())) {
            throw new VerbFailed(
                    ErrorCode.UNKNOWN_FENCE_AGENT, "There is no fence agent " + order.agent() + " on this host");
        }
        try {
            return drivers.open(new FenceAgentSettings(
                    new DeviceId(order.agent() + "@" + order.address()),
                    order.agent(),
                    order.address(),
                    order.port(),
                    order.user(),
                    order.password(),
                    order.options(),
                    Optional.empty()));
        } catch (InvalidFenceAgentException | IllegalArgumentException e) {
            throw new VerbFailed(SCRIPT_FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    private boolean isLive(UUID domain, int hostId) {
        try {
            return daemon.hosts(domain.toString(), hostId).stream()
                    .anyMatch(each -> each.state() == HostEntry.State.LIVE);
        } catch (LeaseRefused | LeaseDaemonUnavailable | MalformedMessage e) {
            LOG.warn("Whether host id {} of domain {} lives is not known: {}", hostId, domain, e.getMessage());
            return false;
        }
    }

    private static void require(PowerResult result) {
        switch (result) {
            case PowerResult.On on -> {}
            case PowerResult.Off off -> {}
            case PowerResult.Unknown unknown -> throw failed(unknown.reason());
            case PowerResult.Failed failed -> throw failed(failed.message());
        }
    }

    private static VerbFailed failed(String why) {
        return new VerbFailed(SCRIPT_FAILED, why, null);
    }
}
