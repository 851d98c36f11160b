package io.holdfast.manager.system;

import io.holdfast.base.Clock;
import io.holdfast.manager.Action;
import io.holdfast.manager.ManagerCore.Door;
import io.holdfast.manager.Reply;
import io.holdfast.manager.Reply.Failed;
import io.holdfast.manager.inventory.Disk;
import io.holdfast.manager.inventory.StorageConnection;
import io.holdfast.manager.inventory.StorageDomain;
import io.holdfast.manager.inventory.StorageType;
import io.holdfast.protocol.DomainClass;
import io.holdfast.protocol.DomainInformation;
import io.holdfast.protocol.DomainSpace;
import io.holdfast.protocol.DomainStatus;
import io.holdfast.protocol.DomainType;
import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.HoldfastVerbs;
import io.holdfast.protocol.HostConnection;
import io.holdfast.protocol.HostLease;
import io.holdfast.protocol.HostVerbs;
import io.holdfast.protocol.LeaseVerbs;
import io.holdfast.protocol.SpmStatus;
import io.holdfast.protocol.StartPermit;
import io.holdfast.protocol.StorageDomainVerbs;
import io.holdfast.protocol.StoragePoolVerbs;
import io.holdfast.protocol.StorageServerConnection;
import io.holdfast.protocol.TaskStatus;
import io.holdfast.protocol.TaskVerbs;
import io.holdfast.protocol.Verb;
import io.holdfast.protocol.VmVerbs;
import io.holdfast.protocol.VolumeAddress;
import io.holdfast.protocol.VolumeAllocation;
import io.holdfast.protocol.VolumeInformation;
import io.holdfast.protocol.VolumeVerbs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Carries one action of a host out: the calls that it takes, in order, within the action's deadline. What was done
/// already by an earlier try is looked for first and counts as done.
final class HostActions {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(300);

    /// The most host ids of a pool, the reserved one included.
    private static final int MAX_HOSTS = 250;

    private final HostConnection connection;
    private final Door door;
    private final Clock clock;
    private final long end;

    HostActions(HostConnection connection, Door door, Clock clock, Action action) {
        this.connection = connection;
        this.door = door;
        this.clock = clock;
        end = clock.monotonicNanos() + action.deadline().toNanos();
    }

    /// A call that did not give its result; ends the action.
    private static final class Ended extends Exception {
        private final transient Failed failed;

        private Ended(Failed failed) {
            super(failed.message(), null, false, false);
            this.failed = failed;
        }
    }

    Reply run(Action.OnHost action) throws InterruptedException {
        try {
            return switch (action) {
                case Action.Poll _ -> new HostPoll(connection).ask(left());
                case Action.Adopt adopt -> {
                    call(
                            HoldfastVerbs.ADOPT,
                            new HoldfastVerbs.Adopt(adopt.epoch(), adopt.owner().toString()));
                    yield new Reply.Done();
                }
                case Action.ConnectStorage connect -> connectStorage(connect.pool(), connect.connections());
                case Action.ConnectPool connect -> connectPool(connect);
                case Action.DisconnectPool disconnect -> {
                    change(
                            StoragePoolVerbs.DISCONNECT,
                            new StoragePoolVerbs.Membership(disconnect.pool(), disconnect.hostId()));
                    yield new Reply.Done();
                }
                case Action.CreateDomain create -> createDomain(create.domain(), create.connection());
                case Action.CreatePool create -> createPool(create);
                case Action.AttachDomain attach -> attach(attach);
                case Action.ActivateDomain activate -> {
                    change(
                            StorageDomainVerbs.ACTIVATE,
                            new StorageDomainVerbs.InPool(activate.domain(), activate.pool()));
                    yield new Reply.Done();
                }
                case Action.ReadSpace read -> {
                    DomainSpace space = call(StorageDomainVerbs.GET_STATISTICS, read.domain());
                    yield new Reply.Space(space.totalBytes(), space.freeBytes());
                }
                case Action.ReadSpm read -> spm(call(StoragePoolVerbs.GET_SPM_STATUS, read.pool()));
                case Action.StartSpm start -> startSpm(start);
                case Action.StopSpm stop -> stopSpm(stop.pool());
                case Action.CreateVolume create -> createVolume(create);
                case Action.RemoveImage remove -> removeImage(remove);
                case Action.CreateLease create -> createLease(create);
                case Action.RemoveLease remove -> {
                    await(change(LeaseVerbs.DELETE, new LeaseVerbs.LeaseAddress(remove.domain(), remove.vm())));
                    yield new Reply.Done();
                }
                case Action.StartVm start -> startVm(start);
                case Action.DestroyVm destroy -> destroy(destroy.vm());
                case Action.ShutdownVm shutdown -> {
                    change(VmVerbs.SHUTDOWN, new VmVerbs.Shutdown(shutdown.vm(), 0, "", false));
                    yield new Reply.Done();
                }
                case Action.ReadHostLease read ->
                    lease(call(
                            HoldfastVerbs.GET_HOST_LEASE,
                            new HoldfastVerbs.HostLeaseQuery(read.domain(), read.hostId())));
                case Action.FreeHostLease free -> {
                    change(
                            HoldfastVerbs.FREE_HOST_LEASE,
                            new HoldfastVerbs.FreeHostLease(
                                    free.domain(),
                                    free.hostId(),
                                    free.generation(),
                                    free.epoch(),
                                    "power off confirmed at " + free.provenAt() + ", fence plan " + free.plan()));
                    yield new Reply.Done();
                }
            };
        } catch (Ended e) {
            return e.failed;
        }
    }

