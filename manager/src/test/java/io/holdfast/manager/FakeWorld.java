package io.holdfast.manager;

import io.holdfast.manager.inventory.Change;
import io.holdfast.manager.inventory.DomainReport;
import io.holdfast.manager.inventory.Event;
import io.holdfast.manager.inventory.FenceAgent;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.InventoryInMemory;
import io.holdfast.manager.inventory.LockspaceObservation;
import io.holdfast.manager.inventory.Placement;
import io.holdfast.manager.inventory.Stored;
import io.holdfast.manager.inventory.VmReport;
import io.holdfast.manager.inventory.VmStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A site on virtual time: hosts, one lockspace, power devices, and a manager's core that can be killed between any
/// two things it does. Small and honest: it lets a machine run twice if the manager lets it, and counts that.
final class FakeWorld {
    static final int IO_TIMEOUT = 10;
    static final Duration LATENCY = Duration.ofMillis(20);
    static final Duration BOOT = Duration.ofSeconds(20);

    /// A delta lease on disk.
    static final class Lease {
        long generation;
        long timestamp;
        Instant renewed = Instant.EPOCH;
    }

    private record Watch(Instant since, long generation, long timestamp) {}

    private record Pending(
            Instant at,
            long order,
            Action action,
            Instant sentAt,
            @Nullable Reply reply) {}

    final InventoryInMemory inventory;
    final Map<UUID, FakeHost> hosts = new LinkedHashMap<>();
    final Map<Integer, Lease> leases = new HashMap<>();
    final Map<UUID, Integer> vmLeases = new HashMap<>(); // machine -> host id
    private final Map<String, Watch> watches = new HashMap<>();
    final List<Event> events = new ArrayList<>();
    final List<String> violations = new ArrayList<>();
    final List<Action> sent = new ArrayList<>();
    final Set<String> fullHosts = new HashSet<>();

    /// Switched-on hosts take for ever.
    boolean holdsBoot;

    final Policy policy;
    private final PriorityQueue<Pending> pending =
            new PriorityQueue<>(Comparator.comparing(Pending::at).thenComparingLong(Pending::order));
    private final Map<Long, Step.Outcome> outcomes = new HashMap<>();
    private long order;
    private long ids;
    private long tickets;
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private @Nullable Instant wakeAt = now;
    ManagerCore core;
    boolean managerAlive = true;
    int commits;

    /// The manager dies right after this commit, before its actions are sent; -1 = never.
    int killBeforeActions = -1;

    /// The manager dies right after the actions of this commit are sent; their answers are lost.
    int killAfterActions = -1;

    Duration managerRestart = Duration.ofSeconds(3);
    private @Nullable Instant managerBack;

    FakeWorld(Policy policy) {
        this.policy = policy;
        inventory = new InventoryInMemory(new UUID(7, 7), now);
        core = newCore();
    }

    private ManagerCore newCore() {
        Stored stored = inventory.load();
        return new ManagerCore(stored.kept(), stored.lastEvent(), stored.owner(), policy, () -> new UUID(1, ++ids));
    }

    SiteView view() {
        return core.view(now);
    }

    void kill() {
        managerAlive = false;
        managerBack = now.plus(managerRestart);
        pending.removeIf(each -> each.reply() != null || !mayHappenWithoutManager(each.action()));
    }

    /// What was on its way when the manager died goes on in the world; nobody hears of it.
    private static boolean mayHappenWithoutManager(Action action) {
        return action instanceof Action.PowerOff
                || action instanceof Action.PowerOn
                || action instanceof Action.StartVm
                || action instanceof Action.DestroyVm
                || action instanceof Action.FreeHostLease;
    }

    CommandResult command(Command command) {
        long ticket = ++tickets;
        step(List.of(new Observation.Commanded(ticket, command, "")));
        Step.Outcome outcome = outcomes.get(ticket);
        if (outcome == null || outcome.result() == null) {
            throw new AssertionError(command + " was refused: "
                    + (outcome == null || outcome.refusal() == null
                            ? "?"
                            : outcome.refusal().getMessage()));
        }
        return outcome.result();
    }

    CommandRefused refused(Command command) {
        long ticket = ++tickets;
        step(List.of(new Observation.Commanded(ticket, command, "")));
        Step.Outcome outcome = outcomes.get(ticket);
        if (outcome == null || outcome.refusal() == null) {
            throw new AssertionError(command + " was accepted");
        }
        return outcome.refusal();
    }

    /// Lets time pass until the condition holds.
    void until(Duration atMost, String what, BooleanSupplier condition) {
        Instant end = now.plus(atMost);
        while (!condition.getAsBoolean()) {
            if (now.isAfter(end)) {
                throw new AssertionError("not within " + atMost + ": " + what + "\n" + story());
            }
            advance(end.plusMillis(1));
        }
    }

