package io.holdfast.agent.machine;

import io.holdfast.protocol.Done;
import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.HostVerbs;
import io.holdfast.protocol.VerbFailed;
import io.holdfast.protocol.VerbRegistry;
import io.holdfast.protocol.VmStatistics;
import io.holdfast.protocol.VmVerbs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Answers the verbs about machines.
public final class MachineHandlers {
    private final Machines machines;

    public MachineHandlers(Machines machines) {
        this.machines = machines;
    }

    /// Adds the verbs.
    public void register(VerbRegistry.Builder verbs) {
        verbs.add(
                        VmVerbs.CREATE,
                        (order, context) -> new VmVerbs.Definition(
                                order.vm(), machines.create(order.vm(), order.xml(), order.startPermit())))
                .add(VmVerbs.DESTROY, (vm, context) -> {
                    machines.destroy(vm);
                    return Done.DONE;
                })
                .add(VmVerbs.SHUTDOWN, (order, context) -> {
                    if (order.reboot()) {
                        throw new VerbFailed(
                                ErrorCode.UNSUPPORTED_OPERATION, "This host cannot ask a guest to start again");
                    }
                    machines.shutdown(order.vm());
                    return Done.DONE;
                })
                .add(VmVerbs.PAUSE, (vm, context) -> {
                    machines.pause(vm);
                    return Done.DONE;
                })
                .add(VmVerbs.CONTINUE, (vm, context) -> {
                    machines.resume(vm);
                    return Done.DONE;
                })
                .add(VmVerbs.GET_STATISTICS, (vm, context) -> List.of(machines.statistics(vm)))
                .add(HostVerbs.GET_ALL_VM_STATISTICS, (nothing, context) -> machines.statistics())
                .add(HostVerbs.GET_VM_LIST, (query, context) -> list(query))
                .add(HostVerbs.DUMP_XMLS, (wanted, context) -> xmls(wanted));
    }

    private HostVerbs.VmList list(HostVerbs.VmListQuery query) {
        List<VmStatistics> found = machines.statistics().stream()
                .filter(each -> query.vms().isEmpty() || query.vms().contains(each.vm()))
                .toList();
        List<UUID> ids = found.stream().map(VmStatistics::vm).toList();
        return new HostVerbs.VmList(ids, query.idsOnly() ? List.of() : found);
    }

    /// A machine that has no process has none.
    private Map<UUID, String> xmls(List<UUID> wanted) {
        Map<UUID, String> found = new LinkedHashMap<>();
        for (VmStatistics each : machines.statistics()) {
            if (wanted.isEmpty() || wanted.contains(each.vm())) {
                try {
                    found.put(each.vm(), machines.xml(each.vm()));
                } catch (VerbFailed e) {
                    if (e.code() != ErrorCode.NO_SUCH_VM.code()) {
                        throw e;
                    }
                }
            }
        }
        return found;
    }
}
