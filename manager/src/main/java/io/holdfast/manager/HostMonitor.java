package io.holdfast.manager;

import io.holdfast.manager.inventory.DomainReport;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.HostObservation;
import io.holdfast.manager.inventory.HostReport;
import io.holdfast.manager.inventory.HostState;
import io.holdfast.manager.inventory.HostStatus;
import io.holdfast.manager.inventory.LockspaceObservation;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Asks every host for its state and decides, from answers and silence, what to think of it.
///
///     UP ── a question is not answered ──> CONNECTING ── silent for the grace ──> NON_RESPONSIVE (a fence plan begins)
///
/// The grace is the same for every host, whatever it runs. Two unanswered questions are needed besides.
final class HostMonitor {
    private static final int FEWEST_ATTEMPTS = 2;

    /// How long a host that was switched on may take to answer.
    private static final Duration BOOT = Duration.ofMinutes(10);

    private final FenceDesk fences;
    private final VmMonitor machines;

    HostMonitor(FenceDesk fences, VmMonitor machines) {
        this.fences = fences;
        this.machines = machines;
    }

    void plan(Turn turn) {
        for (Host host : turn.state.all(Host.class)) {
            HostState state = turn.state.hostState(host.id());
            if (!state.status().monitored()) {
                continue;
            }
            graceOver(turn, host);
            HostRuntime runtime = turn.state.runtime(host.id());
            if (turn.due(runtime.nextPoll)) {
                turn.request(new Action.Poll(host.id(), turn.policy.pollDeadline()));
            }
            if (state.status() == HostStatus.CONNECTING) {
                beginToWatch(turn, host);
            }
        }
    }

    /// At the first suspicion other hosts begin to watch the host's leases, so that their observation is old enough
    /// when it is needed.
    private void beginToWatch(Turn turn, Host suspect) {
        HostObservation last = turn.state.find(HostObservation.class, suspect.id());
        if (last == null) {
            return;
        }
        HostRuntime runtime = turn.state.runtime(suspect.id());
        if (!turn.due(runtime.nextWatch)) {
            return;
        }
        for (LockspaceObservation lockspace : last.lockspaces()) {
            fences.observers(turn, suspect, lockspace.domain()).stream()
                    .limit(LeaseSequence.OBSERVERS)
                    .map(each -> new Action.ReadHostLease(
                            each.id(), lockspace.domain(), lockspace.hostId(), suspect.id(), null))
                    .forEach(turn::request);
        }
        runtime.nextWatch = turn.in(turn.policy.pollPeriod());
        turn.wakeAt(runtime.nextWatch);
    }

    /// Takes the answer to a question, or its absence.
    void answered(Turn turn, UUID id, Instant sentAt, Reply reply) {
        Host host = turn.state.find(Host.class, id);
        if (host == null || !turn.state.hostState(id).status().monitored()) {
            return;
        }
        HostRuntime runtime = turn.state.runtime(id);
        Instant next = sentAt.plus(turn.policy.pollPeriod());
        runtime.nextPoll = next.isBefore(turn.now) ? turn.now : next;
        switch (reply) {
            case Reply.Polled polled -> polled(turn, host, runtime, sentAt, polled);
            case Reply.Failed failed
            when failed.kind() == Reply.Failed.Kind.REFUSED -> busy(turn, host, runtime, sentAt, failed);
            case Reply.Failed failed -> silent(turn, host, failed.message());
            default -> throw new IllegalStateException("a poll was answered with " + reply);
        }
    }

    private void polled(Turn turn, Host host, HostRuntime runtime, Instant sentAt, Reply.Polled polled) {
        String stranger = stranger(turn, host, polled.hardwareUuid());
        if (stranger != null) {
            silent(turn, host, stranger);
            return;
        }
        if (host.hardwareUuid() == null) {
            turn.put(host.enrolled(polled.hardwareUuid()));
        }
        runtime.lastGood = sentAt;
        runtime.failures = 0;
        runtime.clock = polled.clock();
        runtime.clockAt = turn.now;
        runtime.adopted = isOurs(turn, host, polled);
        fences.hostAnswered(turn, host, sentAt, polled.bootId());
        rebooted(turn, host, polled.bootId());
        observe(turn, host, polled);
        turn.state.report(report(host, sentAt, polled));
        boolean taken = answering(turn, host, "answers");
        if (taken) {
            machines.reported(turn, host, polled.bootId(), sentAt, polled.vms());
        }
    }

    /// Why the answer is not this host's, null if it is.
    private static @Nullable String stranger(Turn turn, Host host, UUID hardware) {
        if (host.hardwareUuid() != null) {
            return hardware.equals(host.hardwareUuid())
                    ? null
                    : "another machine answers at " + host.address() + ": hardware " + hardware + " instead of "
                            + host.hardwareUuid();
        }
        return turn.state.all(Host.class).stream()
                .filter(each -> hardware.equals(each.hardwareUuid()))
                .map(each -> "the machine at " + host.address() + " is enrolled as " + each.name() + " already")
                .findFirst()
                .orElse(null);
    }

