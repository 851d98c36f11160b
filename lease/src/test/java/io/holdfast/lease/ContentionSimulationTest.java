package io.holdfast.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.base.Errno;
import io.holdfast.base.SimulatedDisk;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Hosts that want one resource all the time, on storage that is slow, reorders, reports errors for writes that landed,
/// and lets writes land long after their deadline; some hosts lose power and come back. Never two holders.
final class ContentionSimulationTest {
    private static final int HOSTS = 3;
    private static final long MILLISECOND = 1_000_000;

    private final Set<Integer> holders = new HashSet<>();
    private int acquired;

    @Test
    void thereAreNeverTwoHoldersOnSlowStorage() {
        int total = 0;
        for (long seed = 1; seed <= 4; seed++) {
            total += play(seed, 0, 0);
        }
        assertThat(total).isGreaterThan(4 * 10);
    }

    @Test
    void thereAreNeverTwoHoldersOnStorageThatFailsAndIsLate() {
        int total = 0;
        for (long seed = 1; seed <= 10; seed++) {
            total += play(seed, 0.06, 0);
        }
        assertThat(total).isGreaterThan(10 * 3);
    }

    @Test
    void thereAreNeverTwoHoldersWhenHostsLosePower() {
        int total = 0;
        for (long seed = 1; seed <= 8; seed++) {
            total += play(seed, 0.06, 0.02);
        }
        assertThat(total).isGreaterThan(8 * 3);
    }

    /// The same for longer.
    @Test
    @Tag("nightly")
    void thereAreNeverTwoHoldersInThousandsOfSeeds() {
        int total = 0;
        for (long seed = 1000; seed <= 3000; seed++) {
            total += play(seed, seed % 7 * 0.02, seed % 3 * 0.02);
        }
        assertThat(total).isGreaterThan(2000 * 3);
    }

    private int play(long seed, double faults, double cuts) {
        SimulatedSite site = new SimulatedSite();
        Random random = new Random(seed);
        holders.clear();
        acquired = 0;
        for (int id = 1; id <= HOSTS; id++) {
            new Contender(site, id, random, faults, cuts).start();
        }
        site.pass(240);
        return acquired;
    }

    private final class Contender {
        private final SimulatedSite site;
        private final int id;
        private final Random random;
        private final double faults;
        private final double cuts;
        private @Nullable SimulatedHost host;

        Contender(SimulatedSite site, int id, Random random, double faults, double cuts) {
            this.site = site;
            this.id = id;
            this.random = random;
            this.faults = faults;
            this.cuts = cuts;
        }

        void start() {
            SimulatedHost fresh = site.host(id, "host-" + id, 1, this::fate);
            host = fresh;
            var _ = LeaseEvents.start(
                    new DeltaAcquire(SimulatedSite.LOCKSPACE, id, fresh.name, 1, LeaseRules.STANDARD),
                    fresh.calls,
                    site.clock,
                    site.clock::schedule,
                    end -> {
                        if (end instanceof LeaseStep.Done<DeltaLease> done) {
                            fresh.keep(done.value());
                            later(fresh, 3000, () -> acquire(fresh));
                        } else {
                            throw new AssertionError("seed's host " + id + " could not join: " + end);
                        }
                    });
        }

        /// The lockspace's part of the disk is well: what is tried here is the resource.
        private SimulatedDisk.Fate fate(String name, boolean write, long offset, int length) {
            if (offset < SimulatedSite.MIB) {
                return SimulatedDisk.Fate.after(MILLISECOND);
            }
            double draw = random.nextDouble();
            long effect = random.nextLong(300) * MILLISECOND;
            long second = random.nextLong(300) * MILLISECOND;
            if (draw < faults) {
                effect += random.nextLong(20_000) * MILLISECOND;
            }
            long answer = Math.max(effect, second) + random.nextLong(300) * MILLISECOND;
            boolean fails = draw > 1 - faults;
            return new SimulatedDisk.Fate(
                    effect, second, answer, fails ? Errno.EIO : 0, !fails || random.nextBoolean());
        }

        private void later(SimulatedHost of, int upToMillis, Runnable action) {
            site.clock.scheduleAfter(Duration.ofMillis(random.nextInt(upToMillis) + 1), () -> {
                if (of == host && !of.dead) {
                    if (random.nextDouble() < cuts) {
                        losePower(of);
                    } else {
                        action.run();
                    }
                }
            });
        }

        private void losePower(SimulatedHost of) {
            holders.remove(id);
            of.die();
            site.clock.scheduleAfter(Duration.ofSeconds(random.nextInt(20)), this::start);
        }

        private void acquire(SimulatedHost of) {
            run(of, of.acquisition(PaxosRequest.PATIENT), end -> {
                if (end instanceof LeaseStep.Done<PaxosLease> done) {
                    holders.add(id);
                    acquired++;
                    assertThat(holders).as("holders at %d", site.seconds()).hasSize(1);
                    later(of, 2000, () -> release(of, done.value()));
                } else if (end instanceof LeaseStep.Failed<PaxosLease> failed) {
                    Retraction unfinished = failed.failure().unfinished();
                    if (unfinished != null) {
                        later(of, 2000, () -> retract(of, unfinished));
                    } else {
                        later(of, 2000, () -> acquire(of));
                    }
                }
            });
        }

        private void retract(SimulatedHost of, Retraction unfinished) {
            run(of, new PaxosRetract(SimulatedSite.RESOURCE, of.member(), unfinished), end -> {
                if (end instanceof LeaseStep.Done<Boolean>) {
                    later(of, 2000, () -> acquire(of));
                } else {
                    later(of, 2000, () -> retract(of, unfinished));
                }
            });
        }

        private void release(SimulatedHost of, PaxosLease lease) {
            holders.remove(id);
            run(of, new PaxosRelease(lease, of.member()), end -> {
                int code = end instanceof LeaseStep.Failed<Boolean> failed
                        ? failed.failure().code()
                        : 0;
                boolean again = code == LeaseCode.TIMED_OUT || code == LeaseCode.AGAIN || code == -Errno.EIO;
                later(of, 2000, again ? () -> release(of, lease) : () -> acquire(of));
            });
        }

        private <T> void run(
                SimulatedHost of, LeaseMachine<T> machine, java.util.function.Consumer<LeaseStep<T>> onEnd) {
            var _ = LeaseEvents.start(machine, of.calls, site.clock, site.clock::schedule, onEnd);
        }
    }
}
