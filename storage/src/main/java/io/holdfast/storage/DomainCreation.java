package io.holdfast.storage;

import io.holdfast.storage.files.FileException;
import io.holdfast.storage.files.FileStatus;
import io.holdfast.storage.files.FileStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/// Makes a domain, in this order:
///
/// 1. checks: the mount answers, has no other domain, and takes direct output of the block size
/// 2. `dom_md`
/// 3. `ids` (empty), `inbox` and `outbox` (16 MiB), `leases` and `xleases` (empty)
/// 4. the index of external leases
/// 5. `metadata`
/// 6. `images`
/// 7. the lockspace in `ids` and the SPM lease in `leases`
///
/// The domain is made when 7 is done. What a crash leaves before that has no metadata, or no lease of the SPM, and
/// belongs to no pool: making a domain **with the same id** once more removes it first.
final class DomainCreation {
    private static final Pattern DOMAIN_NAME = Pattern.compile(".*-.*-.*-.*-.*");
    private static final long MAILBOX_SIZE = 16L << 20;

    private final FileStore files;
    private final LeaseAreas leases;
    private final DomainPaths paths;
    private final DomainSpecification specification;

    DomainCreation(FileStore files, LeaseAreas leases, DomainPaths paths, DomainSpecification specification) {
        this.files = files;
        this.leases = leases;
        this.paths = paths;
        this.specification = specification;
    }

    FileDomain create(int ioTimeout, Instant now) {
        Geometry geometry = Geometry.COMMON;
        try {
            refuseOthers(geometry);
            checkBlockSize(files, paths.mountPoint(), geometry.blockSize());
            FileDomain domain = new FileDomain(files, leases, paths, geometry);
            makeFiles();
            domain.xleases().format(now);
            domain.writeMetadata(specification.metadata(geometry));
            files.createDirectory(paths.images(), 0755);
            leases.formatLockspace(domain.idsArea(), domain.id().toString(), ioTimeout);
            leases.formatLease(domain.spmArea(), domain.id().toString(), FileDomain.SPM_RESOURCE);
            return domain;
        } catch (FileException e) {
            throw StorageException.of(StorageError.STORAGE, "make domain " + paths.id(), e);
        }
    }

    private void refuseOthers(Geometry geometry) {
        for (UUID other : find(files, paths.mountPoint())) {
            if (!other.equals(paths.id())) {
                throw new StorageException(
                        StorageError.DOMAIN_NOT_EMPTY,
                        "There is already domain %s at %s".formatted(other, paths.mountPoint()));
            }
        }
        if (FileDomain.exists(files, paths.domain())) {
            if (!isHalfMade(geometry)) {
                throw new StorageException(
                        StorageError.DOMAIN_EXISTS,
                        "Domain %s exists already at %s".formatted(paths.id(), paths.mountPoint()));
            }
            removeTree(files, paths.domain());
        }
    }

    /// Whether a creation with this id was interrupted: the SPM lease, which is made last, is not whole. A domain that
    /// was ever used belongs to a pool or has images.
    private boolean isHalfMade(Geometry geometry) {
        if (FileDomain.exists(files, paths.images())
                && !files.list(paths.images()).isEmpty()) {
            return false;
        }
        if (!FileDomain.exists(files, paths.metadata())) {
            return true;
        }
        DomainMetadata metadata = DomainMetadata.parse(files.read(paths.metadata(), FileDomain.METADATA_LIMIT));
        LeaseArea spm = new LeaseArea(paths.leases(), geometry.alignment(), geometry);
        return metadata.pools().isEmpty() && !isWhole(files, leases, spm);
    }

    /// Whether a lease was formatted to its end; a part of its area is enough for nobody to take it.
    static boolean isWhole(FileStore files, LeaseAreas leases, LeaseArea area) {
        long end = area.offset() + area.geometry().alignment();
        return files.status(area.file()).filter(file -> file.size() >= end).isPresent()
                && !(leases.read(area) instanceof LeaseContent.Empty);
    }

    private void makeFiles() {
        files.createDirectory(paths.domain(), 0755);
        files.createDirectory(paths.domainMetadata(), 0755);
        files.createFile(paths.ids(), 0, 0660);
        files.createFile(paths.inbox(), MAILBOX_SIZE, 0660);
        files.createFile(paths.outbox(), MAILBOX_SIZE, 0660);
        files.createFile(paths.leases(), 0, 0660);
        files.createFile(paths.xleases(), 0, 0660);
    }

    /// The domains at the top of a mount.
    static List<UUID> find(FileStore files, Path mountPoint) {
        try {
            List<UUID> found = new ArrayList<>();
            for (String name : files.list(mountPoint)) {
                if (DOMAIN_NAME.matcher(name).matches()
                        && FileDomain.exists(files, mountPoint.resolve(name).resolve("dom_md"))) {
                    found.add(DomainMetadata.uuid("the name of a domain", name));
                }
            }
            return found;
        } catch (FileException e) {
            throw StorageException.of(StorageError.NOT_MOUNTED, "look for domains at " + mountPoint, e);
        }
    }

    /// Compares a block size with what direct output takes.
    ///
    /// @throws StorageException (348) if it takes another, (399) if it takes none
    static void checkBlockSize(FileStore files, Path mountPoint, int blockSize) {
        try {
            int probed = files.directBlockSize(mountPoint);
            if (probed != 1 && probed != blockSize) {
                throw new StorageException(
                        StorageError.BLOCK_SIZE_MISMATCH,
                        "The storage at %s has blocks of %d bytes, the domain of %d"
                                .formatted(mountPoint, probed, blockSize));
            }
        } catch (FileException e) {
            StorageError error = e.kind() == FileException.Kind.NOT_SUPPORTED
                    ? StorageError.STORAGE_UNSUPPORTED
                    : StorageError.DOMAIN_ACCESS;
            throw StorageException.of(error, "find out the block size of " + mountPoint, e);
        }
    }

    /// Removes a directory and everything in it.
    static void removeTree(FileStore files, Path top) {
        for (String name : files.list(top)) {
            Path each = top.resolve(name);
            if (files.status(each).filter(FileStatus::isDirectory).isPresent()) {
                removeTree(files, each);
            } else {
                files.delete(each);
            }
        }
        files.delete(top);
    }
}
