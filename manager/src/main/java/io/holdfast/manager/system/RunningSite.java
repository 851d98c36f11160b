package io.holdfast.manager.system;

import io.holdfast.base.Clock;
import io.holdfast.manager.Action;
import io.holdfast.manager.ActionRunner;
import io.holdfast.manager.Command;
import io.holdfast.manager.CommandRefused;
import io.holdfast.manager.CommandResult;
import io.holdfast.manager.ManagerCore;
import io.holdfast.manager.Observation;
import io.holdfast.manager.Policy;
import io.holdfast.manager.PowerReading;
import io.holdfast.manager.Reply;
import io.holdfast.manager.Site;
import io.holdfast.manager.SiteNews;
import io.holdfast.manager.SiteView;
import io.holdfast.manager.Step;
import io.holdfast.manager.inventory.Event;
import io.holdfast.manager.inventory.FenceAgent;
import io.holdfast.manager.inventory.Inventory;
import io.holdfast.manager.inventory.InventoryFailed;
import io.holdfast.manager.inventory.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A manager at work: one thread makes the core's steps and commits them; each action runs on a virtual thread of its
/// own. When a commit fails nothing of the step happens: the core is thrown away and a new one goes on from what the
/// inventory holds, once all actions under way have ended.
public final class RunningSite implements Site {
    private static final Logger LOG = LoggerFactory.getLogger(RunningSite.class);

