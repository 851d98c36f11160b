package io.holdfast.manager;

import io.holdfast.manager.CommandRefused.Kind;
import io.holdfast.manager.inventory.Kept;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Takes users' commands: checks each whole against the present state, and only then changes what is wanted. The
/// planners do the rest.
final class CommandDesk {
    /// What names may look like: they go into file names, domain definitions and host names.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final SetUpCommands setUp = new SetUpCommands();
    private final HostCommands hosts;
    private final MachineCommands machines = new MachineCommands();

    CommandDesk(FenceDesk fences) {
        hosts = new HostCommands(fences);
    }

    CommandResult take(Turn turn, Command command, String correlation) throws CommandRefused {
        return switch (command) {
            case Command.AddDataCenter add -> setUp.add(turn, add);
            case Command.RemoveDataCenter remove -> setUp.remove(turn, remove);
            case Command.AddCluster add -> setUp.add(turn, add);
            case Command.UpdateCluster update -> setUp.update(turn, update);
            case Command.RemoveCluster remove -> setUp.remove(turn, remove);
            case Command.AddStorageConnection add -> setUp.add(turn, add);
            case Command.RemoveStorageConnection remove -> setUp.remove(turn, remove);
            case Command.AddStorageDomain add -> setUp.add(turn, add, correlation);
            case Command.AttachStorageDomain attach -> setUp.attach(turn, attach, correlation);
            case Command.ActivateStorageDomain activate -> setUp.activate(turn, activate, correlation);
            case Command.AddHost add -> hosts.add(turn, add, correlation);
            case Command.ActivateHost activate -> hosts.activate(turn, activate.id(), correlation);
            case Command.MaintainHost maintain -> hosts.maintain(turn, maintain, correlation);
            case Command.RemoveHost remove -> hosts.remove(turn, remove);
            case Command.FenceHost fence -> hosts.fence(turn, fence, correlation);
            case Command.ConfirmHostRebooted confirm -> hosts.confirm(turn, confirm);
            case Command.CancelFence cancel -> hosts.cancel(turn, cancel);
            case Command.AddFenceAgent add -> hosts.add(turn, add);
            case Command.UpdateFenceAgent update -> hosts.update(turn, update);
            case Command.RemoveFenceAgent remove -> hosts.remove(turn, remove);
            case Command.AddDisk add -> machines.add(turn, add, correlation);
            case Command.RemoveDisk remove -> machines.remove(turn, remove, correlation);
            case Command.AttachDisk attach -> machines.attach(turn, attach);
            case Command.DetachDisk detach -> machines.detach(turn, detach);
            case Command.AddVm add -> machines.add(turn, add, correlation);
            case Command.UpdateVm update -> machines.update(turn, update);
            case Command.StartVm start -> machines.start(turn, start, correlation);
            case Command.StopVm stop -> machines.stop(turn, stop, correlation);
            case Command.ShutdownVm shutdown -> machines.shutdown(turn, shutdown, correlation);
            case Command.RemoveVm remove -> machines.remove(turn, remove, correlation);
        };
    }

    static CommandRefused invalid(String why) {
        return new CommandRefused(Kind.INVALID, why);
    }

    static CommandRefused conflict(String why) {
        return new CommandRefused(Kind.CONFLICT, why);
    }

    static void name(String name, String what) throws CommandRefused {
        if (!NAME.matcher(name).matches()) {
            throw invalid("The name of a " + what
                    + " has 1 to 64 letters, digits, dots, dashes and underscores, and begins with a letter or digit");
        }
    }

    static void free(Set<String> taken, String name, String what) throws CommandRefused {
        if (taken.contains(name)) {
            throw conflict("There is a " + what + " named " + name + " already");
        }
    }

    static <K extends Kept> K there(Turn turn, Class<K> type, UUID id, String what) throws CommandRefused {
        K found = turn.state.find(type, id);
        if (found == null) {
            throw new CommandRefused(Kind.NOT_FOUND, "There is no " + what + " " + id);
        }
        return found;
    }

    static <K extends Kept> UUID newId(Turn turn, Class<K> type, @Nullable UUID wanted, String what)
            throws CommandRefused {
        if (wanted == null) {
            return turn.newId();
        }
        if (turn.state.find(type, wanted) != null) {
            throw conflict("There is a " + what + " " + wanted + " already");
        }
        return wanted;
    }
}