    void pass(Duration time) {
        Instant end = now.plus(time);
        while (now.isBefore(end)) {
            advance(end);
        }
    }

    String story() {
        StringBuilder text = new StringBuilder();
        events.forEach(each ->
                text.append(each.at()).append(' ').append(each.message()).append('\n'));
        view().fencePlans().values().forEach(each -> text.append(each.stage())
                .append(' ')
                .append(each.explanation())
                .append(' ')
                .append(each.steps())
                .append('\n')
                .append(each.leases())
                .append('\n'));
        view().vmStates().values().forEach(each -> text.append(each).append('\n'));
        view().hostStates().values().forEach(each -> text.append(each).append('\n'));
        return text.toString();
    }

    private void advance(Instant limit) {
        Instant next = limit;
        Pending first = pending.peek();
        if (first != null && first.at().isBefore(next)) {
            next = first.at();
        }
        if (managerAlive && wakeAt != null && wakeAt.isBefore(next)) {
            next = wakeAt;
        }
        if (!managerAlive && managerBack != null && managerBack.isBefore(next)) {
            next = managerBack;
        }
        // Renewals happen every second in between, so that leases are as new as they can be.
        Instant tick = now.plusSeconds(1);
        if (tick.isBefore(next)) {
            next = tick;
        }
        if (next.isAfter(now)) {
            now = next;
        }
        renew();
        if (!managerAlive && managerBack != null && !managerBack.isAfter(now)) {
            managerAlive = true;
            pending.removeIf(each -> !mayHappenWithoutManager(each.action()));
            core = newCore();
            wakeAt = now;
        }
        List<Observation> observations = new ArrayList<>();
        while (!pending.isEmpty() && !pending.peek().at().isAfter(now)) {
            Pending due = pending.poll();
            Reply reply = due.reply() != null ? due.reply() : happen(due.action());
            if (reply != null && managerAlive && due.sentAt().isAfter(Instant.EPOCH)) {
                observations.add(new Observation.Answered(due.action(), due.sentAt(), reply));
            }
        }
        if (managerAlive && (!observations.isEmpty() || (wakeAt != null && !wakeAt.isAfter(now)))) {
            step(observations);
        }
    }

    private void renew() {
        for (FakeHost host : hosts.values()) {
            Lease lease = leases.computeIfAbsent(host.hostId, _ -> new Lease());
            boolean joined = host.power && host.storage && host.generations.containsValue(lease.generation);
            boolean alive = joined && host.domains.containsValue("active");
            if (alive && lease.timestamp != 0 && !lease.renewed.plusSeconds(20).isAfter(now)) {
                lease.timestamp = now.getEpochSecond();
                lease.renewed = now;
            }
        }
    }

    void step(List<Observation> observations) {
        Step step = core.step(now, observations);
        wakeAt = step.wakeAt();
        if (!step.changes().isEmpty()) {
            List<Change> changes = step.changes();
            inventory.commit(now, changes);
            commits++;
            if (commits == killBeforeActions) {
                events.addAll(step.events());
                kill();
                return;
            }
        }
        events.addAll(step.events());
        step.outcomes().forEach(each -> outcomes.put(each.ticket(), each));
        for (Action action : step.actions()) {
            sent.add(action);
            pending.add(new Pending(now.plus(latency(action)), order++, action, now, null));
        }
        if (commits == killAfterActions && !step.changes().isEmpty()) {
            kill();
        }
    }

    /// What the world would say to this action at this moment.
    Reply answerNow(Action action) {
        Reply reply = happen(action);
        if (reply == null) {
            throw new AssertionError("nothing is answered to " + action);
        }
        return reply;
    }

    private Duration latency(Action action) {
        if (action instanceof Action.OnHost onHost) {
            FakeHost host = hosts.get(onHost.host());
            if (host == null || !host.answers(now)) {
                return action.deadline();
            }
        }
        if (action instanceof Action.OnDevice onDevice
                && of(hosts, onDevice.device().host()).device == FakeHost.Device.DEAD) {
            return action.deadline();
        }
        return LATENCY;
    }

    private @Nullable Reply happen(Action action) {
        return switch (action) {
            case Action.OnDevice onDevice -> device(onDevice);
            case Action.OnHost onHost -> {
                FakeHost host = hosts.get(onHost.host());
                if (host == null || !host.answers(now)) {
                    yield new Reply.Failed(Reply.Failed.Kind.UNANSWERED, 0, "no answer in time");
                }
                yield onHost(host, onHost);
            }
        };
    }