    private Reply connectStorage(UUID pool, List<StorageConnection> connections) throws Ended {
        Map<StorageType, List<StorageServerConnection>> byType = new EnumMap<>(StorageType.class);
        for (StorageConnection each : connections) {
            byType.computeIfAbsent(each.type(), _ -> new ArrayList<>())
                    .add(new StorageServerConnection(
                            each.id(), each.remotePath(), each.vfsType(), each.mountOptions(), ""));
        }
        for (Map.Entry<StorageType, List<StorageServerConnection>> each : byType.entrySet()) {
            List<StorageServerConnection.Status> statuses = change(
                    StoragePoolVerbs.CONNECT_STORAGE_SERVER,
                    new StoragePoolVerbs.StorageServers(pool, type(each.getKey()), each.getValue()));
            for (StorageServerConnection.Status status : statuses) {
                if (status.status() != 0) {
                    String path = connections.stream()
                            .filter(one -> one.id().equals(status.id()))
                            .map(StorageConnection::remotePath)
                            .findFirst()
                            .orElse(status.id().toString());
                    throw new Ended(new Failed(
                            Failed.Kind.REFUSED,
                            status.status(),
                            "connection " + path + " failed with code " + status.status()));
                }
            }
        }
        return new Reply.Done();
    }

    private static DomainType type(StorageType type) {
        return DomainType.of(type.number());
    }

    private Reply connectPool(Action.ConnectPool connect) throws Ended {
        Map<UUID, DomainStatus> domains = new HashMap<>();
        connect.domains()
                .forEach((domain, status) ->
                        domains.put(domain, status.equals("active") ? DomainStatus.ACTIVE : DomainStatus.ATTACHED));
        change(
                StoragePoolVerbs.CONNECT,
                new StoragePoolVerbs.Connect(
                        connect.pool(), connect.hostId(), connect.master(), connect.masterVersion(), domains));
        return new Reply.Done();
    }

    private Reply createDomain(StorageDomain domain, StorageConnection storage) throws Ended {
        connectStorage(new UUID(0, 0), List.of(storage));
        if (ask(StorageDomainVerbs.GET_INFORMATION, domain.id())
                instanceof io.holdfast.protocol.Reply.Result<DomainInformation>) {
            return new Reply.Done();
        }
        change(
                StorageDomainVerbs.CREATE,
                new StorageDomainVerbs.Create(
                        domain.id(),
                        type(storage.type()),
                        storage.remotePath(),
                        domain.name(),
                        DomainClass.DATA,
                        domain.version(),
                        512,
                        MAX_HOSTS));
        return new Reply.Done();
    }

