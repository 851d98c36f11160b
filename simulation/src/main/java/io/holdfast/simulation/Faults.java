package io.holdfast.simulation;

import io.holdfast.base.SimulatedClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Breaks things at random moments and mends each again later; the end mends all that is left.
final class Faults {
    private final World world;
    private final List<SimulatedHost> hosts;
    private final SimulatedManager manager;
    private final SimulatedNetwork network;
    private final RandomGenerator random;
    private final Kind kind;
    private boolean over;

    /// What a run is about.
    enum Kind {
        /// Anything, in any order.
        ANYTHING,
        /// Power devices lie. A device that lies and a host that lives and cannot renew are two faults at once and
        /// outside the promise, so nothing keeps a living host from renewing.
        LIARS,
        /// Somebody starts machines with a lease on other hosts, behind the manager's back, while their hosts lose
        /// their storage for times around the deadlines: the lease alone stands between.
        RECKLESS,
        /// Hosts fall silent and the manager dies just when a start has arrived.
        SILENCED_STARTS,
        /// Hosts freeze for less than their watchdog allows, while their power devices refuse to work.
        SHORT_FREEZES;

        static Kind of(int draw) {
            List<Kind> all = List.of(values());
            return all.get(draw % all.size());
        }
    }

    Faults(
            World world,
            List<SimulatedHost> hosts,
            SimulatedManager manager,
            SimulatedNetwork network,
            Kind kind,
            RandomGenerator random) {
        this.world = world;
        this.hosts = hosts;
        this.manager = manager;
        this.network = network;
        this.kind = kind;
        this.random = random;
    }

    /// Plans a run's faults within the next `span`.
    void plan(Duration span) {
        int count = random.nextInt(1, 5);
        for (int at = 0; at < count; at++) {
            later(random.nextDouble() * span.toSeconds(), this::strike);
        }
    }

    private void strike() {
        SimulatedHost host = hosts.get(random.nextInt(hosts.size()));
        switch (kind) {
            case ANYTHING -> strikeAnywhere(host);
            case LIARS -> strikeAmongLiars(host);
            case RECKLESS -> startRecklessly(host);
            case SILENCED_STARTS -> powerCut(host);
            case SHORT_FREEZES -> freezeShortly(host);
        }
    }

    private void strikeAnywhere(SimulatedHost host) {
        switch (random.nextInt(13)) {
            case 0, 1 -> powerCut(host);
            case 2 -> splitFromNetwork(List.of(host));
            case 3 -> hangStorage(List.of(host));
            case 4 -> failStorage(host);
            case 5, 6 -> freeze(host);
            case 7 -> killManager(host);
            case 8 -> loseMessages(host);
            case 9 -> hangStorage(hosts);
            case 10 -> splitFromNetwork(hosts);
            case 11 -> crashProgram(host);
            default -> disaster(host);
        }
    }

    private void strikeAmongLiars(SimulatedHost host) {
        host.device().become(SimulatedPowerDevice.Mood.LIES);
        tell("power device LIES of", List.of(host));
        later(60 + random.nextDouble() * 400, () -> host.device().become(SimulatedPowerDevice.Mood.HONEST));
        if (random.nextInt(3) == 0) {
            killManager(host);
        } else {
            splitFromNetwork(List.of(host));
        }
    }

    private void freezeShortly(SimulatedHost host) {
        mood(host);
        tell("frozen:", List.of(host));
        host.freeze();
        later(30 + random.nextDouble() * 29, () -> {
            tell("thawed:", List.of(host));
            host.thaw();
        });
    }

    private void startRecklessly(SimulatedHost victim) {
        List<SimulatedMachine> running = victim.machines().values().stream()
                .filter(each -> each.isRunning() && each.isLeased())
                .toList();
        if (running.isEmpty()) {
            return;
        }
        UUID vm = running.get(random.nextInt(running.size())).vm();
        boolean slow = random.nextInt(3) == 0;
        double start = slow ? random.nextDouble() * 4 * world.ioTimeout() : 0;
        if (slow) {
            tell("storage answers late for", List.of(victim));
            victim.storageAnswersLate(Duration.ofSeconds(random.nextInt(2, 8 * world.ioTimeout())));
        }
        later(start, () -> hangStorage(List.of(victim)));
        for (SimulatedHost other : hosts) {
            if (other != victim) {
                later(start + random.nextDouble() * 9 * world.ioTimeout(), () -> {
                    tell("somebody starts machine %s on".formatted(vm), List.of(other));
                    other.agent().ifPresent(agent -> agent.startRecklessly(vm));
                });
            }
        }
        later(start + 300, () -> victim.storageAnswersLate(Duration.ZERO));
    }

    /// Told of each start that reaches a host.
    void started(SimulatedHost host) {
        if (kind == Kind.SILENCED_STARTS && !over && random.nextInt(3) == 0) {
            later(random.nextDouble() * 0.3, () -> {
                splitFromNetwork(List.of(host));
                manager.kill();
            });
            later(1 + random.nextDouble() * 5, manager::start);
        }
    }

