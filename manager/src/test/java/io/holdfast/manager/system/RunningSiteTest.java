package io.holdfast.manager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.base.Clock;
import io.holdfast.manager.Action;
import io.holdfast.manager.ActionRunner;
import io.holdfast.manager.Command;
import io.holdfast.manager.CommandRefused;
import io.holdfast.manager.ManagerCore;
import io.holdfast.manager.Policy;
import io.holdfast.manager.Reply;
import io.holdfast.manager.Site;
import io.holdfast.manager.SiteView;
import io.holdfast.manager.inventory.Change;
import io.holdfast.manager.inventory.Event;
import io.holdfast.manager.inventory.HostStatus;
import io.holdfast.manager.inventory.Inventory;
import io.holdfast.manager.inventory.InventoryFailed;
import io.holdfast.manager.inventory.InventoryInMemory;
import io.holdfast.manager.inventory.LeaseRelease;
import io.holdfast.manager.inventory.Stored;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RunningSiteTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final UUID HARDWARE = new UUID(8, 8);

    /// A host that answers everything well.
    private static final class Willing implements ActionRunner {
        private volatile long epoch;
        private volatile @Nullable UUID owner;

        @Override
        public Reply run(Action action, ManagerCore.@Nullable Door door) {
            return switch (action) {
                case Action.Poll _ ->
                    new Reply.Polled(
                            "boot", HARDWARE, 1, epoch, owner, List.of(), 1L << 34, 1L << 33, 4, 1, List.of(),
                            List.of());
                case Action.Adopt adopt -> {
                    epoch = adopt.epoch();
                    owner = adopt.owner();
                    yield new Reply.Done();
                }
                default -> new Reply.Done();
            };
        }

        @Override
        public void close() {}
    }

    /// An inventory whose commits can be made to fail.
    private static final class Failing implements Inventory {
        private final InventoryInMemory inside = new InventoryInMemory(new UUID(5, 5), START);
        private volatile boolean fails;

        @Override
        public Stored load() {
            return inside.load();
        }

        @Override
        public void commit(Instant at, List<Change> changes) {
            if (fails) {
                throw new InventoryFailed("the disk is full", null);
            }
            inside.commit(at, changes);
        }

        @Override
        public List<Event> eventsAfter(long after, int limit) {
            return inside.eventsAfter(after, limit);
        }

        @Override
        public List<Event> newestEvents(int limit) {
            return inside.newestEvents(limit);
        }

        @Override
        public void close() {}
    }

    private static void await(Site site, Predicate<SiteView> condition) throws Exception {
        CompletableFuture<Void> met = new CompletableFuture<>();
        try (Site.Subscription _ = site.subscribe(news -> {
            if (condition.test(news.view())) {
                met.complete(null);
            }
        })) {
            if (!condition.test(site.view())) {
                met.get(30, TimeUnit.SECONDS);
            }
        }
    }

    private static UUID addHost(Site site) throws CommandRefused {
        UUID dataCenter =
                site.execute(new Command.AddDataCenter(null, "dc", ""), "").subject();
        UUID cluster = site.execute(
                        new Command.AddCluster(null, dataCenter, "c", "", true, LeaseRelease.AFTER_POWER_OFF), "")
                .subject();
        return site.execute(new Command.AddHost(null, cluster, "host-1", "", "h1", 54321, 5, true), "")
                .subject();
    }

    private static boolean up(SiteView view) {
        return !view.hostStates().isEmpty()
                && view.hostStates().values().stream().allMatch(each -> each.status() == HostStatus.UP);
    }

    @Test
    void aHostThatAnswersComesUpAndEventsAreTold() throws Exception {
        Failing inventory = new Failing();
        try (Site site = RunningSite.start(inventory, Policy.standard(), new Willing(), Clock.system())) {
            UUID host = addHost(site);
            await(site, RunningSiteTest::up);
            assertThat(site.view().hosts()).containsKey(host);
            assertThat(site.newestEvents(100)).anyMatch(each -> each.code() == 13);
            assertThat(site.eventsAfter(0, 1)).extracting(Event::code).containsExactly(1);
        }
        // A restarted one knows the same things.
        try (Site site = RunningSite.start(inventory, Policy.standard(), new Willing(), Clock.system())) {
            assertThat(site.view().hosts()).hasSize(1);
        }
    }

    @Test
    void aRefusedCommandSaysWhyAndChangesNothing() throws Exception {
        try (Site site = RunningSite.start(new Failing(), Policy.standard(), new Willing(), Clock.system())) {
            assertThatThrownBy(() -> site.execute(new Command.AddDataCenter(null, "no spaces", ""), ""))
                    .isInstanceOfSatisfying(CommandRefused.class, refusal -> assertThat(refusal.kind())
                            .isEqualTo(CommandRefused.Kind.INVALID));
            assertThat(site.view().dataCenters()).isEmpty();
        }
    }

    @Test
    void whatCannotBeCommittedHasNotHappenedAndTheSiteGoesOn() throws Exception {
        Failing inventory = new Failing();
        try (Site site = RunningSite.start(inventory, Policy.standard(), new Willing(), Clock.system())) {
            addHost(site);
            await(site, RunningSiteTest::up);
            inventory.fails = true;
            assertThatThrownBy(() -> site.execute(new Command.AddDataCenter(null, "second", ""), ""))
                    .isInstanceOf(InventoryFailed.class);
            inventory.fails = false;
            await(site, view -> up(view) && view.dataCenters().size() == 1);
            assertThat(site.execute(new Command.AddDataCenter(null, "third", ""), "")
                            .subject())
                    .isNotNull();
            assertThat(site.view().dataCenters().values())
                    .extracting(each -> each.name())
                    .containsExactlyInAnyOrder("dc", "third");
        }
    }

    @Test
    void aRunnerThatBreaksIsTakenForAnUnansweredAction() throws Exception {
        ActionRunner broken = new ActionRunner() {
            @Override
            public Reply run(Action action, ManagerCore.@Nullable Door door) {
                throw new IllegalStateException("broken");
            }

            @Override
            public void close() {}
        };
        try (Site site = RunningSite.start(new Failing(), Policy.standard(), broken, Clock.system())) {
            addHost(site);
            await(site, view -> view.hostStates().values().stream()
                    .anyMatch(each -> each.status() == HostStatus.CONNECTING));
        }
    }
}
