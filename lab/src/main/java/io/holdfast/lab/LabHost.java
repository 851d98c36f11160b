package io.holdfast.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// One host: a set of namespaces that begin with one process and end with it, its path to the storage, its end
/// of the bridge, and its watchdog.
final class LabHost implements Machine {
    /// A reset takes the time of a quick self-test before the machine boots again.
    private static final long RESET_MILLIS = 3000;

    private final HostPlan plan;
    private final SiteNetwork network;
    private final StoragePath storage;
    private final Consumer<String> events;
    private Optional<Process> outer = Optional.empty();
    private Optional<NamespaceProcesses> inside = Optional.empty();
    private Optional<Watchdog> watchdog = Optional.empty();
    private boolean power;
    private boolean networkDown;
    private int boots;

    /// @param events gets one line for each thing that happens to the host
    LabHost(HostPlan plan, SiteNetwork network, StoragePath storage, Consumer<String> events) {
        this.plan = plan;
        this.network = network;
        this.storage = storage;
        this.events = events;
    }

    HostPlan plan() {
        return plan;
    }

    @Override
    public String name() {
        return plan.name();
    }

    @Override
    public String uuid() {
        return plan.uuid();
    }

    @Override
    public synchronized boolean on() {
        return power || somethingLeft();
    }

    /// Looks whether a process of the host or of its storage path is still there.
    private boolean somethingLeft() {
        boolean processes = outer.filter(Process::isAlive).isPresent()
                || inside.filter(all -> !all.members().isEmpty()).isPresent();
        boolean path = !storage.gone();
        return processes || path;
    }

    @Override
    public synchronized void powerOn() {
        if (power) {
            return;
        }
        Waiting.untilTrue(30, name() + " is wholly off before it is switched on", () -> !somethingLeft());
        boots++;
        power = true;
        try {
            Path bootId = plan.run().resolve("boot_id");
            Files.createDirectories(plan.run());
            Files.writeString(bootId, UUID.randomUUID() + "\n");
            storage.connect();
            int boot = boots;
            watchdog = Optional.of(plan.startWatchdog(() -> reset(boot)));
            ProcessBuilder builder = new ProcessBuilder(List.of(
                            "unshare",
                            "--pid",
                            "--fork",
                            "--kill-child",
                            "--mount",
                            "--net",
                            "--uts",
                            "--ipc",
                            "--mount-proc",
                            "bash",
                            plan.initScript().toString()))
                    .directory(plan.folder().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(plan.log("init").toFile()))
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
            environment(builder.environment(), bootId);
            Process process = builder.start();
            outer = Optional.of(process);
            long first = Waiting.until(10, name() + " has a first process", () -> firstProcess(process));
            inside = NamespaceProcesses.of(first);
            network.attach(plan, first);
            if (networkDown) {
                network.down(plan);
            }
            events.accept(name() + " boots (boot " + boots + ")");
        } catch (IOException e) {
            throw new LabException("Cannot start " + name() + ": " + e.getMessage(), e);
        }
    }

    private static Optional<Long> firstProcess(Process unshare) {
        if (!unshare.isAlive()) {
            throw new LabException("unshare ended with status " + unshare.exitValue()
                    + ": this machine does not allow namespaces. The lab needs root and, in a container, the right to "
                    + "mount and to make namespaces.");
        }
        return unshare.toHandle().children().findFirst().map(ProcessHandle::pid).filter(pid -> {
            // Before the exec it is still unshare itself, in a mount namespace that is not ready.
            Optional<String> command =
                    ProcessHandle.of(pid).flatMap(handle -> handle.info().command());
            return command.filter(path -> path.endsWith("/bash")).isPresent();
        });
    }

    private void environment(Map<String, String> environment, Path bootId) {
        environment.clear();
        environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        environment.put("HOME", "/root");
        environment.put("LANG", "C.UTF-8");
        environment.put("MALLOC_ARENA_MAX", "2");
        environment.put("LAB_HOST", name());
        environment.put("LAB_ADDRESS", plan.address() + "/24");
        environment.put("LAB_GATEWAY", SiteNetwork.GATEWAY);
        environment.put("LAB_FOLDER", plan.folder().toString());
        environment.put("LAB_STORAGE", storage.mountPoint().toString());
        environment.put("LAB_BOOT_ID", bootId.toString());
        environment.put("LAB_WATCHDOG", watchdog.orElseThrow().file().toString());
        environment.put("LAB_KEEP", String.join("\n", plan.visible()));
        environment.put("LAB_LEASE_DAEMON", String.join("\n", plan.leaseDaemonCommand()));
        environment.put("LAB_AGENT", String.join("\n", plan.agentCommand()));
    }

