package io.holdfast.storage;

import io.holdfast.lease.socket.AreaSize;
import io.holdfast.lease.socket.DiskAddress;
import io.holdfast.lease.socket.LockspaceAddress;
import io.holdfast.lease.socket.ResourceAddress;
import io.holdfast.storage.files.FileException;
import io.holdfast.storage.files.FileStatus;
import io.holdfast.storage.files.FileStore;
import io.holdfast.storage.files.Space;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/// A data domain on a mounted file system, see [DomainPaths].
///
/// Any host may read it. **Only the host that holds the domain's SPM lease changes it**; this class does not check
/// that. Changes of one process run one after another.
public final class FileDomain {
    static final int METADATA_LIMIT = 1 << 20;

    /// The name of the SPM lease.
    public static final String SPM_RESOURCE = "SDM";

    private final FileStore files;
    private final LeaseAreas leases;
    private final DomainPaths paths;
    private final Geometry geometry;
    private final ReentrantLock changes = new ReentrantLock();

    FileDomain(FileStore files, LeaseAreas leases, DomainPaths paths, Geometry geometry) {
        this.files = files;
        this.leases = leases;
        this.paths = paths;
        this.geometry = geometry;
    }

    /// Makes a domain at the top of a mount, see [DomainCreation].
    ///
    /// @param ioTimeout seconds, written into the lockspace; 0 for the usual 10
    /// @throws StorageException (361, 365) if there is a domain on the mount already
    public static FileDomain create(
            FileStore files,
            LeaseAreas leases,
            Path mountPoint,
            DomainSpecification specification,
            int ioTimeout,
            Instant now) {
        return new DomainCreation(files, leases, new DomainPaths(mountPoint, specification.id()), specification)
                .create(ioTimeout, now);
    }

    /// Opens a domain: reads its metadata and compares the block size. Changes nothing.
    ///
    /// @throws StorageException (358) if it is not there, (364) if it has no metadata, (751, 752, 753) if that
    ///     makes no sense, (394) if it is of a version or kind that is not served, (348) if the storage's blocks
    ///     differ
    public static FileDomain open(FileStore files, LeaseAreas leases, Path mountPoint, UUID id) {
        DomainPaths paths = new DomainPaths(mountPoint, id);
        DomainMetadata metadata = read(files, paths);
        if (metadata.version() != 5) {
            throw new StorageException(
                    StorageError.DOMAIN_VERSION,
                    "Domain %s has version %d; only 5 is served".formatted(id, metadata.version()));
        }
        if ((metadata.type() != StorageType.NFS && metadata.type() != StorageType.POSIXFS)
                || metadata.domainClass() != DomainClass.DATA) {
            throw new StorageException(
                    StorageError.DOMAIN_TYPE,
                    "Domain %s is a %s domain on %s; only data domains on NFS and POSIXFS are served"
                            .formatted(id, metadata.domainClass().text(), metadata.type()));
        }
        Geometry geometry = metadata.geometry();
        DomainCreation.checkBlockSize(files, mountPoint, geometry.blockSize());
        return new FileDomain(files, leases, paths, geometry);
    }

    /// The domains at the top of a mount: directories with a `dom_md` in them.
    public static List<UUID> find(FileStore files, Path mountPoint) {
        return DomainCreation.find(files, mountPoint);
    }

    public UUID id() {
        return paths.id();
    }

    public DomainPaths paths() {
        return paths;
    }

    public Geometry geometry() {
        return geometry;
    }

    FileStore files() {
        return files;
    }

    LeaseAreas leases() {
        return leases;
    }

    ReentrantLock changes() {
        return changes;
    }

    /// Reads the metadata from disk.
    ///
    /// @throws StorageException as [#open]
    public DomainMetadata metadata() {
        return read(files, paths);
    }

    private static DomainMetadata read(FileStore files, DomainPaths paths) {
        try {
            return DomainMetadata.parse(files.read(paths.metadata(), METADATA_LIMIT));
        } catch (FileException e) {
            StorageError error = StorageError.DOMAIN_ACCESS;
            if (e.kind() == FileException.Kind.MISSING) {
                error = exists(files, paths.domainMetadata())
                        ? StorageError.DOMAIN_METADATA_MISSING
                        : StorageError.DOMAIN_MISSING;
            }
            throw StorageException.of(error, "read the metadata of domain " + paths.id(), e);
        }
    }

    static boolean exists(FileStore files, Path path) {
        return files.status(path).isPresent();
    }

    /// Changes the metadata in one step: a reader, and a crash, see the old or the new one. A change that changes
    /// nothing writes nothing.
    ///
    /// @return the metadata afterwards
    public DomainMetadata changeMetadata(UnaryOperator<DomainMetadata> change) {
        changes.lock();
        try {
            DomainMetadata before = metadata();
            DomainMetadata after = change.apply(before);
            if (!after.equals(before)) {
                writeMetadata(after);
            }
            return after;
        } finally {
            changes.unlock();
        }
    }