    /// The longest sleep without any reason to wake.
    private static final Duration IDLE = Duration.ofSeconds(10);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Inventory inventory;
    private final Policy policy;
    private final ActionRunner runner;
    private final Clock clock;
    private final SiteClock time;
    private final LinkedBlockingQueue<Observation> inbox = new LinkedBlockingQueue<>();
    private final Map<Long, CompletableFuture<Step.Outcome>> tickets = new ConcurrentHashMap<>();
    private final AtomicLong nextTicket = new AtomicLong();
    private final Map<String, Action> underWay = new ConcurrentHashMap<>();
    private final List<Consumer<SiteNews>> listeners = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ExecutorService teller = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("site-news").factory());
    private final Thread loop;
    private volatile boolean closing;
    private volatile SiteView view;
    private ManagerCore core;

    private RunningSite(Inventory inventory, Policy policy, ActionRunner runner, Clock clock) {
        this.inventory = inventory;
        this.policy = policy;
        this.runner = runner;
        this.clock = clock;
        Stored stored = inventory.load();
        time = new SiteClock(clock, stored.at());
        core = core(stored);
        view = core.view(time.now());
        loop = Thread.ofPlatform().name("manager").unstarted(this::run);
    }

    /// Starts a manager on what the inventory holds. Closing it closes the runner and the inventory too.
    public static RunningSite start(Inventory inventory, Policy policy, ActionRunner runner, Clock clock) {
        RunningSite site = new RunningSite(inventory, policy, runner, clock);
        site.loop.start();
        return site;
    }

    private ManagerCore core(Stored stored) {
        return new ManagerCore(stored.kept(), stored.lastEvent(), stored.owner(), policy, UUID::randomUUID);
    }

    private void run() {
        List<Observation> observations = new ArrayList<>();
        while (!closing) {
            try {
                Instant wakeAt = step(observations);
                observations.clear();
                Observation first = inbox.poll(pause(wakeAt), TimeUnit.NANOSECONDS);
                if (first != null) {
                    observations.add(first);
                    inbox.drainTo(observations);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("A step of the manager failed; it goes on from what is stored", e);
                fail(observations, e);
                observations.clear();
                if (!begin(observations)) {
                    return;
                }
            }
        }
    }

    private long pause(@Nullable Instant wakeAt) {
        Duration longest = wakeAt == null ? IDLE : Duration.between(time.now(), wakeAt);
        Duration pause = longest.compareTo(IDLE) < 0 ? longest : IDLE;
        return Math.max(pause.toNanos(), TimeUnit.MILLISECONDS.toNanos(1));
    }

    private @Nullable Instant step(List<Observation> observations) {
        Instant now = time.now();
        Step step = core.step(now, observations);
        if (!step.changes().isEmpty()) {
            inventory.commit(now, step.changes());
        }
        // Before the outcomes: who gave a command finds its effects in the picture.
        view = core.view(now);
        for (Step.Outcome outcome : step.outcomes()) {
            CompletableFuture<Step.Outcome> waiting = tickets.remove(outcome.ticket());
            if (waiting != null) {
                waiting.complete(outcome);
            }
        }
        for (Action action : step.actions()) {
            carryOut(action, now);
        }
        step.events().forEach(each -> LOG.info("{} {}", each.code(), each.message()));
        if (!listeners.isEmpty() && !step.changes().isEmpty()) {
            SiteNews news = new SiteNews(view, step.events());
            teller.execute(() -> tell(news));
        }
        return step.wakeAt();
    }

    private void tell(SiteNews news) {
        for (Consumer<SiteNews> each : listeners) {
            try {
                each.accept(news);
            } catch (RuntimeException e) {
                LOG.warn("A listener of the site failed", e);
            }
        }
    }

    private void carryOut(Action action, Instant sentAt) {
        ManagerCore.Door door = action instanceof Action.OnHost onHost ? core.door(onHost.host()) : null;
        underWay.put(action.key(), action);
        threads.execute(() -> {
            Reply reply;
            try {
                reply = runner.run(action, door);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                reply = unanswered("the manager is closing");
            } catch (RuntimeException e) {
                LOG.warn("{} failed unexpectedly", action.key(), e);
                reply = unanswered(String.valueOf(e.getMessage()));
            }
            underWay.remove(action.key());
            inbox.add(new Observation.Answered(action, sentAt, reply));
        });
    }

    private static Reply unanswered(String why) {
        return new Reply.Failed(Reply.Failed.Kind.UNANSWERED, 0, why);
    }

    /// Tells those whose commands were in a failed step.
    private void fail(List<Observation> observations, RuntimeException cause) {
        for (Observation each : observations) {
            if (each instanceof Observation.Commanded commanded) {
                CompletableFuture<Step.Outcome> waiting = tickets.remove(commanded.ticket());
                if (waiting != null) {
                    waiting.completeExceptionally(new InventoryFailed(
                            "The command could not be stored, and nothing of it was done: " + cause.getMessage(),
                            cause));
                }
            }
        }
    }

    /// Makes a new core from what is stored, once nothing of the old one is under way. Answers to the old one are
    /// dropped; commands that came meanwhile are the new one's first observations.
    private boolean begin(List<Observation> observations) {
        while (!closing) {
            try {
                clock.sleep(AFTER_FAILURE);
                if (underWay.isEmpty()) {
                    core = core(inventory.load());
                    inbox.drainTo(observations);
                    observations.removeIf(each -> each instanceof Observation.Answered);
                    return true;
                }
            } catch (InterruptedException e) {
                return false;
            } catch (RuntimeException e) {
                LOG.error("The inventory cannot be read; trying again", e);
            }
        }
        return false;
    }

    @Override
    public SiteView view() {
        return view;
    }

    @Override
    public CommandResult execute(Command command, String correlation) throws CommandRefused {
        PowerActions.check(command);
        long ticket = nextTicket.incrementAndGet();
        CompletableFuture<Step.Outcome> waiting = new CompletableFuture<>();
        tickets.put(ticket, waiting);
        inbox.add(new Observation.Commanded(ticket, command, correlation));
        if (closing) {
            tickets.remove(ticket);
            throw new IllegalStateException("The site is closed");
        }
        Step.Outcome outcome = outcome(waiting);
        if (outcome.refusal() != null) {
            throw new CommandRefused(
                    outcome.refusal().kind(), String.valueOf(outcome.refusal().getMessage()));
        }
        if (outcome.result() == null) {
            throw new IllegalStateException("a command without an outcome: " + command);
        }
        return outcome.result();
    }

    private static Step.Outcome outcome(CompletableFuture<Step.Outcome> waiting) {
        try {
            return waiting.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof InventoryFailed failed) {
                throw failed;
            }
            throw new IllegalStateException("The command was not carried out", e);
        }
    }

    @Override
    public PowerReading powerStatus(UUID host) throws CommandRefused {
        List<FenceAgent> devices = view.fenceAgents().values().stream()
                .filter(each -> each.host().equals(host))
                .toList();
        if (!view.hosts().containsKey(host)) {
            throw new CommandRefused(CommandRefused.Kind.NOT_FOUND, "There is no host " + host);
        }
        if (devices.isEmpty()) {
            throw new CommandRefused(CommandRefused.Kind.CONFLICT, "The host has no power device");
        }
        boolean allOff = true;
        StringBuilder details = new StringBuilder();
        for (FenceAgent device : devices) {
            Reply reply = read(device);
            if (reply instanceof Reply.Power power && power.state() == Reply.Power.State.ON) {
                return new PowerReading("on", "");
            }
            boolean off = reply instanceof Reply.Power power && power.state() == Reply.Power.State.OFF;
            allOff &= off;
            if (!off) {
                details.append(details.isEmpty() ? "" : "; ").append(reply);
            }
        }
        return allOff ? new PowerReading("off", "") : new PowerReading("unknown", details.toString());
    }

    private Reply read(FenceAgent device) {
        try {
            return runner.run(new Action.ReadPower(device, null), null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unanswered("interrupted");
        }
    }

    @Override
    public List<Event> eventsAfter(long after, int limit) {
        return inventory.eventsAfter(after, limit);
    }

    @Override
    public List<Event> newestEvents(int limit) {
        return inventory.newestEvents(limit);
    }

    @Override
    public Subscription subscribe(Consumer<SiteNews> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        closing = true;
        loop.interrupt();
        try {
            loop.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tickets.forEach((_, waiting) -> waiting.completeExceptionally(new IllegalStateException("The site is closed")));
        threads.shutdownNow();
        teller.shutdownNow();
        runner.close();
        inventory.close();
    }
}