    private Reply device(Action.OnDevice action) {
        FenceAgent agent = action.device();
        FakeHost host = of(hosts, agent.host());
        if (host.device == FakeHost.Device.DEAD) {
            return new Reply.Failed(Reply.Failed.Kind.UNANSWERED, 0, "the device does not answer");
        }
        switch (action) {
            case Action.PowerOff _ -> {
                if (host.device == FakeHost.Device.OBEYS) {
                    host.cut();
                } else if (host.device == FakeHost.Device.LIES) {
                    host.deviceSaysOff = true;
                }
            }
            case Action.PowerOn _ -> {
                host.deviceSaysOff = false;
                if (!host.power) {
                    host.boot(now.plus(holdsBoot ? Duration.ofDays(1) : BOOT));
                }
            }
            case Action.Identify _ -> {
                return new Reply.Identity(host.hardware.toString());
            }
            case Action.ReadPower _ -> {}
        }
        boolean off = !host.power || host.deviceSaysOff;
        return new Reply.Power(off ? Reply.Power.State.OFF : Reply.Power.State.ON, "");
    }

    private @Nullable Reply onHost(FakeHost host, Action.OnHost action) {
        return switch (action) {
            case Action.Poll _ -> polled(host);
            case Action.Adopt adopt -> {
                host.epoch = adopt.epoch();
                host.owner = adopt.owner();
                yield new Reply.Done();
            }
            case Action.ConnectPool connect -> {
                host.domains.clear();
                host.domains.putAll(connect.domains());
                join(host, connect.hostId());
                yield new Reply.Done();
            }
            case Action.DisconnectPool _ -> {
                host.domains.clear();
                yield new Reply.Done();
            }
            case Action.ReadSpm _ -> {
                int owner = spmOwner();
                yield new Reply.Spm(host.spm ? Reply.Spm.Role.SPM : Reply.Spm.Role.FREE, owner, owner < 0 ? -1 : 1);
            }
            case Action.StartSpm _ -> {
                if (spmOwner() >= 0 && spmOwner() != host.hostId) {
                    yield new Reply.Failed(Reply.Failed.Kind.REFUSED, 651, "the SPM lease is held");
                }
                boolean two = hosts.values().stream().anyMatch(each -> each.spm && each != host);
                if (two) {
                    violations.add(now + " two SPMs");
                }
                host.spm = true;
                spmHolder = host;
                spmGeneration = of(leases, host.hostId).generation;
                yield new Reply.Spm(Reply.Spm.Role.SPM, host.hostId, 1);
            }
            case Action.StopSpm _ -> {
                host.spm = false;
                spmHolder = null;
                yield new Reply.Done();
            }
            case Action.ReadSpace _ -> new Reply.Space(100L << 30, 50L << 30);
            case Action.CreateLease _ -> new Reply.LeasePlace("/xleases", 1 << 20);
            case Action.StartVm start -> start(host, start.placement());
            case Action.DestroyVm destroy -> {
                host.machines.remove(destroy.vm());
                host.down.remove(destroy.vm());
                host.ended.remove(destroy.vm());
                vmLeases.remove(destroy.vm(), host.hostId);
                yield new Reply.Done();
            }
            case Action.ShutdownVm shutdown -> {
                host.machines.remove(shutdown.vm());
                host.ended.add(shutdown.vm());
                vmLeases.remove(shutdown.vm(), host.hostId);
                yield new Reply.Done();
            }
            case Action.ReadHostLease read -> seen(host, read.hostId());
            case Action.FreeHostLease free -> free(host, free);
            case Action.ConnectStorage _,
                    Action.CreateDomain _,
                    Action.CreatePool _,
                    Action.AttachDomain _,
                    Action.ActivateDomain _,
                    Action.CreateVolume _,
                    Action.RemoveImage _,
                    Action.RemoveLease _ -> new Reply.Done();
        };
    }

    private @Nullable FakeHost spmHolder;
    private long spmGeneration;

    private int spmOwner() {
        if (spmHolder == null) {
            return -1;
        }
        Lease lease = of(leases, spmHolder.hostId);
        boolean dead = lease.generation != spmGeneration || lease.timestamp == 0 || age(lease) > 140;
        return dead ? -1 : spmHolder.hostId;
    }

    private long age(Lease lease) {
        return Duration.between(lease.renewed, now).toSeconds();
    }

