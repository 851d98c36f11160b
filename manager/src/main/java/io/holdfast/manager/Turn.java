package io.holdfast.manager;

import io.holdfast.manager.inventory.Change;
import io.holdfast.manager.inventory.Cluster;
import io.holdfast.manager.inventory.DataCenter;
import io.holdfast.manager.inventory.Event;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.Job;
import io.holdfast.manager.inventory.JobKind;
import io.holdfast.manager.inventory.JobStatus;
import io.holdfast.manager.inventory.Kept;
import io.holdfast.manager.inventory.StorageDomain;
import io.holdfast.manager.inventory.Vm;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One step of the core while it is being made: the time, the state, and what the planners ask for.
final class Turn {
    final Instant now;
    final SiteState state;
    final Policy policy;
    final UUID owner;
    private final Supplier<UUID> ids;
    private final Map<String, Action> underWay;
    private final LinkedHashMap<String, Action> requested = new LinkedHashMap<>();
    private final List<Event> events = new ArrayList<>();
    private long lastEvent;
    private @Nullable Instant wakeAt;

    /// Ties the events of the command that is being taken together; empty outside of one.
    private String correlation = "";

    /// @param underWay actions that have not been answered yet, by key
    Turn(
            Instant now,
            SiteState state,
            Policy policy,
            UUID owner,
            Supplier<UUID> ids,
            Map<String, Action> underWay,
            long lastEvent) {
        this.now = now;
        this.state = state;
        this.policy = policy;
        this.owner = owner;
        this.ids = ids;
        this.underWay = underWay;
        this.lastEvent = lastEvent;
    }

    UUID newId() {
        return ids.get();
    }

    void correlation(String name) {
        correlation = name;
    }

    void put(Kept record) {
        state.put(record);
    }

    void remove(Kept record) {
        state.remove(record);
    }

    /// Asks for an action, unless one of its key is under way.
    ///
    /// @return whether it was taken
    boolean request(Action action) {
        if (busy(action.key())) {
            return false;
        }
        requested.put(action.key(), action);
        return true;
    }

    boolean busy(String key) {
        return underWay.containsKey(key) || requested.containsKey(key);
    }

    /// Asks for a step at that time, even if nothing is observed until then.
    void wakeAt(Instant when) {
        if (wakeAt == null || when.isBefore(wakeAt)) {
            wakeAt = when;
        }
    }

    /// Whether that time has come; if not, a step is asked for then.
    boolean due(@Nullable Instant when) {
        if (when == null || !when.isAfter(now)) {
            return true;
        }
        wakeAt(when);
        return false;
    }

    Instant in(Duration pause) {
        return now.plus(pause);
    }

    void event(EventType type, String message, About about) {
        lastEvent++;
        events.add(new Event(
                lastEvent,
                now,
                type.code(),
                type.label(),
                type.severity(),
                message,
                about.correlation.isEmpty() ? correlation : about.correlation,
                about.dataCenter,
                about.cluster,
                about.host,
                about.vm,
                about.storageDomain));
    }

    About about(Host host) {
        Cluster cluster = state.clusterOf(host);
        return new About("", cluster.dataCenter(), cluster.id(), host.id(), null, null);
    }

    About about(Vm vm, @Nullable UUID host) {
        DataCenter dataCenter = state.dataCenterOf(vm);
        return new About("", dataCenter.id(), vm.cluster(), host, vm.id(), null);
    }

    About about(StorageDomain domain) {
        return new About("", domain.dataCenter(), null, null, null, domain.id());
    }

    About about(DataCenter dataCenter) {
        return new About("", dataCenter.id(), null, null, null, null);
    }

    /// What an event is about.
    record About(
            String correlation,
            @Nullable UUID dataCenter,
            @Nullable UUID cluster,
            @Nullable UUID host,
            @Nullable UUID vm,
            @Nullable UUID storageDomain) {
        static final About SITE = new About("", null, null, null, null, null);

        About with(Host at) {
            return new About(correlation, dataCenter, cluster, at.id(), vm, storageDomain);
        }
    }

    /// Begins a job.
    UUID begin(JobKind kind, UUID subject, String description, String correlation) {
        UUID id = newId();
        put(new Job(id, kind, subject, description, JobStatus.STARTED, "", correlation, now, null));
        return id;
    }

    @Nullable Job job(JobKind kind, UUID subject) {
        for (Job each : state.all(Job.class)) {
            if (each.kind() == kind && each.subject().equals(subject) && each.status() == JobStatus.STARTED) {
                return each;
            }
        }
        return null;
    }

    /// Tells what a running job of this kind is at; without one it does nothing.
    void progress(JobKind kind, UUID subject, String detail) {
        Job job = job(kind, subject);
        if (job != null) {
            put(job.at(detail));
        }
    }

    /// Ends a running job of this kind; without one it does nothing.
    void end(JobKind kind, UUID subject, JobStatus status, String detail) {
        Job job = job(kind, subject);
        if (job != null) {
            put(job.ended(status, detail, now));
        }
    }

    List<Action> actions() {
        return List.copyOf(requested.values());
    }

    List<Event> events() {
        return events;
    }

    List<Change> changes() {
        List<Change> changes = new ArrayList<>(state.takeChanges());
        events.forEach(each -> changes.add(new Change.Append(each)));
        return changes;
    }

    @Nullable Instant wakeAt() {
        return wakeAt;
    }
}
