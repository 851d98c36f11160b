package io.holdfast.rest;

import io.holdfast.manager.Command;
import io.holdfast.manager.CommandRefused;
import io.holdfast.manager.CommandResult;
import io.holdfast.manager.PowerReading;
import io.holdfast.manager.Site;
import io.holdfast.manager.SiteNews;
import io.holdfast.manager.SiteView;
import io.holdfast.manager.inventory.Cluster;
import io.holdfast.manager.inventory.DataCenter;
import io.holdfast.manager.inventory.DataCenterStatus;
import io.holdfast.manager.inventory.Disk;
import io.holdfast.manager.inventory.DiskAttachment;
import io.holdfast.manager.inventory.DiskStatus;
import io.holdfast.manager.inventory.Event;
import io.holdfast.manager.inventory.FenceAgent;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.HostState;
import io.holdfast.manager.inventory.HostStatus;
import io.holdfast.manager.inventory.Job;
import io.holdfast.manager.inventory.JobKind;
import io.holdfast.manager.inventory.JobStatus;
import io.holdfast.manager.inventory.Severity;
import io.holdfast.manager.inventory.StorageConnection;
import io.holdfast.manager.inventory.StorageDomain;
import io.holdfast.manager.inventory.StorageDomainStatus;
import io.holdfast.manager.inventory.Vm;
import io.holdfast.manager.inventory.VmState;
import io.holdfast.manager.inventory.VmStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A site where every command is carried out at once, in memory.
final class FakeSite implements Site {
    static final Instant NOW = Instant.parse("2026-11-24T03:00:00.120Z");

    private final Map<UUID, DataCenter> dataCenters = new LinkedHashMap<>();
    private final Map<UUID, Cluster> clusters = new LinkedHashMap<>();
    private final Map<UUID, Host> hosts = new LinkedHashMap<>();
    private final Map<UUID, HostState> hostStates = new LinkedHashMap<>();
    private final Map<UUID, FenceAgent> fenceAgents = new LinkedHashMap<>();
    private final Map<UUID, StorageConnection> connections = new LinkedHashMap<>();
    private final Map<UUID, StorageDomain> domains = new LinkedHashMap<>();
    private final Map<UUID, Disk> disks = new LinkedHashMap<>();
    private final List<DiskAttachment> attachments = new ArrayList<>();
    private final Map<UUID, Vm> vms = new LinkedHashMap<>();
    private final Map<UUID, VmState> vmStates = new LinkedHashMap<>();
    private final Map<UUID, Job> jobs = new LinkedHashMap<>();
    private final List<Event> events = new ArrayList<>();
    private final List<Consumer<SiteNews>> listeners = new CopyOnWriteArrayList<>();

    /// The last command that was carried out.
    @Nullable Command last;

    private long revision;

    FakeSite() {
        event(1, "The manager started.", "", null, null);
        event(1, "The manager watches its hosts.", "", null, null);
    }

    @Override
    public synchronized SiteView view() {
        return new SiteView(
                NOW,
                revision,
                Map.copyOf(dataCenters),
                Map.copyOf(clusters),
                Map.copyOf(hosts),
                Map.copyOf(hostStates),
                Map.of(),
                Map.of(),
                Map.copyOf(fenceAgents),
                Map.of(),
                Map.copyOf(connections),
                Map.copyOf(domains),
                Map.copyOf(disks),
                List.copyOf(attachments),
                Map.copyOf(vms),
                Map.copyOf(vmStates),
                Map.of(),
                Map.of(),
                Map.copyOf(jobs));
    }

    @Override
    public synchronized CommandResult execute(Command command, String correlation) throws CommandRefused {
        int before = events.size();
        CommandResult result = carryOut(command, correlation);
        last = command;
        revision++;
        SiteNews news = new SiteNews(view(), events.subList(before, events.size()));
        listeners.forEach(each -> each.accept(news));
        return result;
    }

