package io.holdfast.simulation;

import io.holdfast.base.SimulatedClock;
import io.holdfast.manager.Action;
import io.holdfast.manager.Reply;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Between the manager and everything else: delays, and loses what it is told to lose.
final class SimulatedNetwork implements SimulatedManager.Messenger {
    private final World world;
    private final Map<UUID, SimulatedHost> hosts;
    private final RandomGenerator random;
    private Consumer<SimulatedHost> onStart = _ -> {};
    private double requestsLost;
    private double answersLost;

    /// @param hosts by the manager's id of them
    SimulatedNetwork(World world, Map<UUID, SimulatedHost> hosts, RandomGenerator random) {
        this.world = world;
        this.hosts = hosts;
        this.random = random;
    }

    /// Tells when a start has reached a host.
    void onStart(Consumer<SimulatedHost> listener) {
        onStart = listener;
    }

    void lose(double requests, double answers) {
        requestsLost = requests;
        answersLost = answers;
    }

    @Override
    public void deliver(Action action, Consumer<Reply> answer) {
        switch (action) {
            case Action.OnHost onHost ->
                Optional.ofNullable(hosts.get(onHost.host())).ifPresent(host -> toHost(host, action, answer));
            case Action.OnDevice onDevice ->
                Optional.ofNullable(hosts.get(onDevice.device().host()))
                        .ifPresent(host -> toDevice(host, action, answer));
        }
    }

    private void later(Runnable action) {
        SimulatedClock time = world.time();
        time.scheduleAfter(Duration.ofNanos(random.nextLong(200_000, 30_000_000)), action);
    }

    private void toDevice(SimulatedHost host, Action action, Consumer<Reply> answer) {
        SimulatedPowerDevice device = host.device();
        if (device.isDead()) {
            later(() -> answer.accept(
                    new Reply.Failed(Reply.Failed.Kind.UNREACHABLE, 0, "the power device does not answer")));
            return;
        }
        world.time().scheduleAfter(Duration.ofMillis(random.nextInt(20, 2000)), () -> {
            Reply reply =
                    switch (action) {
                        case Action.PowerOff _ -> {
                            device.off();
                            yield new Reply.Done();
                        }
                        case Action.PowerOn _ -> {
                            device.on();
                            yield new Reply.Done();
                        }
                        case Action.Identify _ ->
                            new Reply.Identity(host.hardware().toString());
                        default -> new Reply.Power(device.status(), "");
                    };
            later(() -> answer.accept(reply));
        });
    }

    private void toHost(SimulatedHost host, Action action, Consumer<Reply> answer) {
        if (!host.isNetUp() || !host.isOn()) {
            if (random.nextBoolean()) {
                later(() -> answer.accept(new Reply.Failed(Reply.Failed.Kind.UNREACHABLE, 0, "no connection")));
            }
            return;
        }
        if (random.nextDouble() < requestsLost) {
            return;
        }
        later(() -> {
            if (!host.isNetUp()) {
                return;
            }
            // A frozen host takes what arrived when it thaws.
            host.boot().ifPresent(boot -> boot.run(() -> arrive(host, action, answer)));
        });
    }

    private void arrive(SimulatedHost host, Action action, Consumer<Reply> answer) {
        SimulatedAgent agent = host.agent().orElse(null);
        Consumer<Reply> back = reply -> {
            if (host.isNetUp() && random.nextDouble() >= answersLost) {
                later(() -> answer.accept(reply));
            }
        };
        if (agent == null || agent.isOver()) {
            back.accept(new Reply.Failed(Reply.Failed.Kind.UNREACHABLE, 0, "connection refused"));
            return;
        }
        switch (action) {
            case Action.Poll _ -> back.accept(agent.poll());
            case Action.Adopt adopt ->
                back.accept(
                        agent.adopt(adopt.epoch(), adopt.owner())
                                ? new Reply.Done()
                                : SimulatedAgent.refused("a newer owner is known"));
            case Action.ConnectPool _ -> {
                agent.join();
                back.accept(new Reply.Done());
            }
            case Action.ReadSpm _ -> back.accept(agent.spm());
            case Action.StartSpm _ -> agent.startSpm(back);
            case Action.StopSpm _, Action.DisconnectPool _ -> {
                agent.stopSpm();
                back.accept(new Reply.Done());
            }
            case Action.ReadSpace _ -> back.accept(new Reply.Space(1L << 40, 1L << 39));
            case Action.CreateLease lease ->
                back.accept(
                        agent.isSpm()
                                ? new Reply.LeasePlace(
                                        "/leases", world.leaseOf(lease.vm()).offset())
                                : SimulatedAgent.refused("not SPM"));
            case Action.CreateVolume _,
                    Action.RemoveImage _,
                    Action.RemoveLease _,
                    Action.AttachDomain _,
                    Action.ActivateDomain _ ->
                back.accept(agent.isSpm() ? new Reply.Done() : SimulatedAgent.refused("not SPM"));
            case Action.ConnectStorage _, Action.CreateDomain _, Action.CreatePool _ ->
                back.accept(
                        host.isStorageWell()
                                ? new Reply.Done()
                                : SimulatedAgent.refused("the storage does not answer"));
            case Action.StartVm start -> {
                back.accept(agent.start(start.placement()));
                onStart.accept(host);
            }
            case Action.DestroyVm destroy -> back.accept(agent.destroy(destroy.vm()));
            case Action.ShutdownVm shutdown -> back.accept(agent.destroy(shutdown.vm()));
            case Action.ReadHostLease read -> agent.watcher().read(read.hostId(), back);
            case Action.FreeHostLease free -> agent.watcher().free(free.hostId(), free.generation(), back);
            case Action.OnDevice _ -> throw new IllegalStateException("A device is not a host");
        }
    }
}
