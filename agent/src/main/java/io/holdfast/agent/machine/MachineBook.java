package io.holdfast.agent.machine;

import io.holdfast.base.Clock;
import io.holdfast.hypervisor.Hypervisor;
import io.holdfast.hypervisor.HypervisorException;
import io.holdfast.hypervisor.Machine;
import io.holdfast.hypervisor.MachineEvent;
import io.holdfast.hypervisor.MachineXml;
import io.holdfast.protocol.HostEvent;
import io.holdfast.protocol.VmExitReason;
import io.holdfast.protocol.VmStatistics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every machine of this host and its [MachineCourse]; tells of changes, and stores how machines ended.
///
/// [#look] compares it with what the hypervisor has. Until the first look succeeded nothing may be said: an
/// empty book
/// is not an empty host.
public final class MachineBook {
    private static final Logger LOG = LoggerFactory.getLogger(MachineBook.class);

    private final MachineStore store;
    private final Clock clock;
    private final Consumer<HostEvent> events;
    private final Map<UUID, MachineCourse> courses = new LinkedHashMap<>();
    private volatile boolean complete;

    /// A start that is under way.
    public static final class Start {
        private final UUID id;
        private final MachineCourse course;
        private final CountDownLatch ended = new CountDownLatch(1);

        private Start(UUID id, MachineCourse course) {
            this.id = id;
            this.course = course;
        }

        /// The hypervisor has answered, or never will.
        void end() {
            ended.countDown();
        }
    }

    private final Map<UUID, Start> starts = new LinkedHashMap<>();

    /// Begins with the machines that are stored.
    ///
    /// @param events told of every change, in order; must not block for long
    public MachineBook(MachineStore store, Clock clock, Consumer<HostEvent> events) {
        this.store = store;
        this.clock = clock;
        this.events = events;
        for (MachineStore.Stored each : store.machines()) {
            VmStatistics.Exit exit = each.exit();
            courses.put(
                    each.id(),
                    exit == null
                            ? MachineCourse.ofEarlier(each.id(), each.startId(), each.leased(), millis())
                            : MachineCourse.ended(each.id(), each.startId(), exit, millis()));
        }
    }

    /// Whether the hypervisor's machines have been seen since the start of this agent.
    public boolean isComplete() {
        return complete;
    }

    /// Compares the book with the hypervisor's list.
    ///
    /// @throws HypervisorException if there is none to be had
    public void look(Hypervisor hypervisor) {
        List<UUID> before;
        synchronized (this) {
            before = List.copyOf(courses.keySet());
        }
        List<Machine> found = hypervisor.list();
        Map<UUID, String> unknown = new LinkedHashMap<>();
        for (Machine each : found) {
            if (!isKnown(each.id())) {
                unknown.put(each.id(), hypervisor.xml(each.id()));
            }
        }
        synchronized (this) {
            unknown.forEach(this::meet);
            for (Machine each : found) {
                step(each.id(), course -> course.observed(each, millis()));
            }
            List<UUID> there = found.stream().map(Machine::id).toList();
            before.stream()
                    .filter(each -> !there.contains(each))
                    .forEach(each -> step(each, course -> course.missing(millis())));
            complete = true;
        }
    }

    private synchronized boolean isKnown(UUID id) {
        return courses.containsKey(id);
    }

    /// A machine that somebody started past this agent, or whose record is lost.
    private void meet(UUID id, String xml) {
        if (courses.containsKey(id)) {
            return;
        }
        String written = MachineXml.startId(xml);
        UUID startId = written.isEmpty() ? null : UUID.fromString(written);
        LOG.info("Machine {} runs on this host, which had no record of it", id);
        courses.put(id, MachineCourse.ofEarlier(id, startId, xml.contains("<lease>"), millis()));
    }

