package io.holdfast.agent.connection;

import io.holdfast.agent.system.Mounts;
import io.holdfast.base.Clock;
import io.holdfast.lease.UnsettledWrites;
import io.holdfast.protocol.DomainType;
import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.StorageServerConnection;
import io.holdfast.storage.DiskLeaseAreas;
import io.holdfast.storage.DomainPaths;
import io.holdfast.storage.FileDomain;
import io.holdfast.storage.StorageError;
import io.holdfast.storage.StorageException;
import io.holdfast.storage.files.FileException;
import io.holdfast.storage.files.MountedFiles;
import io.holdfast.storage.files.Ownership;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The storage that this host has mounted, and the domains on it. What an earlier agent mounted is found again.
public final class Storage {
    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);
    private static final Duration FILE_DEADLINE = Duration.ofSeconds(30);

    private final Path mountDirectory;
    private final Mounts mounts;
    private final Clock clock;
    private final UnsettledWrites unsettled;
    /// Guarded by `this`.
    private final Map<Path, MountedStorage> mounted = new TreeMap<>();

    private final Map<UUID, MountedStorage> places = new ConcurrentHashMap<>();
    /// One object a domain: changes of one process to one domain run one after another.
    private final Map<UUID, FileDomain> opened = new ConcurrentHashMap<>();

    /// Finds what is mounted.
    ///
    /// @param dataCenter the directory below which storage is mounted in `mnt`
    /// @param unsettled of this process
    public Storage(Path dataCenter, Mounts mounts, Clock clock, UnsettledWrites unsettled) {
        this.mountDirectory = dataCenter.resolve("mnt");
        this.mounts = mounts;
        this.clock = clock;
        this.unsettled = unsettled;
        for (Path each : mounts.mounted()) {
            if (mountDirectory.equals(each.getParent())) {
                LOG.info("Found {} mounted", each);
                mounted.put(each, doors(each));
            }
        }
    }

    private MountedStorage doors(Path mountPoint) {
        MountedFiles files = new MountedFiles(mountPoint.toString(), Ownership.VDSM, FILE_DEADLINE);
        return new MountedStorage(mountPoint, files, new DiskLeaseAreas(files, clock, unsettled));
    }

    /// Where a remote path is, or would be, mounted.
    public Path mountPoint(String remotePath) {
        return mountDirectory.resolve(MountPoint.name(remotePath));
    }

    /// Mounts one connection. One that is mounted is left alone.
    ///
    /// @return 0, or the number of an error
    public int connect(DomainType type, StorageServerConnection connection) {
        String path = MountPoint.normalized(connection.path());
        if (path.isEmpty() || (type != DomainType.NFS && type != DomainType.POSIXFS)) {
            return ErrorCode.STORAGE_SERVER_VALIDATION_ERROR.code();
        }
        String fileSystem = connection.fileSystem().isEmpty() ? "nfs" : connection.fileSystem();
        if (type == DomainType.POSIXFS && connection.fileSystem().isEmpty()) {
            return ErrorCode.STORAGE_SERVER_VALIDATION_ERROR.code();
        }
        Path target = mountPoint(path);
        if (!mounts.mounted().contains(target)) {
            Mounts.Outcome outcome = mounts.mount(fileSystem, options(type, connection), path, target);
            if (!mounts.mounted().contains(target)) {
                LOG.warn("Cannot mount {}: {}", path, outcome);
                return ErrorCode.MOUNT_ERROR.code();
            }
        }
        return use(target);
    }

    private int use(Path target) {
        MountedStorage storage;
        synchronized (this) {
            storage = mounted.computeIfAbsent(target, this::doors);
        }
        try {
            search(storage);
            return 0;
        } catch (FileException e) {
            LOG.warn("{} is mounted but cannot be used", target, e);
            return e.kind() == FileException.Kind.REFUSED
                    ? ErrorCode.STORAGE_SERVER_NOT_PERMITTED.code()
                    : ErrorCode.STORAGE_SERVER_CONNECTION_ERROR.code();
        }
    }

    private static String options(DomainType type, StorageServerConnection connection) {
        List<String> options = new ArrayList<>();
        if (type == DomainType.NFS) {
            options.addAll(List.of("soft", "nosharecache", "timeo=100", "retrans=3"));
            String version = connection.protocolVersion();
            if (!version.isEmpty() && !version.equals("auto")) {
                options.add("vers=" + version);
            }
        }
        if (!connection.mountOptions().isBlank()) {
            options.add(connection.mountOptions().strip());
        }
        return String.join(",", options);
    }

    /// Unmounts one connection. One that is not mounted is done.
    ///
    /// @return 0, or the number of an error
    public int disconnect(StorageServerConnection connection) {
        Path target = mountPoint(connection.path());
        if (mounts.mounted().contains(target)) {
            Mounts.Outcome outcome = mounts.unmount(target);
            if (mounts.mounted().contains(target)) {
                LOG.warn("Cannot unmount {}: {}", target, outcome);
                return ErrorCode.STORAGE_SERVER_DISCONNECTION_ERROR.code();
            }
        }
        synchronized (this) {
            MountedStorage gone = mounted.remove(target);
            if (gone != null) {
                places.values().removeIf(gone::equals);
                opened.keySet().retainAll(places.keySet());
            }
        }
        return 0;
    }

    /// The mount of a remote path.
    ///
    /// @throws StorageException (360) if it is not mounted
    public MountedStorage at(String remotePath) {
        synchronized (this) {
            MountedStorage found = mounted.get(mountPoint(remotePath));
            if (found == null) {
                throw new StorageException(
                        StorageError.NOT_MOUNTED, remotePath + " is not connected on this host; connect it first");
            }
            return found;
        }
    }

    private List<UUID> search(MountedStorage storage) {
        List<UUID> found = FileDomain.find(storage.files(), storage.mountPoint());
        found.forEach(each -> places.put(each, storage));
        return found;
    }

    /// Every domain on what is mounted. A mount that does not answer is left out.
    public List<UUID> domains() {
        List<UUID> found = new ArrayList<>();
        for (MountedStorage each : all()) {
            try {
                found.addAll(search(each));
            } catch (FileException | StorageException e) {
                LOG.warn("Cannot look for domains at {}", each.mountPoint(), e);
            }
        }
        return found;
    }

    private synchronized List<MountedStorage> all() {
        return List.copyOf(mounted.values());
    }

    /// Where a domain is, as far as is known without looking.
    public Optional<MountedStorage> place(UUID domain) {
        return Optional.ofNullable(places.get(domain));
    }

    /// A domain, which is looked for if it is not known.
    ///
    /// @throws StorageException (358) if it is on no mount, or as [FileDomain#open]
    public FileDomain domain(UUID id) {
        FileDomain known = opened.get(id);
        if (known != null) {
            return known;
        }
        MountedStorage place = places.get(id);
        if (place == null) {
            domains();
            place = places.get(id);
        }
        if (place == null) {
            throw new StorageException(
                    StorageError.DOMAIN_MISSING, "Domain " + id + " is not on any storage of this host");
        }
        FileDomain fresh = FileDomain.open(place.files(), place.leases(), place.mountPoint(), id);
        FileDomain earlier = opened.putIfAbsent(id, fresh);
        return earlier == null ? fresh : earlier;
    }

    /// Where a domain's files are.
    ///
    /// @throws StorageException (358) if it is on no mount
    public DomainPaths paths(UUID id) {
        MountedStorage place = place(id).orElseGet(() -> {
            domains();
            return place(id)
                    .orElseThrow(() -> new StorageException(
                            StorageError.DOMAIN_MISSING, "Domain " + id + " is not on any storage of this host"));
        });
        return new DomainPaths(place.mountPoint(), id);
    }

    /// Changes that passed their deadline and may still happen, on all mounts.
    public int outstandingChanges() {
        return all().stream()
                .mapToInt(each -> each.files().outstandingChanges())
                .sum();
    }
}