    private CommandResult carryOut(Command command, String correlation) throws CommandRefused {
        UUID id = UUID.randomUUID();
        switch (command) {
            case Command.AddDataCenter add -> {
                unique(dataCenters.values().stream().map(DataCenter::name).toList(), add.name());
                dataCenters.put(
                        id, dataCenter(id, add.name(), add.description(), DataCenterStatus.UNINITIALIZED, null));
                event(950, "Data center " + add.name() + " was added.", correlation, null, null);
            }
            case Command.RemoveDataCenter remove -> {
                if (clusters.values().stream()
                        .anyMatch(each -> each.dataCenter().equals(remove.id()))) {
                    throw refused(CommandRefused.Kind.CONFLICT, "The data center still has clusters");
                }
                dataCenters.remove(remove.id());
            }
            case Command.AddCluster add ->
                clusters.put(
                        id,
                        new Cluster(
                                id,
                                add.dataCenter(),
                                add.name(),
                                add.description(),
                                add.fencing(),
                                add.leaseRelease()));
            case Command.UpdateCluster update -> {
                Cluster old = get(clusters, update.id());
                clusters.put(
                        old.id(),
                        new Cluster(
                                old.id(),
                                old.dataCenter(),
                                old.name(),
                                old.description(),
                                Objects.requireNonNullElse(update.fencing(), old.fencing()),
                                old.leaseRelease()));
            }
            case Command.AddHost add -> {
                hosts.put(
                        id,
                        new Host(
                                id,
                                add.cluster(),
                                add.name(),
                                add.description(),
                                add.address(),
                                add.port(),
                                hosts.size() + 1,
                                add.spmPriority(),
                                null));
                host(id, add.activate() ? HostStatus.UP : HostStatus.MAINTENANCE);
                event(42, "Host " + add.name() + " was added.", correlation, id, null);
            }
            case Command.ActivateHost activate -> host(get(hosts, activate.id()).id(), HostStatus.UP);
            case Command.MaintainHost maintain -> host(get(hosts, maintain.id()).id(), HostStatus.MAINTENANCE);
            case Command.RemoveHost remove ->
                hosts.remove(get(hosts, remove.id()).id());
            case Command.FenceHost fence ->
                event(9017, "Fencing of " + get(hosts, fence.id()).name() + " began.", correlation, fence.id(), null);
            case Command.AddFenceAgent add ->
                fenceAgents.put(
                        id,
                        new FenceAgent(
                                id,
                                add.host(),
                                add.order(),
                                add.type(),
                                add.address(),
                                add.port(),
                                add.username(),
                                add.password(),
                                add.options(),
                                null,
                                false,
                                null));
            case Command.RemoveFenceAgent remove -> fenceAgents.remove(remove.id());
            case Command.AddStorageConnection add ->
                connections.put(
                        id,
                        new StorageConnection(
                                id, add.type(), add.address(), add.path(), add.vfsType(), add.mountOptions()));
            case Command.RemoveStorageConnection remove -> connections.remove(remove.id());
            case Command.AddStorageDomain add -> {
                unique(domains.values().stream().map(StorageDomain::name).toList(), add.name());
                domains.put(
                        id,
                        domain(
                                id,
                                add.name(),
                                add.description(),
                                add.connection(),
                                null,
                                StorageDomainStatus.UNATTACHED));
                event(956, "Storage domain " + add.name() + " was added.", correlation, add.host(), null);
                return new CommandResult(id, job(JobKind.CREATE_STORAGE_DOMAIN, id, correlation));
            }
            case Command.AttachStorageDomain attach -> {
                StorageDomain old = get(domains, attach.id());
                domains.put(
                        old.id(),
                        domain(
                                old.id(),
                                old.name(),
                                old.description(),
                                old.connection(),
                                attach.dataCenter(),
                                StorageDomainStatus.ACTIVE));
                DataCenter to = get(dataCenters, attach.dataCenter());
                dataCenters.put(
                        to.id(), dataCenter(to.id(), to.name(), to.description(), DataCenterStatus.UP, old.id()));
                return new CommandResult(old.id(), job(JobKind.ATTACH_STORAGE_DOMAIN, old.id(), correlation));
            }
            case Command.ActivateStorageDomain activate -> {
                return new CommandResult(get(domains, activate.id()).id(), null);
            }
            case Command.AddDisk add -> {
                disks.put(
                        id,
                        new Disk(
                                id,
                                UUID.randomUUID(),
                                add.storageDomain(),
                                add.name(),
                                add.description(),
                                add.size(),
                                add.sparse(),
                                add.shareable(),
                                DiskStatus.OK,
                                "",
                                NOW));
                return new CommandResult(id, job(JobKind.CREATE_DISK, id, correlation));
            }
            case Command.RemoveDisk remove -> disks.remove(remove.id());
            case Command.AttachDisk attach ->
                attachments.add(new DiskAttachment(
                        attach.vm(), attach.disk(), attach.as(), attach.bootable(), attach.readOnly()));
            case Command.DetachDisk detach ->
                attachments.removeIf(
                        each -> each.vm().equals(detach.vm()) && each.disk().equals(detach.disk()));
            case Command.AddVm add -> {
                unique(vms.values().stream().map(Vm::name).toList(), add.name());
                vms.put(
                        id,
                        new Vm(
                                id,
                                add.cluster(),
                                add.name(),
                                add.description(),
                                add.memory(),
                                add.cpus(),
                                add.highlyAvailable(),
                                add.priority(),
                                add.leaseDomain(),
                                add.kernel(),
                                add.initrd(),
                                add.cmdline(),
                                NOW));
                vm(id, VmStatus.DOWN, null);
                event(34, "VM " + add.name() + " was created.", correlation, null, id);
            }
            case Command.UpdateVm update -> {
                Vm old = get(vms, update.id());
                vms.put(
                        old.id(),
                        new Vm(
                                old.id(),
                                old.cluster(),
                                Objects.requireNonNullElse(update.name(), old.name()),
                                Objects.requireNonNullElse(update.description(), old.description()),
                                Objects.requireNonNullElse(update.memory(), old.memory()),
                                Objects.requireNonNullElse(update.cpus(), old.cpus()),
                                Objects.requireNonNullElse(update.highlyAvailable(), old.highlyAvailable()),
                                Objects.requireNonNullElse(update.priority(), old.priority()),
                                old.leaseDomain(),
                                Objects.requireNonNullElse(update.kernel(), old.kernel()),
                                Objects.requireNonNullElse(update.initrd(), old.initrd()),
                                Objects.requireNonNullElse(update.cmdline(), old.cmdline()),
                                old.created()));
            }
            case Command.StartVm start -> {
                if (get(vmStates, start.id()).status() != VmStatus.DOWN) {
                    throw refused(CommandRefused.Kind.CONFLICT, "Cannot run VM. VM is running.");
                }
                UUID on = start.host() != null
                        ? start.host()
                        : hosts.keySet().iterator().next();
                vm(start.id(), VmStatus.UP, on);
                event(32, "VM " + get(vms, start.id()).name() + " started.", correlation, on, start.id());
                return new CommandResult(start.id(), job(JobKind.START_VM, start.id(), correlation));
            }
            case Command.StopVm stop -> {
                vm(stop.id(), VmStatus.DOWN, null);
                event(33, "VM " + get(vms, stop.id()).name() + " was stopped.", correlation, null, stop.id());
                return new CommandResult(stop.id(), null);
            }
            case Command.ShutdownVm shutdown -> vm(shutdown.id(), VmStatus.DOWN, null);
            case Command.RemoveVm remove -> vms.remove(get(vms, remove.id()).id());
            default -> throw refused(CommandRefused.Kind.CONFLICT, "This fake does not know " + command);
        }
        return new CommandResult(id, null);
    }