    /// Takes note of an event about one machine.
    public synchronized void happened(MachineEvent event) {
        UUID id =
                switch (event) {
                    case MachineEvent.Running running -> running.id();
                    case MachineEvent.Paused paused -> paused.id();
                    case MachineEvent.DiskFailed failed -> failed.id();
                    case MachineEvent.Ending ending -> ending.id();
                    case MachineEvent.Stopped stopped -> stopped.id();
                    case MachineEvent.Connected connected -> null;
                    case MachineEvent.Disconnected disconnected -> null;
                };
        if (id != null) {
            step(id, course -> course.happened(event, millis()));
        }
    }

    /// Opens the course of a machine that is about to be started, in place of what was left of an earlier one.
    synchronized Start begin(UUID id, @Nullable UUID startId, boolean leased) {
        Start start = new Start(id, MachineCourse.ordered(id, startId, leased, millis()));
        courses.put(id, start.course);
        starts.put(id, start);
        tell(start.course);
        return start;
    }

    synchronized void observed(Start start, Machine machine) {
        stepIf(start, course -> course.observed(machine, millis()));
    }

    synchronized void startFailed(Start start, String why) {
        stepIf(start, course -> course.startFailed(why, millis()));
    }

    synchronized void startUnanswered(Start start) {
        stepIf(start, course -> {
            course.startUnanswered(millis());
            return false;
        });
    }

    /// The machine may have been forgotten, or started anew, since.
    private void stepIf(Start start, Predicate<MachineCourse> change) {
        if (courses.get(start.id) == start.course) {
            step(start.id, change);
        }
    }

    synchronized void shutdownRequested(UUID id) {
        step(id, course -> course.shutdownRequested(millis()));
    }

    synchronized void killed(UUID id, VmExitReason reason, String why) {
        step(id, course -> course.killed(reason, why, millis()));
    }

    private void step(UUID id, Predicate<MachineCourse> change) {
        MachineCourse course = courses.get(id);
        if (course == null) {
            return;
        }
        boolean wasDown = course.isDown();
        if (change.test(course)) {
            if (course.isDown() != wasDown) {
                store.save(new MachineStore.Stored(
                        id,
                        course.startId().orElse(null),
                        course.leased(),
                        course.exit().orElse(null)));
            }
            tell(course);
        }
    }

    private void tell(MachineCourse course) {
        long now = millis();
        VmStatistics statistics = course.statistics(now);
        LOG.info(
                "Machine {} is {}{}{}",
                course.id(),
                statistics.status().word(),
                statistics.pauseCode().isEmpty() ? "" : " (" + statistics.pauseCode() + ")",
                course.exit().map(exit -> ": " + exit.message()).orElse(""));
        events.accept(HostEvent.vmStatus(statistics, now));
    }

    /// Forgets a machine that has no process.
    ///
    /// @return whether it was known
    synchronized boolean forget(UUID id) {
        starts.remove(id);
        if (courses.remove(id) == null) {
            return false;
        }
        store.forget(id);
        return true;
    }

    /// Whether a machine is known that is not down.
    synchronized boolean mayRun(UUID id) {
        MachineCourse course = courses.get(id);
        return course != null && !course.isDown();
    }

    /// Whether an order is under way that may yet give the machine a process.
    synchronized boolean isUndecided(UUID id) {
        Start start = starts.get(id);
        if (start != null && start.ended.getCount() == 0) {
            starts.remove(id);
        }
        MachineCourse course = courses.get(id);
        return starts.containsKey(id) || (course != null && course.isUndecided());
    }

    /// Machines with a lease that a disk error has paused for longer than this.
    synchronized List<UUID> lostCauses(long patience) {
        return courses.values().stream()
                .filter(course -> course.isLostCause(millis(), patience))
                .map(MachineCourse::id)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    public synchronized Optional<VmStatistics> statistics(UUID id) {
        return Optional.ofNullable(courses.get(id)).map(course -> course.statistics(millis()));
    }

    public synchronized List<VmStatistics> statistics() {
        return courses.values().stream()
                .map(course -> course.statistics(millis()))
                .toList();
    }

    private long millis() {
        return clock.monotonicNanos() / 1_000_000;
    }
}
