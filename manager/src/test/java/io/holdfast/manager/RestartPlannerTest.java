package io.holdfast.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class RestartPlannerTest {
    private static UUID add(FakeSite site, String name, long memory, int priority) {
        return site.world
                .command(new Command.AddVm(
                        null, site.cluster, name, "", memory, 1, true, priority, site.domain, "/k", "", ""))
                .subject();
    }

    private static void start(FakeSite site, UUID vm, String host) {
        site.world.until(
                Duration.ofSeconds(10),
                "lease made",
                () -> site.world.view().vmLeases().containsKey(vm));
        site.world.command(new Command.StartVm(vm, site.world.id(host)));
        site.world.until(
                Duration.ofSeconds(30),
                "runs on " + host,
                () -> site.world.host(host).machines.containsKey(vm));
    }

    private static List<UUID> startsAfter(FakeSite site, int from) {
        List<UUID> starts = new ArrayList<>();
        for (Action each : site.world.sent.subList(from, site.world.sent.size())) {
            if (each instanceof Action.StartVm start) {
                starts.add(start.placement().vm());
            }
        }
        return starts;
    }

    @Test
    void higherPriorityStartsFirstAndAllStartInOneStep() {
        FakeSite site = new FakeSite(3, Policy.standard());
        UUID low = add(site, "low", 1L << 28, 1);
        UUID high = add(site, "high", 1L << 28, 100);
        UUID middle = add(site, "middle", 1L << 28, 50);
        List.of(low, high, middle).forEach(each -> start(site, each, "host-3"));
        site.world.pass(Duration.ofSeconds(5));
        int from = site.world.sent.size();
        site.world.host("host-3").cut();
        site.world.until(
                Duration.ofSeconds(60),
                "all restarted",
                () -> startsAfter(site, from).size() >= 3);
        assertThat(startsAfter(site, from)).startsWith(high, middle, low);
    }

    @Test
    void aMachineThatFitsNowhereHoldsNobodyUpAndSaysWhatItWaitsFor() {
        FakeSite site = new FakeSite(2, Policy.standard());
        UUID big = add(site, "big", 7L << 30, 100);
        UUID filler = add(site, "filler", 4L << 30, 50);
        UUID small = add(site, "small", 1L << 28, 1);
        start(site, filler, "host-1");
        start(site, small, "host-2");
        site.world.pass(Duration.ofSeconds(40));
        start(site, big, "host-2");
        site.world.pass(Duration.ofSeconds(5));
        // The other host is full from now on.
        site.world.fullHosts.add("host-1");
        site.world.pass(Duration.ofSeconds(35));
        site.world.host("host-2").device = FakeHost.Device.OBEYS;
        site.world.holdsBoot = true;
        site.world.host("host-2").cut();
        site.world.until(
                Duration.ofSeconds(60),
                "small restarted",
                () -> site.world.host("host-1").machines.containsKey(small));
        assertThat(site.world.host("host-1").machines).doesNotContainKey(big);
        assertThat(FakeWorld.of(site.world.view().vmStates(), big).detail()).contains("MiB free");
        assertThat(FakeWorld.of(site.world.view().vmStates(), big).wanted()).isTrue();
    }

    @Test
    void fiftyMachinesOfADeadHostAreAllRestartedAsSoonAsOneWouldBe() {
        FakeSite site = new FakeSite(5, Policy.standard());
        List<UUID> machines = new ArrayList<>();
        for (int at = 0; at < 50; at++) {
            machines.add(add(site, "vm-" + at, 32L << 20, at));
        }
        machines.forEach(each -> start(site, each, "host-5"));
        site.world.pass(Duration.ofSeconds(40));
        FakeHost dead = site.world.host("host-5");
        dead.cut();
        site.world.until(Duration.ofSeconds(45), "all restarted", () -> machines.stream()
                .allMatch(vm -> site.world.hosts.values().stream()
                        .anyMatch(each -> each != dead && each.machines.containsKey(vm))));
        assertThat(site.world.violations).isEmpty();
    }

    @Test
    void withoutTheStoredIntentAManagerThatDiesStartsAMachineTwice() {
        boolean missed = false;
        for (int kill = 1; kill < 12 && !missed; kill++) {
            FakeSite site = new FakeSite(3, Policy.standard().without(Guard.STORED_INTENT));
            site.vm = site.world
                    .command(new Command.AddVm(
                            null, site.cluster, "web", "", 1L << 30, 1, true, 1, Command.NO_LEASE, "/k", "", ""))
                    .subject();
            site.world.hosts.values().forEach(each -> each.losesStartAnswers = true);
            site.world.killAfterActions = site.world.commits + kill;
            site.world.command(new Command.StartVm(site.vm, null));
            site.world.pass(Duration.ofSeconds(1));
            site.world.hosts.values().stream()
                    .filter(each -> each.machines.containsKey(site.vm))
                    .forEach(each -> each.network = false);
            site.world.pass(Duration.ofMinutes(1));
            missed = !site.world.violations.isEmpty();
        }
        assertThat(missed).as("the guard is needed").isTrue();
    }
}