    private Reply createPool(Action.CreatePool create) throws Ended {
        connectStorage(create.pool(), List.of(create.connection()));
        DomainInformation found =
                call(StorageDomainVerbs.GET_INFORMATION, create.master().id());
        if (found.master() && create.pool().equals(found.pool())) {
            return new Reply.Done();
        }
        change(
                StoragePoolVerbs.CREATE,
                new StoragePoolVerbs.Create(
                        create.pool(),
                        create.name(),
                        create.master().id(),
                        create.masterVersion(),
                        List.of(create.master().id())));
        return new Reply.Done();
    }

    private Reply attach(Action.AttachDomain attach) throws Ended {
        connectStorage(attach.pool(), List.of(attach.connection()));
        DomainInformation found =
                call(StorageDomainVerbs.GET_INFORMATION, attach.domain().id());
        if (!attach.pool().equals(found.pool())) {
            change(
                    StorageDomainVerbs.ATTACH,
                    new StorageDomainVerbs.InPool(attach.domain().id(), attach.pool()));
        }
        return new Reply.Done();
    }

    private static Reply spm(SpmStatus status) {
        return new Reply.Spm(Reply.Spm.Role.valueOf(status.role().name()), status.holderId(), status.leaseVersion());
    }

    private Reply startSpm(Action.StartSpm start) throws Ended, InterruptedException {
        var begun = connection.call(
                StoragePoolVerbs.SPM_START,
                new StoragePoolVerbs.SpmStart(
                        start.pool(), start.previousId(), start.previousLver(), MAX_HOSTS, start.domainVersion()),
                door.epoch(),
                left());
        if (begun instanceof io.holdfast.protocol.Reply.RemoteError<UUID> error && error.is(ErrorCode.IS_SPM)) {
            return spm(call(StoragePoolVerbs.GET_SPM_STATUS, start.pool()));
        }
        await(result(begun));
        return spm(call(StoragePoolVerbs.GET_SPM_STATUS, start.pool()));
    }

    /// Clears what finished tasks left behind, as the role is not given up while any is listed.
    private Reply stopSpm(UUID pool) throws Ended {
        var listed = connection.call(HostVerbs.GET_ALL_TASK_STATUSES, io.holdfast.protocol.Done.DONE, left());
        if (listed instanceof io.holdfast.protocol.Reply.RemoteError<Map<UUID, TaskStatus>> error
                && error.is(ErrorCode.NOT_SPM)) {
            return new Reply.Done();
        }
        for (TaskStatus each : result(listed).values()) {
            if (!each.finished()) {
                throw new Ended(new Failed(
                        Failed.Kind.REFUSED, ErrorCode.TASK_IN_PROGRESS.code(), "a task of the SPM is still running"));
            }
            change(TaskVerbs.CLEAR, each.task());
        }
        change(StoragePoolVerbs.SPM_STOP, pool);
        return new Reply.Done();
    }

    private Reply createVolume(Action.CreateVolume create) throws Ended, InterruptedException {
        Disk disk = create.disk();
        VolumeAddress address = new VolumeAddress(create.pool(), disk.storageDomain(), disk.id(), disk.volume());
        if (ask(VolumeVerbs.GET_INFORMATION, address)
                        instanceof io.holdfast.protocol.Reply.Result<VolumeInformation> found
                && found.value().legal()) {
            return new Reply.Done();
        }
        await(change(
                VolumeVerbs.CREATE,
                VolumeVerbs.Create.raw(
                        address,
                        disk.size(),
                        disk.sparse() ? VolumeAllocation.SPARSE : VolumeAllocation.PREALLOCATED,
                        "{\"DiskAlias\":\"" + disk.name() + "\"}")));
        return new Reply.Done();
    }

    private Reply removeImage(Action.RemoveImage remove) throws Ended, InterruptedException {
        Disk disk = remove.disk();
        var begun = connection.call(
                VolumeVerbs.DELETE_IMAGE,
                new VolumeVerbs.DeleteImage(remove.pool(), disk.storageDomain(), disk.id(), false),
                door.epoch(),
                left());
        boolean gone = begun instanceof io.holdfast.protocol.Reply.RemoteError<UUID> error
                && error.is(ErrorCode.IMAGE_NOT_IN_DOMAIN);
        if (!gone) {
            await(result(begun));
        }
        return new Reply.Done();
    }

