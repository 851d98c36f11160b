package io.holdfast.simulation;

import io.holdfast.manager.Action;
import io.holdfast.manager.Command;
import io.holdfast.manager.ManagerCore;
import io.holdfast.manager.Observation;
import io.holdfast.manager.Policy;
import io.holdfast.manager.Reply;
import io.holdfast.manager.SiteView;
import io.holdfast.manager.Step;
import io.holdfast.manager.inventory.Change;
import io.holdfast.manager.inventory.Kept;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The production core of the manager, between a database that survives it and a network that may lose anything. It
/// can be killed at any moment: before a step is committed, after it, or between two of its actions.
final class SimulatedManager {
    private final World world;
    private final Policy policy;
    private final Messenger messenger;
    private final RandomGenerator random;
    private final UUID owner = new UUID(0x0123L, 1);

    /// The database.
    private final Map<String, Kept> kept = new LinkedHashMap<>();

    private long lastEvent;
    private long ids;
    private @Nullable ManagerCore core;
    private List<Observation> seen = new ArrayList<>();
    private int life;
    private boolean stepDue;
    private long alarm = Long.MAX_VALUE;
    private double crashAtStep;

    SimulatedManager(World world, Policy policy, Messenger messenger, RandomGenerator random) {
        this.world = world;
        this.policy = policy;
        this.messenger = messenger;
        this.random = random;
    }

    void start() {
        if (core == null) {
            core = new ManagerCore(
                    List.copyOf(kept.values()), lastEvent, owner, policy, () -> new UUID(0x1DL << 32, ++ids));
            seen = new ArrayList<>();
            alarm = Long.MAX_VALUE;
            stepSoon();
        }
    }

    void kill() {
        if (core != null) {
            world.note("the manager is killed");
            core = null;
            life++;
            stepDue = false;
        }
    }

    boolean isRunning() {
        return core != null;
    }

    /// How probable it is that the next steps each kill the manager half-way.
    void crashAtStep(double probability) {
        crashAtStep = probability;
    }

    void command(Command command) {
        observe(new Observation.Commanded(0, command, ""));
    }

    /// What the manager knows; null while it is dead.
    @Nullable SiteView view() {
        return core == null ? null : core.view(now());
    }

    private Instant now() {
        return world.time().wall();
    }

    private void observe(Observation observation) {
        if (core != null) {
            seen.add(observation);
            stepSoon();
        }
    }

    private void stepSoon() {
        if (!stepDue) {
            stepDue = true;
            int mine = life;
            world.time().scheduleAfter(Duration.ofMillis(1), () -> {
                if (mine == life) {
                    stepDue = false;
                    step();
                }
            });
        }
    }

    private void step() {
        ManagerCore now = core;
        if (now == null) {
            return;
        }
        List<Observation> taken = seen;
        seen = new ArrayList<>();
        Step step = now.step(now(), taken);
        boolean doomed = random.nextDouble() < crashAtStep;
        if (doomed && random.nextInt(3) == 0) {
            kill();
            return;
        }
        commit(step);
        int sent = doomed
                ? random.nextInt(step.actions().size() + 1)
                : step.actions().size();
        step.actions().subList(0, sent).forEach(this::carryOut);
        if (doomed) {
            kill();
            return;
        }
        for (Step.Outcome each : step.outcomes()) {
            if (each.refusal() != null) {
                world.note("refused: " + each.refusal().getMessage());
            }
        }
        Instant wake = step.wakeAt();
        if (wake != null) {
            wakeAt(Duration.between(now(), wake));
        }
    }

    private void commit(Step step) {
        for (Change each : step.changes()) {
            switch (each) {
                case Change.Put put -> kept.put(keyOf(put.record()), put.record());
                case Change.Remove remove -> kept.remove(keyOf(remove.record()));
                case Change.Append _ -> {}
            }
        }
        step.events().forEach(event -> {
            lastEvent = Math.max(lastEvent, event.id());
            world.note("event: " + event.message());
        });
    }

    private static String keyOf(Kept record) {
        return record.getClass().getSimpleName() + " " + record.key();
    }

    private void wakeAt(Duration in) {
        long at = world.time().monotonicNanos() + Math.max(1_000_000L, in.toNanos());
        if (at >= alarm && alarm > world.time().monotonicNanos()) {
            return;
        }
        alarm = at;
        int mine = life;
        world.time().schedule(at, () -> {
            if (mine == life && alarm == at) {
                alarm = Long.MAX_VALUE;
                stepSoon();
            }
        });
    }

    private void carryOut(Action action) {
        Instant sentAt = now();
        int mine = life;
        boolean[] answered = {false};
        java.util.function.Consumer<Reply> once = reply -> {
            if (!answered[0] && mine == life) {
                answered[0] = true;
                observe(new Observation.Answered(action, sentAt, reply));
            }
        };
        world.time()
                .scheduleAfter(
                        action.deadline(),
                        () -> once.accept(new Reply.Failed(Reply.Failed.Kind.UNANSWERED, 0, "no answer in time")));
        messenger.deliver(action, once);
    }

    /// Carries actions to hosts and devices, and answers back, or does not.
    interface Messenger {
        void deliver(Action action, java.util.function.Consumer<Reply> answer);
    }
}
