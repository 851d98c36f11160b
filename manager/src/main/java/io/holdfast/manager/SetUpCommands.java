package io.holdfast.manager;

import static io.holdfast.manager.CommandDesk.conflict;
import static io.holdfast.manager.CommandDesk.free;
import static io.holdfast.manager.CommandDesk.invalid;
import static io.holdfast.manager.CommandDesk.name;
import static io.holdfast.manager.CommandDesk.newId;
import static io.holdfast.manager.CommandDesk.there;

import io.holdfast.manager.inventory.Cluster;
import io.holdfast.manager.inventory.DataCenter;
import io.holdfast.manager.inventory.DataCenterStatus;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.HostStatus;
import io.holdfast.manager.inventory.JobKind;
import io.holdfast.manager.inventory.Shard;
import io.holdfast.manager.inventory.StorageConnection;
import io.holdfast.manager.inventory.StorageDomain;
import io.holdfast.manager.inventory.StorageDomainStatus;
import io.holdfast.manager.inventory.StorageType;
import io.holdfast.manager.inventory.Vm;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Commands that set a site up: data centers, clusters, storage.
final class SetUpCommands {
    /// The newest format of a storage domain.
    private static final int VERSION = 5;

    private static final Pattern PATH = Pattern.compile("/[^\\p{Cntrl}]{0,1000}");

    CommandResult add(Turn turn, Command.AddDataCenter command) throws CommandRefused {
        name(command.name(), "data center");
        free(
                turn.state.all(DataCenter.class).stream().map(DataCenter::name).collect(Collectors.toSet()),
                command.name(),
                "data center");
        UUID id = newId(turn, DataCenter.class, command.id(), "data center");
        DataCenter dataCenter = new DataCenter(
                id, command.name(), command.description(), DataCenterStatus.UNINITIALIZED, turn.now, null, 0, null, -1);
        turn.put(dataCenter);
        turn.put(new Shard(id, turn.owner, 1));
        turn.event(
                EventType.DATA_CENTER_ADDED, "Data center " + command.name() + " was added.", turn.about(dataCenter));
        return new CommandResult(id, null);
    }

    CommandResult remove(Turn turn, Command.RemoveDataCenter command) throws CommandRefused {
        DataCenter dataCenter = there(turn, DataCenter.class, command.id(), "data center");
        boolean used = turn.state.all(Cluster.class).stream()
                        .anyMatch(each -> each.dataCenter().equals(dataCenter.id()))
                || !turn.state.domainsOf(dataCenter.id()).isEmpty();
        if (used) {
            throw conflict("Data center " + dataCenter.name() + " still has clusters or storage domains");
        }
        turn.remove(turn.state.shard(dataCenter));
        turn.remove(dataCenter);
        turn.event(
                EventType.DATA_CENTER_REMOVED, "Data center " + dataCenter.name() + " was removed.", Turn.About.SITE);
        return new CommandResult(dataCenter.id(), null);
    }

    CommandResult add(Turn turn, Command.AddCluster command) throws CommandRefused {
        name(command.name(), "cluster");
        free(
                turn.state.all(Cluster.class).stream().map(Cluster::name).collect(Collectors.toSet()),
                command.name(),
                "cluster");
        DataCenter dataCenter = there(turn, DataCenter.class, command.dataCenter(), "data center");
        UUID id = newId(turn, Cluster.class, command.id(), "cluster");
        turn.put(new Cluster(
                id, dataCenter.id(), command.name(), command.description(), command.fencing(), command.leaseRelease()));
        turn.event(EventType.CLUSTER_ADDED, "Cluster " + command.name() + " was added.", turn.about(dataCenter));
        return new CommandResult(id, null);
    }

    CommandResult update(Turn turn, Command.UpdateCluster command) throws CommandRefused {
        Cluster old = there(turn, Cluster.class, command.id(), "cluster");
        turn.put(new Cluster(
                old.id(),
                old.dataCenter(),
                old.name(),
                old.description(),
                command.fencing() == null ? old.fencing() : command.fencing(),
                command.leaseRelease() == null ? old.leaseRelease() : command.leaseRelease()));
        turn.event(
                EventType.CLUSTER_UPDATED,
                "Cluster " + old.name() + " was changed.",
                turn.about(turn.state.get(DataCenter.class, old.dataCenter())));
        return new CommandResult(old.id(), null);
    }

    CommandResult remove(Turn turn, Command.RemoveCluster command) throws CommandRefused {
        Cluster cluster = there(turn, Cluster.class, command.id(), "cluster");
        boolean used = turn.state.all(Host.class).stream()
                        .anyMatch(each -> each.cluster().equals(cluster.id()))
                || turn.state.all(Vm.class).stream()
                        .anyMatch(each -> each.cluster().equals(cluster.id()));
        if (used) {
            throw conflict("Cluster " + cluster.name() + " still has hosts or VMs");
        }
        turn.remove(cluster);
        turn.event(
                EventType.CLUSTER_REMOVED,
                "Cluster " + cluster.name() + " was removed.",
                turn.about(turn.state.get(DataCenter.class, cluster.dataCenter())));
        return new CommandResult(cluster.id(), null);
    }

