package io.holdfast.lease;

import io.holdfast.base.SimulatedDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A host of a [SimulatedSite]: joins, renews at the cadence of the rules, acquires and releases.
final class SimulatedHost {
    final SimulatedSite site;
    final SimulatedDisk disk;
    final UnsettledWrites unsettled = new UnsettledWrites();
    final LeaseCalls calls;
    final int id;
    final LeaseName name;
    final int ioTimeout;
    HostStatusTable table = new HostStatusTable(SimulatedSite.LOCKSPACE);
    LeaseRules rules = LeaseRules.STANDARD;

    @Nullable DeltaRenewal renewal;

    @Nullable RenewalHealth health;

    @Nullable LeaseFailure joinFailure;

    final List<LeaseFailure> renewalFailures = new ArrayList<>();
    boolean dead;

    SimulatedHost(SimulatedSite site, int id, String name, int ioTimeout, SimulatedDisk.Behaviour behaviour) {
        this.site = site;
        this.id = id;
        this.name = LeaseName.ofHost(name);
        this.ioTimeout = ioTimeout;
        this.disk = new SimulatedDisk(name, site.storage, site.clock, behaviour);
        LeaseDisk named = new LeaseDisk("disk", disk);
        this.calls = new LeaseCalls(named, named, unsettled);
    }

    <T> Outcome<T> run(LeaseMachine<T> machine) {
        Outcome<T> outcome = new Outcome<>();
        outcome.startedAt = site.seconds();
        outcome.run = LeaseEvents.start(machine, calls, site.clock, site.clock::schedule, end -> {
            outcome.end = end;
            outcome.endedAt = site.seconds();
        });
        return outcome;
    }

    /// Runs a machine to its end, letting time pass.
    <T> Outcome<T> finish(LeaseMachine<T> machine) {
        Outcome<T> outcome = run(machine);
        while (outcome.end == null && site.clock.runNext()) {}
        return outcome;
    }

    Outcome<DeltaLease> join() {
        return run(new DeltaAcquire(SimulatedSite.LOCKSPACE, id, name, ioTimeout, rules));
    }

    /// Joins, lets the time for it pass, and goes on renewing.
    SimulatedHost joined() {
        Outcome<DeltaLease> outcome = finish(new DeltaAcquire(SimulatedSite.LOCKSPACE, id, name, ioTimeout, rules));
        keep(outcome.value());
        return this;
    }

    void keep(DeltaLease lease) {
        DeltaRenewal mine = new DeltaRenewal(SimulatedSite.LOCKSPACE, lease, table, rules);
        RenewalHealth standing = new RenewalHealth(lease, site.clock.monotonicNanos(), rules);
        renewal = mine;
        health = standing;
        schedule(mine, standing);
    }

    private void schedule(DeltaRenewal mine, RenewalHealth standing) {
        site.clock.schedule(standing.nextAttemptNanos(), () -> renew(mine, standing));
    }

    private void renew(DeltaRenewal mine, RenewalHealth standing) {
        if (dead || renewal != mine) {
            return;
        }
        var _ = LeaseEvents.start(mine.attempt(), calls, site.clock, site.clock::schedule, end -> {
            if (end instanceof LeaseStep.Failed<DeltaLease> failed) {
                renewalFailures.add(failed.failure());
                standing.failed(failed.failure().code(), site.clock.monotonicNanos());
            } else {
                standing.renewed(mine.last(), site.clock.monotonicNanos());
            }
            schedule(mine, standing);
        });
    }

    DeltaLease lease() {
        if (renewal == null) {
            throw new AssertionError("host " + id + " has not joined");
        }
        return renewal.last();
    }

    Membership member() {
        return lease().membership();
    }

    PaxosAcquire acquisition(PaxosRequest request) {
        return new PaxosAcquire(
                SimulatedSite.RESOURCE, SimulatedSite.LOCKSPACE, member(), table, request, rules, new Random(id));
    }

    Outcome<PaxosLease> acquire() {
        return finish(acquisition(PaxosRequest.PATIENT));
    }

    Outcome<Boolean> release(PaxosLease lease) {
        return finish(new PaxosRelease(lease, member()));
    }

    Outcome<LeaderRecord> leave() {
        if (renewal == null) {
            throw new AssertionError("host " + id + " has not joined");
        }
        LeaseMachine<LeaderRecord> machine = renewal.release().orElseThrow();
        renewal = null;
        return finish(machine);
    }

    /// Stops for good, as by a power cut.
    void die() {
        dead = true;
        disk.cut();
    }

    /// How a machine ended.
    static final class Outcome<T> {
        @Nullable LeaseStep<T> end;

        @Nullable LeaseEvents<T> run;

        long startedAt;
        long endedAt;

        T value() {
            if (end instanceof LeaseStep.Done<T> done) {
                return done.value();
            }
            throw new AssertionError("not done: " + end);
        }

        /// Returns 0 for success.
        int code() {
            return switch (end) {
                case LeaseStep.Done<T> _ -> 0;
                case LeaseStep.Failed<T> failed -> failed.failure().code();
                case null, default -> throw new AssertionError("not ended: " + end);
            };
        }

        LeaseFailure failure() {
            if (end instanceof LeaseStep.Failed<T> failed) {
                return failed.failure();
            }
            throw new AssertionError("not failed: " + end);
        }

        long seconds() {
            return endedAt - startedAt;
        }
    }
}