    void writeMetadata(DomainMetadata metadata) {
        try {
            replace(files, paths.metadata(), metadata.toBytes());
        } catch (FileException e) {
            throw StorageException.of(StorageError.WRITE, "write the metadata of domain " + id(), e);
        }
    }

    /// Writes beside a file and renames over it. Tried again once if the server has lost track of the file.
    static void replace(FileStore files, Path file, byte[] content) {
        Path fresh = file.resolveSibling(file.getFileName() + DomainPaths.NEW);
        try {
            files.write(fresh, content, 0644);
        } catch (FileException e) {
            if (e.kind() != FileException.Kind.STALE) {
                throw e;
            }
            files.write(fresh, content, 0644);
        }
        files.rename(fresh, file);
    }

    /// The size of the file system and what is free of it.
    public Space space() {
        try {
            return files.space(paths.domain());
        } catch (FileException e) {
            throw StorageException.of(StorageError.DOMAIN_ACCESS, "ask for the space of domain " + id(), e);
        }
    }

    /// Looks whether the domain can be reached and has what a domain has.
    ///
    /// @throws StorageException (358) if the domain is not there, (371) if part of it is missing, (384) if the
    ///     server has lost track of it
    public void check() {
        try {
            if (!exists(files, paths.domain())) {
                throw new StorageException(
                        StorageError.DOMAIN_MISSING, "Domain " + id() + " is not at " + paths.mountPoint());
            }
            for (Path each : List.of(paths.ids(), paths.leases(), paths.xleases(), paths.metadata())) {
                if (files.status(each).filter(FileStatus::isFile).isEmpty()) {
                    throw new StorageException(StorageError.DOMAIN_LAYOUT, "Domain " + id() + " has no " + each);
                }
            }
            space();
        } catch (FileException e) {
            throw StorageException.of(StorageError.DOMAIN_ACCESS, "look at domain " + id(), e);
        }
    }

    /// The external leases.
    public Xleases xleases() {
        return new Xleases(files, leases, id().toString(), paths.xleases(), geometry);
    }

    /// The images and volumes.
    public FileVolumes volumes() {
        return new FileVolumes(this);
    }

    /// The part that a domain has as the master of a pool.
    public MasterRole masterRole() {
        return new MasterRole(this);
    }

    /// The address of a host's id for the lease daemon.
    public LockspaceAddress lockspace(int hostId) {
        return lockspace(paths, geometry, hostId);
    }

    /// The same, of a domain that cannot be opened now.
    public static LockspaceAddress lockspace(DomainPaths paths, Geometry geometry, int hostId) {
        DiskAddress disk = new DiskAddress(paths.ids().toString(), 0);
        return new LockspaceAddress(paths.id().toString(), hostId, sizeFlags(geometry), disk);
    }

    /// The address of the SPM lease for the lease daemon.
    public ResourceAddress spmLease() {
        return lease(SPM_RESOURCE, spmArea());
    }

    /// The address of a volume's lease for the lease daemon.
    public ResourceAddress volumeLease(UUID image, UUID volume) {
        return lease(volume.toString(), volumeArea(image, volume));
    }

    private ResourceAddress lease(String name, LeaseArea area) {
        return new ResourceAddress(id().toString(), name, area.file().toString(), area.offset())
                .withFlags(sizeFlags(geometry));
    }

    private static int sizeFlags(Geometry geometry) {
        return AreaSize.flags(geometry.blockSize(), geometry.alignment());
    }

    LeaseArea idsArea() {
        return new LeaseArea(paths.ids(), 0, geometry);
    }

    LeaseArea spmArea() {
        return new LeaseArea(paths.leases(), geometry.alignment(), geometry);
    }

    LeaseArea volumeArea(UUID image, UUID volume) {
        return new LeaseArea(paths.volumeLease(image, volume), 0, geometry);
    }

    /// Reads the SPM lease from disk.
    public LeaseContent spmLeaseContent() {
        return leases.read(spmArea());
    }

    /// Removes the domain with everything in it.
    ///
    /// @throws StorageException (391) if it belongs to a pool
    public void format() {
        changes.lock();
        try {
            if (!metadata().pools().isEmpty()) {
                throw new StorageException(
                        StorageError.DOMAIN_ATTACHED,
                        "Domain %s belongs to pool %s; detach it first"
                                .formatted(id(), metadata().pools().getFirst()));
            }
            DomainCreation.removeTree(files, paths.domain());
        } catch (FileException e) {
            throw StorageException.of(StorageError.DOMAIN_ACCESS, "remove domain " + id(), e);
        } finally {
            changes.unlock();
        }
    }
}