    @Override
    public synchronized void cutPower(String why) {
        if (!power) {
            return;
        }
        power = false;
        // The order matters: the network first, or the kernel's last packets announce the death; the storage path last,
        // with whatever it had accepted.
        network.down(plan);
        watchdog.ifPresent(Watchdog::stop);
        watchdog = Optional.empty();
        killFirstProcess();
        storage.cut();
        network.detach(plan);
        events.accept(name() + " has lost its power: " + why);
    }

    private void killFirstProcess() {
        outer.ifPresent(process -> {
            process.toHandle()
                    .children()
                    .forEach(child -> NamespaceProcesses.signal(child.pid(), NamespaceProcesses.SIGKILL));
            process.destroyForcibly();
        });
    }

    /// The watchdog has fired: the power goes, by the watchdog itself, and comes back as after a reset button.
    private void reset(int boot) {
        synchronized (this) {
            if (!power || boot != boots) {
                return;
            }
            cutPower("its watchdog fired");
        }
        Waiting.pause(RESET_MILLIS);
        synchronized (this) {
            if (boot == boots && !power) {
                powerOn();
            }
        }
    }

    /// Waits until nothing of the host is left.
    void awaitOff(double seconds) {
        Waiting.untilTrue(seconds, name() + " is off", () -> !on());
    }

    synchronized void inflict(Fault fault) {
        switch (fault) {
            case POWER_CUT -> cutPower("cut on request");
            case NET_DOWN -> setNetworkDown(true);
            case NET_UP -> setNetworkDown(false);
            case STORAGE_HANG -> storage.hang();
            case STORAGE_FAIL -> storage.fail();
            case STORAGE_HEAL -> storage.heal();
            case FREEZE -> inside.ifPresent(all -> all.signalAll(NamespaceProcesses.SIGSTOP));
            case THAW -> inside.ifPresent(all -> all.signalAll(NamespaceProcesses.SIGCONT));
            case AGENT_STOP -> {
                hold("agent", true);
                inside.ifPresent(all -> all.withArgument("AgentMain")
                        .forEach(pid -> NamespaceProcesses.signal(pid, NamespaceProcesses.SIGKILL)));
            }
            case AGENT_START -> hold("agent", false);
            case BMC_DEAD, BMC_REFUSES, BMC_LIES, BMC_HEAL ->
                throw new LabException(fault.word() + " is a fault of the power device, not of the host");
        }
        if (fault != Fault.POWER_CUT) {
            events.accept(name() + ": " + fault.word());
        }
    }

    private void setNetworkDown(boolean down) {
        networkDown = down;
        if (power) {
            if (down) {
                network.down(plan);
            } else {
                network.up(plan);
            }
        }
    }

    /// Runs a program inside.
    String run(List<String> command) {
        List<String> all = new ArrayList<>(List.of(
                "nsenter",
                "--target",
                Long.toString(firstProcess()),
                "--mount",
                "--uts",
                "--ipc",
                "--net",
                "--pid",
                "--root",
                "--wd"));
        all.addAll(command);
        return Command.run(all.toArray(String[]::new));
    }

    private synchronized long firstProcess() {
        return outer.flatMap(process -> process.toHandle().children().findFirst())
                .map(ProcessHandle::pid)
                .orElseThrow(() -> new LabException(name() + " is off"));
    }

    private void hold(String service, boolean held) {
        Path flag = Path.of("/proc", Long.toString(firstProcess()), "root", "run", "holdfast", "hold-" + service);
        try {
            if (held) {
                Files.writeString(flag, "");
            } else {
                Files.deleteIfExists(flag);
            }
        } catch (IOException e) {
            throw new LabException("Cannot write " + flag + ": " + e.getMessage(), e);
        }
    }

    /// Says in one line how it is.
    synchronized String describe() {
        return "%s %-8s power %-3s boots %d, storage %s, network %s, watchdog %s"
                .formatted(
                        plan.address(),
                        name(),
                        on() ? "on" : "off",
                        boots,
                        storage.state(),
                        networkDown ? "down" : "up",
                        watchdog.map(Watchdog::state).orElse("without power"));
    }

    /// Returns the host's processes whose arguments contain a word, by their numbers in the site.
    synchronized List<Long> processes(String word) {
        return power ? inside.map(all -> all.withArgument(word)).orElse(List.of()) : List.of();
    }
}
