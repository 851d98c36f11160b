package io.holdfast.agent.machine;

import io.holdfast.hypervisor.Hypervisor;
import io.holdfast.hypervisor.HypervisorException;
import io.holdfast.hypervisor.HypervisorFacts;
import io.holdfast.hypervisor.Machine;
import io.holdfast.hypervisor.MachineEvent;
import io.holdfast.hypervisor.MachineState;
import io.holdfast.hypervisor.PauseReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Machines that are only said to run. Starts can be held up and refused.
final class FakeHypervisor implements Hypervisor {
    private static final Pattern ID = Pattern.compile("<uuid>([0-9a-f-]+)</uuid>");

    final Map<UUID, Machine> machines = new LinkedHashMap<>();
    final Map<UUID, String> xmls = new LinkedHashMap<>();
    final List<UUID> started = new ArrayList<>();
    final List<UUID> killed = new ArrayList<>();
    final CountDownLatch startReached = new CountDownLatch(1);
    volatile @Nullable CountDownLatch holdStarts;
    volatile HypervisorException.@Nullable Kind refuseStarts;
    volatile HypervisorException.@Nullable Kind refuseResumes;

    @Override
    public boolean connected() {
        return true;
    }

    @Override
    public synchronized List<Machine> list() {
        return List.copyOf(machines.values());
    }

    @Override
    public synchronized Optional<Machine> find(UUID id) {
        return Optional.ofNullable(machines.get(id));
    }

    @Override
    public Machine create(String xml) {
        startReached.countDown();
        CountDownLatch hold = holdStarts;
        if (hold != null) {
            try {
                hold.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        HypervisorException.Kind refuse = refuseStarts;
        if (refuse != null) {
            throw new HypervisorException(refuse, "refused: " + refuse);
        }
        Matcher matcher = ID.matcher(xml);
        if (!matcher.find()) {
            throw new IllegalStateException("no id in " + xml);
        }
        return run(UUID.fromString(matcher.group(1)), xml, MachineState.RUNNING, PauseReason.NONE);
    }

    synchronized Machine run(UUID id, String xml, MachineState state, PauseReason reason) {
        Machine machine = new Machine(id, "vm", state, reason, 0, 1024, 1);
        machines.put(id, machine);
        xmls.put(id, xml);
        started.add(id);
        return machine;
    }

    @Override
    public synchronized boolean destroy(UUID id) {
        killed.add(id);
        return machines.remove(id) != null;
    }

    @Override
    public void shutdown(UUID id) {}

    @Override
    public void suspend(UUID id) {}

    @Override
    public void resume(UUID id) {
        HypervisorException.Kind refuse = refuseResumes;
        if (refuse != null) {
            throw new HypervisorException(refuse, "refused: " + refuse);
        }
    }

    @Override
    public synchronized String xml(UUID id) {
        String xml = xmls.get(id);
        if (xml == null) {
            throw new HypervisorException(HypervisorException.Kind.NO_MACHINE, "none");
        }
        return xml;
    }

    @Override
    public HypervisorFacts facts() {
        return new HypervisorFacts("9.0.0", "7.2.0", List.of("q35"), "");
    }

    @Override
    public void listen(Consumer<MachineEvent> listener) {}

    @Override
    public void close() {}
}
