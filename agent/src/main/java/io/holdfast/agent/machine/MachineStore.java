package io.holdfast.agent.machine;

import io.holdfast.agent.system.DurableDirectory;
import io.holdfast.protocol.Fields;
import io.holdfast.protocol.Json;
import io.holdfast.protocol.MalformedMessage;
import io.holdfast.protocol.StartPermit;
import io.holdfast.protocol.VmExitReason;
import io.holdfast.protocol.VmStatistics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// What this host must not forget about machines: every start id that it used, and every machine that it has not
/// been
/// told to forget. One file each, durable before the call returns. What was stored under another boot id is
/// dropped at
/// the start: its processes are gone, and its orders are refused by their boot id.
public final class MachineStore {
    private static final Logger LOG = LoggerFactory.getLogger(MachineStore.class);
    private static final String ENDING = ".json";

    private final DurableDirectory starts;
    private final DurableDirectory machines;
    private final String bootId;
    private final Map<UUID, UUID> usedStarts = new HashMap<>();
    private final List<Stored> found = new ArrayList<>();

    /// A machine as it was stored.
    ///
    /// @param exit null while it may run
    public record Stored(UUID id, @Nullable UUID startId, boolean leased, VmStatistics.@Nullable Exit exit) {}

    /// Reads what is there.
    public MachineStore(DurableDirectory state, String bootId) {
        this.bootId = bootId;
        this.starts = state.directory("starts");
        this.machines = state.directory("machines");
        for (String name : starts.names(ENDING)) {
            read(starts, name).ifPresent(fields -> usedStarts.put(fields.uuid("startId"), fields.uuid("vm")));
        }
        for (String name : machines.names(ENDING)) {
            read(machines, name)
                    .ifPresent(fields -> found.add(new Stored(
                            fields.uuid("vm"),
                            fields.optionalUuid("startId").orElse(null),
                            fields.truth("leased"),
                            fields.optionalObject("exit")
                                    .map(MachineStore::exit)
                                    .orElse(null))));
        }
    }

    private Optional<Fields> read(DurableDirectory directory, String name) {
        try {
            Optional<Fields> fields = directory.read(name).map(bytes -> Fields.of(Json.parse(bytes), name));
            if (fields.isPresent() && !fields.get().text("bootId").equals(bootId)) {
                directory.delete(name);
                return Optional.empty();
            }
            return fields;
        } catch (MalformedMessage e) {
            // Writes are atomic, so this is no crash of ours. Kept for people; a start id in it is lost, but its order
            // has an expiry.
            LOG.error("Cannot read {} in the state directory; it is left alone", name, e);
            return Optional.empty();
        }
    }

    /// The machines of this boot.
    public List<Stored> machines() {
        return List.copyOf(found);
    }

    /// The machine that a start id was used for.
    public synchronized Optional<UUID> usedFor(UUID startId) {
        return Optional.ofNullable(usedStarts.get(startId));
    }

    /// Stores that a machine is about to be started: from now on its start id is used.
    public synchronized void begin(UUID machine, Optional<StartPermit> permit, boolean leased) {
        permit.ifPresent(each -> {
            starts.write(
                    each.startId() + ENDING,
                    Json.bytes(Json.object()
                            .put("startId", each.startId().toString())
                            .put("vm", machine.toString())
                            .put("bootId", bootId)
                            .put("epoch", each.epoch())
                            .put("notAfter", each.notAfter())));
            usedStarts.put(each.startId(), machine);
        });
        save(new Stored(machine, permit.map(StartPermit::startId).orElse(null), leased, null));
    }

    /// Stores what a machine is, or how it ended.
    public void save(Stored machine) {
        ObjectNode node = Json.object()
                .put("vm", machine.id().toString())
                .put("bootId", bootId)
                .put("leased", machine.leased());
        if (machine.startId() != null) {
            node.put("startId", machine.startId().toString());
        }
        VmStatistics.Exit exit = machine.exit();
        if (exit != null) {
            node.putObject("exit")
                    .put("failed", exit.failed())
                    .put("reason", exit.reason().number())
                    .put("message", exit.message());
        }
        machines.write(machine.id() + ENDING, Json.bytes(node));
    }

    private static VmStatistics.Exit exit(Fields fields) {
        return new VmStatistics.Exit(
                fields.truth("failed"), VmExitReason.of(fields.integer("reason")), fields.text("message", ""));
    }

    /// Forgets a machine; its start id stays used.
    public void forget(UUID machine) {
        machines.delete(machine + ENDING);
    }
}
