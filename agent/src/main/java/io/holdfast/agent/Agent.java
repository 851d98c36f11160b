package io.holdfast.agent;

import io.holdfast.agent.connection.Storage;
import io.holdfast.agent.fencing.FenceProxy;
import io.holdfast.agent.fencing.HostLeases;
import io.holdfast.agent.fencing.LeaseDaemonView;
import io.holdfast.agent.machine.MachineBook;
import io.holdfast.agent.machine.MachineHandlers;
import io.holdfast.agent.machine.MachineSetting;
import io.holdfast.agent.machine.MachineStore;
import io.holdfast.agent.machine.MachineWatch;
import io.holdfast.agent.machine.Machines;
import io.holdfast.agent.monitoring.DomainMonitors;
import io.holdfast.agent.monitoring.HostIds;
import io.holdfast.agent.owner.OwnerGuard;
import io.holdfast.agent.pool.StorageService;
import io.holdfast.agent.spm.Panic;
import io.holdfast.agent.spm.SpmService;
import io.holdfast.agent.spm.WriteGate;
import io.holdfast.agent.system.DurableDirectory;
import io.holdfast.agent.system.HostFacts;
import io.holdfast.agent.system.Mounts;
import io.holdfast.agent.task.TaskManager;
import io.holdfast.base.Clock;
import io.holdfast.hypervisor.Accelerator;
import io.holdfast.hypervisor.Hypervisor;
import io.holdfast.hypervisor.MachineLease;
import io.holdfast.lease.UnsettledWrites;
import io.holdfast.lease.socket.LeaseDaemonUnavailable;
import io.holdfast.lease.socket.LeaseRefused;
import io.holdfast.lease.socket.LeaseSocketClient;
import io.holdfast.lease.socket.LockspaceAddress;
import io.holdfast.lease.socket.LockspacePresence;
import io.holdfast.power.PowerDrivers;
import io.holdfast.protocol.HostEvent;
import io.holdfast.protocol.VerbRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The agent, put together. It holds no machine and no host id itself: machines belong to libvirt, host ids to
/// the
/// lease daemon, and both go on when this process ends, however it ends. What ends with it is the SPM role,
/// whose lease
/// it holds.
public final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final Duration DAEMON_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration MOUNT_DEADLINE = Duration.ofSeconds(45);
    private static final Path RUN_DIRECTORY = Path.of("/run/vdsm/storage");
    /// After so many I/O time-outs of silence others may take a lease.
    private static final int LOST_AFTER = 8;

    private final VerbRegistry verbs;
    private final Hypervisor hypervisor;
    private final MachineWatch watch;
    private final SpmService spm;
    private volatile Consumer<HostEvent> events = event -> {};

    /// Puts it together and begins to look for machines.
    ///
    /// @param ownPid of this process, as the lease daemon sees it
    /// @param panic the way out when this process must not act any more
    public Agent(
            AgentConfiguration configuration,
            HostFacts facts,
            DurableDirectory state,
            Hypervisor hypervisor,
            Supplier<Accelerator> accelerator,
            Clock clock,
            int ownPid,
            Panic panic) {
        this.hypervisor = hypervisor;
        LeaseSocketClient daemon = new LeaseSocketClient(configuration.leaseSocket(), DAEMON_TIMEOUT);
        UnsettledWrites unsettled = new UnsettledWrites();
        Storage storage =
                new Storage(configuration.dataCenterDirectory(), new Mounts(MOUNT_DEADLINE), clock, unsettled);
        OwnerGuard owner = new OwnerGuard(state);
        HostIds hostIds = new HostIds(daemon, configuration.ioTimeout());
        TaskManager tasks = new TaskManager();
        WriteGate gate = new WriteGate(() -> storage.outstandingChanges() + unsettled.count());
        spm = new SpmService(daemon, ownPid, hostIds, tasks, gate, clock, panic);
        DomainMonitors monitors = new DomainMonitors(
                clock, (domain, valid) -> LOG.info("Domain {} is {}", domain, valid ? "valid" : "not valid"));
        StorageService storageService = new StorageService(
                storage,
                monitors,
                hostIds,
                spm,
                tasks,
                daemon,
                clock,
                configuration.dataCenterDirectory(),
                RUN_DIRECTORY,
                configuration.ioTimeout());

        MachineSetting setting = new MachineSetting(
                accelerator,
                facts.hardwareUuid(),
                facts.bootId(),
                configuration.logDirectory().resolve("console"),
                LOST_AFTER * 1000L * configuration.ioTimeout());
        MachineStore store = new MachineStore(state, facts.bootId());
        MachineBook book = new MachineBook(store, clock, event -> events.accept(event));
        Machines machines =
                new Machines(hypervisor, book, store, owner, setting, lease -> isJoined(daemon, lease), clock);

        LeaseDaemonView view = new LeaseDaemonView(daemon);
        VerbRegistry.Builder builder = VerbRegistry.builder()
                .guard((verb, context) -> owner.check(context))
                .notReady(() -> book.isComplete()
                        ? Optional.empty()
                        : Optional.of("recovering: the machines of this host have not been seen yet"));
        new HostHandlers(facts, clock, owner, hypervisor, accelerator, machines, storageService, view)
                .register(builder);
        new MachineHandlers(machines).register(builder);
        storageService.register(builder);
        new HostLeases(storage, view, clock, unsettled, facts.bootId()).register(builder);
        new FenceProxy(PowerDrivers.standard(), daemon).register(builder);
        verbs = builder.build();
        watch = new MachineWatch(hypervisor, book, machines, clock);
    }

    /// A lease is taken by libvirt only in a lockspace that this host has joined; asked before, the refusal is
    /// clear
    /// and comes at once.
    private static boolean isJoined(LeaseSocketClient daemon, MachineLease lease) {
        try {
            return daemon.lockspaces().stream()
                    .filter(each -> each.name().equals(lease.lockspace()))
                    .map(each -> new LockspaceAddress(each.name(), each.hostId(), 0, each.disk()))
                    .anyMatch(each -> daemon.inquireLockspace(each) == LockspacePresence.JOINED);
        } catch (LeaseRefused | LeaseDaemonUnavailable e) {
            LOG.warn("Whether lockspace {} is joined is not known: {}", lease.lockspace(), e.getMessage());
            return false;
        }
    }

    /// What it answers.
    public VerbRegistry verbs() {
        return verbs;
    }

    /// Sends events there from now on.
    public void publishTo(Consumer<HostEvent> sink) {
        events = sink;
    }

    /// Ends this agent's own work. Machines, mounts and host ids stay.
    @Override
    public void close() {
        watch.close();
        spm.close();
        hypervisor.close();
    }
}