    CommandResult add(Turn turn, Command.AddStorageConnection command) throws CommandRefused {
        if (!PATH.matcher(command.path()).matches()) {
            throw invalid("The path of a storage connection begins with / and has no control characters");
        }
        if (command.type() == StorageType.NFS && command.address().isBlank()) {
            throw invalid("An NFS connection needs the server's address");
        }
        if (command.type() == StorageType.POSIXFS && command.vfsType().isBlank()) {
            throw invalid("A POSIX connection needs the type of its file system (vfs_type)");
        }
        UUID id = newId(turn, StorageConnection.class, command.id(), "storage connection");
        StorageConnection connection = new StorageConnection(
                id, command.type(), command.address(), command.path(), command.vfsType(), command.mountOptions());
        turn.put(connection);
        turn.event(
                EventType.STORAGE_CONNECTION_ADDED,
                "Storage connection " + connection.remotePath() + " was added.",
                Turn.About.SITE);
        return new CommandResult(id, null);
    }

    CommandResult remove(Turn turn, Command.RemoveStorageConnection command) throws CommandRefused {
        StorageConnection connection = there(turn, StorageConnection.class, command.id(), "storage connection");
        if (turn.state.all(StorageDomain.class).stream()
                .anyMatch(each -> each.connection().equals(connection.id()))) {
            throw conflict("Storage connection " + connection.remotePath() + " carries a storage domain");
        }
        turn.remove(connection);
        return new CommandResult(connection.id(), null);
    }

    CommandResult add(Turn turn, Command.AddStorageDomain command, String correlation) throws CommandRefused {
        name(command.name(), "storage domain");
        Set<String> names = turn.state.all(StorageDomain.class).stream()
                .map(StorageDomain::name)
                .collect(Collectors.toSet());
        free(names, command.name(), "storage domain");
        Host host = there(turn, Host.class, command.host(), "host");
        if (turn.state.hostState(host.id()).status() != HostStatus.UP) {
            throw conflict("Host " + host.name() + " is not Up");
        }
        StorageConnection connection = there(turn, StorageConnection.class, command.connection(), "storage connection");
        if (turn.state.all(StorageDomain.class).stream()
                .anyMatch(each -> each.connection().equals(connection.id()))) {
            throw conflict("Storage connection " + connection.remotePath() + " carries a storage domain already");
        }
        UUID id = newId(turn, StorageDomain.class, command.id(), "storage domain");
        turn.put(new StorageDomain(
                id,
                command.name(),
                command.description(),
                connection.id(),
                VERSION,
                null,
                StorageDomainStatus.UNINITIALIZED,
                "being created",
                turn.now,
                0,
                0));
        turn.state.pin(id, host.id());
        UUID job =
                turn.begin(JobKind.CREATE_STORAGE_DOMAIN, id, "Creating storage domain " + command.name(), correlation);
        return new CommandResult(id, job);
    }

    CommandResult attach(Turn turn, Command.AttachStorageDomain command, String correlation) throws CommandRefused {
        StorageDomain domain = there(turn, StorageDomain.class, command.id(), "storage domain");
        DataCenter dataCenter = there(turn, DataCenter.class, command.dataCenter(), "data center");
        if (domain.status() != StorageDomainStatus.UNATTACHED) {
            throw conflict("Storage domain " + domain.name() + " is not unattached but " + domain.status());
        }
        boolean firstUnderWay = dataCenter.masterDomain() == null
                && !turn.state.domainsOf(dataCenter.id()).isEmpty();
        if (firstUnderWay) {
            throw conflict("The first storage domain of data center " + dataCenter.name() + " is still being attached");
        }
        boolean anyUp = turn.state.hostsOf(dataCenter.id()).stream()
                .anyMatch(each -> turn.state.hostState(each.id()).status() == HostStatus.UP);
        if (!anyUp) {
            throw conflict("No host of data center " + dataCenter.name() + " is Up");
        }
        turn.put(domain.of(dataCenter.id()).to(StorageDomainStatus.LOCKED, "being attached", turn.now));
        UUID job = turn.begin(
                JobKind.ATTACH_STORAGE_DOMAIN,
                domain.id(),
                "Attaching storage domain " + domain.name() + " to " + dataCenter.name(),
                correlation);
        return new CommandResult(domain.id(), job);
    }

    CommandResult activate(Turn turn, Command.ActivateStorageDomain command, String correlation) throws CommandRefused {
        StorageDomain domain = there(turn, StorageDomain.class, command.id(), "storage domain");
        if (domain.status() == StorageDomainStatus.ACTIVE) {
            return new CommandResult(domain.id(), null);
        }
        if (domain.status() != StorageDomainStatus.INACTIVE && domain.status() != StorageDomainStatus.MAINTENANCE) {
            throw conflict("Storage domain " + domain.name() + " is " + domain.status());
        }
        turn.put(domain.to(StorageDomainStatus.ACTIVATING, "being activated", turn.now));
        UUID job = turn.begin(
                JobKind.ATTACH_STORAGE_DOMAIN, domain.id(), "Activating storage domain " + domain.name(), correlation);
        return new CommandResult(domain.id(), job);
    }
}
