package io.holdfast.manager.system;

import io.holdfast.manager.Action;
import io.holdfast.manager.Command;
import io.holdfast.manager.CommandRefused;
import io.holdfast.manager.Reply;
import io.holdfast.manager.inventory.FenceAgent;
import io.holdfast.power.DeviceId;
import io.holdfast.power.FenceAgentSettings;
import io.holdfast.power.Identification;
import io.holdfast.power.InvalidFenceAgentException;
import io.holdfast.power.MachineIdentity;
import io.holdfast.power.PowerDevice;
import io.holdfast.power.PowerDrivers;
import io.holdfast.power.PowerResult;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Carries out the actions of power devices.
final class PowerActions {
    private final PowerDrivers drivers;

    PowerActions(PowerDrivers drivers) {
        this.drivers = drivers;
    }

    Reply run(Action.OnDevice action) {
        PowerDevice device;
        try {
            device = drivers.open(settings(action.device()));
        } catch (InvalidFenceAgentException e) {
            return new Reply.Failed(Reply.Failed.Kind.REFUSED, 0, String.valueOf(e.getMessage()));
        }
        return switch (action) {
            case Action.ReadPower _ -> reply(device.status());
            case Action.PowerOff _ -> reply(device.off());
            case Action.PowerOn _ -> reply(device.on());
            case Action.Identify _ ->
                switch (device.identify()) {
                    case Identification.Identified told ->
                        new Reply.Identity(told.machine().uuid());
                    case Identification.NotIdentified not -> failed(not.kind() + ": " + not.message());
                };
        };
    }

    private static Reply reply(PowerResult result) {
        return switch (result) {
            case PowerResult.On _ -> new Reply.Power(Reply.Power.State.ON, "");
            case PowerResult.Off _ -> new Reply.Power(Reply.Power.State.OFF, "");
            case PowerResult.Unknown unknown -> new Reply.Power(Reply.Power.State.UNKNOWN, unknown.reason());
            case PowerResult.Failed failed -> failed(failed.kind() + ": " + failed.message());
        };
    }

    private static Reply failed(String why) {
        return new Reply.Failed(Reply.Failed.Kind.UNANSWERED, 0, why);
    }

    private static FenceAgentSettings settings(FenceAgent agent) {
        boolean known = agent.identified() && agent.identity() != null;
        return new FenceAgentSettings(
                new DeviceId(agent.id().toString()),
                agent.type(),
                agent.address(),
                agent.port(),
                agent.username(),
                agent.password(),
                agent.options(),
                known ? Optional.of(MachineIdentity.ofUuid(String.valueOf(agent.identity()))) : Optional.empty());
    }

    /// Refuses settings of a power device that cannot work, before they are stored.
    static void check(Command command) throws CommandRefused {
        if (command instanceof Command.AddFenceAgent add) {
            try {
                PowerDrivers.standard()
                        .open(settings(new FenceAgent(
                                add.id() == null ? new UUID(0, 0) : add.id(),
                                add.host(),
                                add.order(),
                                add.type(),
                                add.address(),
                                add.port(),
                                add.username(),
                                add.password(),
                                Map.copyOf(add.options()),
                                null,
                                false,
                                null)));
            } catch (InvalidFenceAgentException | IllegalArgumentException e) {
                throw new CommandRefused(CommandRefused.Kind.INVALID, String.valueOf(e.getMessage()));
            }
        }
    }
}
