package io.holdfast.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The manager is killed after every single commit of a failover, before and after it sent what the commit asks for.
final class ResumeTest {
    private static FakeSite failover(int before, int after, FakeHost.Device device) {
        FakeSite site = new FakeSite(3, Policy.standard()).withMachine(true, true);
        FakeHost dead = site.where();
        dead.device = device;
        int done = site.world.commits;
        site.world.killBeforeActions = before < 0 ? -1 : done + before;
        site.world.killAfterActions = after < 0 ? -1 : done + after;
        dead.cut();
        site.world.until(
                Duration.ofMinutes(5),
                "the machine runs and the manager knows it, killed before " + before + " after " + after,
                () -> site.world.managerAlive && site.runsAsKnown());
        dead.device = FakeHost.Device.OBEYS;
        if (device == FakeHost.Device.OBEYS) {
            site.allUp();
        }
        assertThat(site.copies()).isEqualTo(1);
        assertThat(site.world.violations).isEmpty();
        return site;
    }

    private static int commitsOfAFailover() {
        FakeSite site = new FakeSite(3, Policy.standard()).withMachine(true, true);
        int before = site.world.commits;
        site.where().cut();
        site.world.until(Duration.ofSeconds(60), "restarted", () -> site.copies() == 1);
        site.allUp();
        return site.world.commits - before;
    }

    @Test
    void aManagerKilledBeforeItActsGoesOnWithTheStoredPlan() {
        int commits = commitsOfAFailover();
        assertThat(commits).isGreaterThan(15);
        for (int at = 1; at <= commits; at++) {
            failover(at, -1, FakeHost.Device.OBEYS);
        }
    }

    @Test
    void aManagerKilledAfterItActedGoesOnWithTheStoredPlan() {
        int commits = commitsOfAFailover();
        for (int at = 1; at <= commits; at++) {
            failover(-1, at, FakeHost.Device.OBEYS);
        }
    }

    @Test
    void aManagerKilledWhileItWaitsForALeaseToExpireGoesOnWaiting() {
        for (int at = 1; at <= 60; at += 7) {
            failover(at, -1, FakeHost.Device.DEAD);
        }
    }
}
