package io.holdfast.simulation;

import io.holdfast.base.SimulatedClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Breaks things at random moments and mends each again later; the end mends all that is left.
final class Faults {
    private final World world;
    private final List<SimulatedHost> hosts;
    private final SimulatedManager manager;
    private final SimulatedNetwork network;
    private final RandomGenerator random;
    private final boolean liars;
    private boolean over;

    /// Draws nothing yet.
    ///
    /// @param liars whether power devices may lie. A device that lies and a host that lives and cannot
    ///     renew are two faults at once and outside the promise, so in such a run nothing keeps a living
    ///     host from renewing
    Faults(
            World world,
            List<SimulatedHost> hosts,
            SimulatedManager manager,
            SimulatedNetwork network,
            boolean liars,
            RandomGenerator random) {
        this.world = world;
        this.hosts = hosts;
        this.manager = manager;
        this.network = network;
        this.liars = liars;
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
        if (liars) {
            strikeAmongLiars(host);
            return;
        }
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
        if (liars) {
            return;
        }
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
            each.thaw();
        }
        world.note("everything is mended");
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