    private static boolean isOurs(Turn turn, Host host, Reply.Polled polled) {
        var shard = turn.state.shard(turn.state.dataCenterOf(host));
        return polled.epoch() == shard.epoch() && shard.owner().equals(polled.owner());
    }

    /// A host that was Up and has booted anew is not connected to anything yet.
    private static void rebooted(Turn turn, Host host, String bootId) {
        HostObservation last = turn.state.find(HostObservation.class, host.id());
        HostState state = turn.state.hostState(host.id());
        boolean serving = state.status() == HostStatus.UP || state.status() == HostStatus.NON_OPERATIONAL;
        if (last != null && !last.bootId().equals(bootId) && serving) {
            turn.put(state.to(HostStatus.INITIALIZING, "has rebooted", turn.now));
        }
    }

    private static void observe(Turn turn, Host host, Reply.Polled polled) {
        HostObservation last = turn.state.find(HostObservation.class, host.id());
        boolean same = last != null
                && last.bootId().equals(polled.bootId())
                && last.hardwareUuid().equals(polled.hardwareUuid())
                && last.lockspaces().equals(polled.lockspaces());
        if (!same) {
            turn.put(new HostObservation(
                    host.id(), polled.bootId(), polled.hardwareUuid(), turn.now, polled.lockspaces()));
        }
    }

    private static HostReport report(Host host, Instant sentAt, Reply.Polled polled) {
        Map<UUID, DomainReport> domains = new LinkedHashMap<>();
        polled.domains().forEach(each -> domains.put(each.domain(), each));
        return new HostReport(
                host.id(),
                sentAt,
                polled.memoryTotal(),
                polled.memoryAvailable(),
                polled.cpus(),
                polled.cpuLoad(),
                domains,
                polled.vms());
    }

    /// @return whether the host's words count now: not while a plan treats it as dead
    private boolean answering(Turn turn, Host host, String why) {
        HostState state = turn.state.hostState(host.id());
        switch (state.status()) {
            case UNASSIGNED, CONNECTING, ERROR ->
                turn.put(state.answering().to(HostStatus.INITIALIZING, why, turn.now));
            case NON_RESPONSIVE, REBOOT -> {
                if (!fences.letsReturn(turn, host)) {
                    return false;
                }
                turn.put(state.answering().to(HostStatus.INITIALIZING, why, turn.now));
            }
            default -> turn.put(state.answering());
        }
        return true;
    }

    /// The agent lives but cannot tell its state yet.
    private void busy(Turn turn, Host host, HostRuntime runtime, Instant sentAt, Reply.Failed failed) {
        runtime.lastGood = sentAt;
        runtime.failures = 0;
        if (answering(turn, host, failed.message())) {
            HostState state = turn.state.hostState(host.id());
            if (state.status() == HostStatus.UP) {
                turn.put(state.to(HostStatus.INITIALIZING, failed.message(), turn.now));
            }
        }
    }

    private void silent(Turn turn, Host host, String why) {
        HostState state = turn.state.hostState(host.id());
        HostRuntime runtime = turn.state.runtime(host.id());
        runtime.failures++;
        Instant since = runtime.lastGood == null ? turn.now : runtime.lastGood;
        switch (state.status()) {
            case UNASSIGNED, INITIALIZING, UP, NON_OPERATIONAL, ERROR -> {
                turn.put(state.silent(since).to(HostStatus.CONNECTING, why, turn.now));
                turn.event(
                        EventType.HOST_SILENT,
                        "Host " + host.name() + " does not answer (" + why + "). Its grace of "
                                + turn.policy.grace().toSeconds() + " s runs.",
                        turn.about(host));
            }
            case PREPARING_FOR_MAINTENANCE ->
                turn.put(state.silentSince() == null ? state.silent(since) : state.unanswered());
            case CONNECTING -> turn.put(state.unanswered());
            case NON_RESPONSIVE, REBOOT, DOWN, MAINTENANCE -> {}
        }
        graceOver(turn, host);
    }

    private void graceOver(Turn turn, Host host) {
        HostState state = turn.state.hostState(host.id());
        if (state.status() == HostStatus.REBOOT) {
            if (turn.due(state.since().plus(BOOT))) {
                nonResponsive(turn, host, "was switched on and did not answer for " + BOOT.toMinutes() + " min");
            }
            return;
        }
        Instant since = state.silentSince();
        if (since == null || state.status() == HostStatus.NON_RESPONSIVE) {
            return;
        }
        boolean enough = state.attempts() >= FEWEST_ATTEMPTS && turn.state.runtime(host.id()).failures > 0;
        if (turn.due(since.plus(turn.policy.grace())) && enough) {
            Duration silence = Duration.between(since, turn.now);
            nonResponsive(turn, host, "has not answered for " + silence.toSeconds() + " s");
        }
    }

    private void nonResponsive(Turn turn, Host host, String why) {
        turn.put(turn.state.hostState(host.id()).to(HostStatus.NON_RESPONSIVE, why, turn.now));
        turn.event(EventType.HOST_FAILED, "Host " + host.name() + " " + why + ".", turn.about(host));
        machines.hostLost(turn, host);
    }
}