    private void join(FakeHost host, int hostId) {
        host.hostId = hostId;
        Lease lease = leases.computeIfAbsent(hostId, _ -> new Lease());
        UUID boot = UUID.nameUUIDFromBytes(host.bootId().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        if (!host.generations.containsKey(boot)) {
            lease.generation++;
            host.generations.clear();
            host.generations.put(boot, lease.generation);
            lease.timestamp = now.getEpochSecond();
            lease.renewed = now;
        }
    }

    private Reply polled(FakeHost host) {
        List<DomainReport> domains = new ArrayList<>();
        List<LockspaceObservation> lockspaces = new ArrayList<>();
        host.domains.forEach((domain, state) -> {
            domains.add(new DomainReport(domain, 0, 1, 0.001, host.storage, true, true));
            lockspaces.add(new LockspaceObservation(
                    domain,
                    host.hostId,
                    of(leases, host.hostId).generation,
                    IO_TIMEOUT,
                    host.armed,
                    host.armed ? 60 : 0));
        });
        List<VmReport> machines = new ArrayList<>();
        host.machines.forEach((vm, start) -> machines.add(new VmReport(vm, VmStatus.UP, 0, "", "", start)));
        host.down.forEach(vm -> machines.add(new VmReport(vm, VmStatus.DOWN, 1, "lost its lease", "", null)));
        host.ended.forEach(vm -> machines.add(new VmReport(vm, VmStatus.DOWN, 0, "", "", null)));
        return new Reply.Polled(
                host.bootId(),
                host.hardware,
                now.toEpochMilli(),
                host.epoch,
                host.owner,
                lockspaces,
                16L << 30,
                fullHosts.contains(host.name) ? 1L << 30 : 8L << 30,
                4,
                10,
                domains,
                machines);
    }

    private @Nullable Reply start(FakeHost host, Placement placement) {
        boolean known = host.startsSeen.contains(placement.startId());
        if (host.refusesStarts) {
            return new Reply.Failed(Reply.Failed.Kind.REFUSED, 9, "no");
        }
        if (!known) {
            if (!placement.bootId().equals(host.bootId())) {
                return new Reply.Failed(Reply.Failed.Kind.REFUSED, 9003, "another boot");
            }
            if (now.toEpochMilli() > placement.notAfter()) {
                return new Reply.Failed(Reply.Failed.Kind.REFUSED, 9002, "too late");
            }
            host.startsSeen.add(placement.startId());
            Integer holder = vmLeases.get(placement.vm());
            boolean leased = placement.lockspace() != null;
            if (leased && holder != null && holds(holder)) {
                host.down.add(placement.vm());
            } else {
                if (hosts.values().stream()
                        .anyMatch(each -> each != host && each.machines.containsKey(placement.vm()))) {
                    violations.add(now + " machine started on " + host.name + " while it runs elsewhere");
                }
                host.machines.put(placement.vm(), placement.startId());
                if (leased) {
                    vmLeases.put(placement.vm(), host.hostId);
                }
            }
        }
        if (host.losesStartAnswers) {
            pending.add(new Pending(
                    now.plus(Duration.ofSeconds(20)),
                    order++,
                    new Action.StartVm(placement, ""),
                    now,
                    new Reply.Failed(Reply.Failed.Kind.UNANSWERED, 0, "lost")));
            host.losesStartAnswers = false;
            return null;
        }
        return new Reply.Done();
    }

    private boolean holds(int hostId) {
        Lease lease = of(leases, hostId);
        return lease.timestamp != 0 && age(lease) <= 140;
    }

    private Reply seen(FakeHost observer, int hostId) {
        Lease lease = leases.computeIfAbsent(hostId, _ -> new Lease());
        if (!observer.storage) {
            return new Reply.Failed(Reply.Failed.Kind.REFUSED, 2001, "cannot read");
        }
        String key = observer.name + " " + hostId;
        Watch watch = watches.get(key);
        if (watch == null || watch.generation() != lease.generation || watch.timestamp() != lease.timestamp) {
            watch = new Watch(now, lease.generation, lease.timestamp);
            watches.put(key, watch);
        }
        long unchanged = Duration.between(watch.since(), now).toSeconds();
        String state = lease.timestamp == 0 ? "FREE" : unchanged > 140 ? "DEAD" : unchanged > 80 ? "FAIL" : "LIVE";
        return new Reply.Lease(
                state, "host", lease.generation, lease.timestamp, IO_TIMEOUT, unchanged, true, true, "1");
    }

    private Reply free(FakeHost observer, Action.FreeHostLease free) {
        seen(observer, free.hostId());
        Lease lease = of(leases, free.hostId());
        Watch watch = of(watches, observer.name + " " + free.hostId());
        long unchanged = Duration.between(watch.since(), now).toSeconds();
        if (lease.generation != free.generation() || unchanged < 2 * IO_TIMEOUT + 2) {
            return new Reply.Failed(Reply.Failed.Kind.REFUSED, 9004, "watched for " + unchanged + " s only");
        }
        lease.timestamp = 0;
        return new Reply.Done();
    }

    static <K, V> V of(Map<K, V> map, K key) {
        V value = map.get(key);
        if (value == null) {
            throw new AssertionError("nothing under " + key);
        }
        return value;
    }

    FakeHost host(String name) {
        return hosts.values().stream()
                .filter(each -> each.name.equals(name))
                .findFirst()
                .orElseThrow();
    }

    UUID id(String name) {
        return view().hosts().values().stream()
                .filter(each -> each.name().equals(name))
                .map(Host::id)
                .findFirst()
                .orElseThrow();
    }
}
