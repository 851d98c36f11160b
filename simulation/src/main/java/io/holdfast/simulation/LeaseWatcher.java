package io.holdfast.simulation;

import io.holdfast.lease.DeltaRead;
import io.holdfast.lease.HostLeaseFree;
import io.holdfast.lease.HostLeaseObservation;
import io.holdfast.lease.HostLeaseReport;
import io.holdfast.lease.LeaseCalls;
import io.holdfast.lease.LeaseDisk;
import io.holdfast.lease.Membership;
import io.holdfast.lease.UnsettledWrites;
import io.holdfast.manager.Reply;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An agent's watch over the host ids of others, from its own reads: begun at the first question about one.
final class LeaseWatcher {
    private final SimulatedHost host;
    private final Boot boot;
    private final World world;
    private final LeaseCalls calls;
    private final Map<Integer, HostLeaseObservation> watched = new HashMap<>();
    private final UnsettledWrites unsettled = new UnsettledWrites();
    private long intervals;

    LeaseWatcher(SimulatedHost host, Boot boot, World world) {
        this.host = host;
        this.boot = boot;
        this.world = world;
        LeaseDisk disk = new LeaseDisk("leases", host.leaseDisk());
        this.calls = new LeaseCalls(disk, disk, unsettled);
        this.intervals = boot.clock().monotonicNanos();
    }

    /// Reads once more, then tells what is known.
    void read(int hostId, Consumer<Reply> answer) {
        boolean begins = !watched.containsKey(hostId);
        HostLeaseObservation observation =
                watched.computeIfAbsent(hostId, id -> new HostLeaseObservation(id, ++intervals << 20, world.rules()));
        look(hostId, observation, () -> answer.accept(reply(observation)));
        if (begins) {
            goOn(hostId, observation);
        }
    }

    private void goOn(int hostId, HostLeaseObservation observation) {
        boot.after(Duration.ofSeconds(world.ioTimeout()), () -> {
            if (watched.get(hostId) == observation) {
                look(hostId, observation, () -> {});
                goOn(hostId, observation);
            }
        });
    }

    private void look(int hostId, HostLeaseObservation observation, Runnable then) {
        tellOfObserver(observation);
        LeaseTask.start(
                boot,
                calls,
                new DeltaRead(world.lockspace(), hostId, Duration.ofSeconds(world.ioTimeout())),
                seen -> {
                    tellOfObserver(observation);
                    observation.seen(seen);
                    then.run();
                },
                _ -> {
                    tellOfObserver(observation);
                    observation.unreadable();
                    then.run();
                });
    }

    private Optional<Membership> self() {
        return host.daemon().flatMap(SimulatedLeaseDaemon::membership);
    }

    private void tellOfObserver(HostLeaseObservation observation) {
        @Nullable Membership self = self().orElse(null);
        observation.observer(self, self != null);
    }

    private Reply reply(HostLeaseObservation observation) {
        HostLeaseReport report = observation.report(boot.clock().monotonicSeconds());
        return new Reply.Lease(
                report.state().name(),
                report.ownerName(),
                report.generation(),
                report.timestamp(),
                report.ioTimeout(),
                report.secondsUnchanged(),
                report.freshRead(),
                report.observerLive(),
                boot.id() + " " + report.interval());
    }

    /// Frees a dead host's id, if what was seen here allows it.
    void free(int hostId, long generation, Consumer<Reply> answer) {
        HostLeaseObservation observation = watched.get(hostId);
        Membership self = self().orElse(null);
        if (observation == null || self == null) {
            answer.accept(SimulatedAgent.refused("not watched by a live observer"));
            return;
        }
        tellOfObserver(observation);
        HostLeaseObservation.Unchanged unchanged = observation.unchanged().orElse(null);
        if (unchanged == null) {
            answer.accept(SimulatedAgent.refused("nothing was read yet"));
            return;
        }
        LeaseTask.start(
                boot,
                calls,
                new HostLeaseFree(world.lockspace(), hostId, generation, unchanged, self, world.rules()),
                _ -> answer.accept(new Reply.Done()),
                failure -> answer.accept(SimulatedAgent.refused(failure.message())));
    }
}