    private void vm(UUID id, VmStatus status, @Nullable UUID host) {
        vmStates.put(id, new VmState(id, status, status != VmStatus.DOWN, host, "", NOW, 0, null));
    }

    private void host(UUID id, HostStatus status) {
        hostStates.put(id, new HostState(id, status, "", NOW, null, 0, null));
    }

    private UUID job(JobKind kind, UUID subject, String correlation) {
        UUID id = UUID.randomUUID();
        jobs.put(id, new Job(id, kind, subject, kind.name(), JobStatus.FINISHED, "", correlation, NOW, NOW));
        return id;
    }

    private void event(int code, String message, String correlation, @Nullable UUID host, @Nullable UUID vm) {
        events.add(new Event(
                events.size() + 1, NOW, code, "", Severity.NORMAL, message, correlation, null, null, host, vm, null));
    }

    private static DataCenter dataCenter(
            UUID id, String name, String description, DataCenterStatus status, @Nullable UUID master) {
        return new DataCenter(id, name, description, status, NOW, master, master == null ? 0 : 1, null, -1);
    }

    private static StorageDomain domain(
            UUID id,
            String name,
            String description,
            UUID connection,
            @Nullable UUID dataCenter,
            StorageDomainStatus status) {
        return new StorageDomain(
                id, name, description, connection, 5, dataCenter, status, "", NOW, 100L << 30, 60L << 30);
    }

    private static void unique(List<String> names, String name) throws CommandRefused {
        if (names.contains(name)) {
            throw refused(CommandRefused.Kind.CONFLICT, "The name '" + name + "' is in use already");
        }
    }

    private static <T> T get(Map<UUID, T> all, UUID id) throws CommandRefused {
        T found = all.get(id);
        if (found == null) {
            throw refused(CommandRefused.Kind.NOT_FOUND, "There is no " + id);
        }
        return found;
    }

    private static CommandRefused refused(CommandRefused.Kind kind, String message) {
        return new CommandRefused(kind, message);
    }

    @Override
    public PowerReading powerStatus(UUID host) {
        return new PowerReading("on", "");
    }

    @Override
    public synchronized List<Event> eventsAfter(long after, int limit) {
        return events.stream().filter(each -> each.id() > after).limit(limit).toList();
    }

    @Override
    public synchronized List<Event> newestEvents(int limit) {
        return events.reversed().stream().limit(limit).toList();
    }

    @Override
    public Subscription subscribe(Consumer<SiteNews> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {}
}