    private Reply createLease(Action.CreateLease create) throws Ended, InterruptedException {
        LeaseVerbs.LeaseAddress address = new LeaseVerbs.LeaseAddress(create.domain(), create.vm());
        await(change(LeaseVerbs.CREATE, address));
        LeaseVerbs.LeaseInformation found = call(LeaseVerbs.GET_INFORMATION, address);
        return new Reply.LeasePlace(found.path(), found.offset());
    }

    private Reply startVm(Action.StartVm start) {
        var permit = new StartPermit(
                start.placement().startId(),
                start.placement().epoch(),
                start.placement().bootId(),
                start.placement().notAfter());
        var reply = connection.call(
                VmVerbs.CREATE,
                new VmVerbs.Create(start.placement().vm(), start.machine(), permit),
                start.placement().epoch(),
                left());
        return switch (reply) {
            case io.holdfast.protocol.Reply.Result<VmVerbs.Definition> _ -> new Reply.Done();
            // An unexpected failure inside the host says nothing about whether it began.
            case io.holdfast.protocol.Reply.RemoteError<VmVerbs.Definition> error
            when error.is(ErrorCode.UNEXPECTED) || error.is(ErrorCode.INTERNAL_ERROR) ->
                new Failed(Failed.Kind.UNANSWERED, error.code(), error.message());
            // Whatever else the host answers with an error it has not started, and will not under this start id.
            case io.holdfast.protocol.Reply.RemoteError<VmVerbs.Definition> error ->
                new Failed(Failed.Kind.REFUSED, error.code(), error.message());
            default -> Failures.of(reply);
        };
    }

    private Reply destroy(UUID vm) throws Ended {
        var reply = connection.call(VmVerbs.DESTROY, vm, door.epoch(), left());
        boolean gone = reply instanceof io.holdfast.protocol.Reply.RemoteError<io.holdfast.protocol.Done> error
                && error.is(ErrorCode.NO_SUCH_VM);
        if (!gone) {
            result(reply);
        }
        return new Reply.Done();
    }

    private static Reply lease(HostLease seen) {
        return new Reply.Lease(
                seen.state().name(),
                seen.ownerName(),
                seen.generation(),
                seen.timestamp(),
                seen.ioTimeout(),
                seen.secondsUnchanged(),
                seen.freshRead(),
                seen.observerLive(),
                seen.interval());
    }

    /// Waits for the end of a task and has the host forget it.
    private void await(UUID task) throws Ended, InterruptedException {
        while (true) {
            TaskStatus status = call(TaskVerbs.GET_STATUS, task);
            if (status.finished()) {
                connection.call(TaskVerbs.CLEAR, task, door.epoch(), left());
                if (!status.successful()) {
                    throw new Ended(Failures.ofTask(status));
                }
                return;
            }
            if (left().compareTo(LOOK_AGAIN) < 0) {
                throw new Ended(new Failed(Failed.Kind.UNANSWERED, 0, "the task has not ended in time"));
            }
            clock.sleep(LOOK_AGAIN);
        }
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(end - clock.monotonicNanos(), 1_000_000));
    }

    private <P, R> io.holdfast.protocol.Reply<R> ask(Verb<P, R> verb, P arguments) {
        return connection.call(verb, arguments, left());
    }

    private <P, R> R call(Verb<P, R> verb, P arguments) throws Ended {
        return result(ask(verb, arguments));
    }

    private <P, R> R change(Verb<P, R> verb, P arguments) throws Ended {
        return result(connection.call(verb, arguments, door.epoch(), left()));
    }

    private static <R> R result(io.holdfast.protocol.Reply<R> reply) throws Ended {
        if (reply instanceof io.holdfast.protocol.Reply.Result<R>(R value)) {
            return value;
        }
        throw new Ended(Failures.of(reply));
    }
}