    /// Several things at once on one host, as when a person trips over a cable.
    private void disaster(SimulatedHost host) {
        if (random.nextBoolean()) {
            mood(host);
        }
        if (random.nextBoolean()) {
            hangStorage(random.nextInt(4) == 0 ? hosts : List.of(host));
        }
        if (random.nextInt(3) == 0) {
            killManager(host);
        }
        if (random.nextInt(3) == 0) {
            freeze(host);
        } else {
            splitFromNetwork(List.of(host));
        }
    }

    private void powerCut(SimulatedHost host) {
        if (random.nextInt(3) == 0) {
            mood(host);
        }
        host.powerOff("a cut");
    }

    private void splitFromNetwork(List<SimulatedHost> some) {
        if (random.nextInt(3) == 0) {
            some.forEach(this::mood);
        }
        tell("no network for", some);
        some.forEach(each -> each.net(false));
        later(duration(), () -> {
            tell("network again for", some);
            some.forEach(each -> each.net(true));
        });
    }

    private void hangStorage(List<SimulatedHost> some) {
        tell("storage hangs for", some);
        some.forEach(each -> each.storageHangs(true));
        double base = duration();
        for (SimulatedHost each : some) {
            later(base + random.nextDouble() * 8, () -> {
                tell("storage goes on for", List.of(each));
                each.storageHangs(false);
            });
        }
    }

    private void failStorage(SimulatedHost host) {
        tell("storage fails for", List.of(host));
        host.storageFails(true);
        later(duration(), () -> {
            tell("storage works for", List.of(host));
            host.storageFails(false);
        });
    }

    private void freeze(SimulatedHost host) {
        if (random.nextInt(3) == 0) {
            mood(host);
        }
        tell("frozen:", List.of(host));
        host.freeze();
        later(duration(), () -> {
            tell("thawed:", List.of(host));
            host.thaw();
        });
    }

    private void killManager(SimulatedHost host) {
        if (random.nextBoolean()) {
            manager.crashAtStep(0.3);
            later(20 + random.nextDouble() * 60, () -> manager.crashAtStep(0));
            later(random.nextDouble() * 10, () -> {
                if (random.nextBoolean()) {
                    host.powerOff("a cut");
                } else {
                    splitFromNetwork(List.of(host));
                }
            });
        } else {
            manager.kill();
        }
        revive();
    }

    /// A manager that died comes back within a minute, as its service unit sees to it.
    private void revive() {
        later(1 + random.nextDouble() * 30, () -> {
            manager.start();
            if (!over) {
                revive();
            }
        });
    }

    private void loseMessages(SimulatedHost host) {
        network.lose(random.nextDouble() * 0.5, random.nextDouble() * 0.7);
        tell("messages get lost, and", List.of(host));
        if (random.nextBoolean()) {
            powerCut(host);
        } else {
            freeze(host);
        }
        later(duration(), () -> network.lose(0, 0));
    }

    private void crashProgram(SimulatedHost host) {
        int which = random.nextInt(4);
        if (which == 0) {
            tell("the lease daemon is killed on", List.of(host));
            host.crashDaemon();
        } else if (which == 1) {
            tell("the lease daemon stalls on", List.of(host));
            host.stallDaemon(Duration.ofMillis((long) (duration() * 1000)));
        } else {
            tell("the agent is killed on", List.of(host));
            host.crashAgent();
        }
    }

    private void mood(SimulatedHost host) {
        SimulatedPowerDevice.Mood mood =
                random.nextBoolean() ? SimulatedPowerDevice.Mood.DEAD : SimulatedPowerDevice.Mood.REFUSES;
        tell("power device %s of".formatted(mood), List.of(host));
        host.device().become(mood);
        later(60 + random.nextDouble() * 400, () -> host.device().become(SimulatedPowerDevice.Mood.HONEST));
    }

    /// Seconds: often short, sometimes around the lease's own deadlines, sometimes long.
    private double duration() {
        int ioTimeout = world.ioTimeout();
        return switch (random.nextInt(4)) {
            case 0 -> 1 + random.nextDouble() * 30;
            case 1 -> 8.0 * ioTimeout - 5 + random.nextDouble() * 10;
            case 2 -> 8.0 * ioTimeout + 55 + random.nextDouble() * 10;
            default -> random.nextDouble() * 300;
        };
    }

    /// Mends everything.
    void end() {
        over = true;
        network.lose(0, 0);
        manager.crashAtStep(0);
        manager.start();
        for (SimulatedHost each : hosts) {
            each.device().become(SimulatedPowerDevice.Mood.HONEST);
            each.net(true);
            each.storageFails(false);
            each.storageHangs(false);
            each.storageAnswersLate(Duration.ZERO);
            each.thaw();
        }
        world.note("everything is mended");
        // A person goes and presses the buttons that the manager's devices did not.
        world.time().scheduleAfter(Duration.ofMinutes(8), () -> hosts.forEach(SimulatedHost::powerOn));
    }

    private void later(double seconds, Runnable action) {
        SimulatedClock time = world.time();
        time.scheduleAfter(Duration.ofNanos((long) (seconds * 1e9)), () -> {
            if (!over) {
                action.run();
            }
        });
    }

    private void tell(String what, List<SimulatedHost> some) {
        List<String> names = new ArrayList<>();
        some.forEach(each -> names.add(each.name()));
        world.note(what + " " + String.join(", ", names));
    }
}
