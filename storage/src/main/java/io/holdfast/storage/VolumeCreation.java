package io.holdfast.storage;

import io.holdfast.storage.files.FileException;
import io.holdfast.storage.files.FileStatus;
import io.holdfast.storage.files.FileStore;
import java.time.Instant;
import java.util.UUID;

/// The steps of making a volume, and the way back.
final class VolumeCreation {
    private final FileDomain domain;
    private final FileStore files;
    private final DomainPaths paths;
    private final VolumeSpecification specification;
    private final UUID image;
    private final UUID volume;

    VolumeCreation(FileDomain domain, VolumeSpecification specification) {
        this.domain = domain;
        this.files = domain.files();
        this.paths = domain.paths();
        this.specification = specification;
        this.image = specification.image();
        this.volume = specification.volume();
    }

    VolumeInfo create(long reserveStep, Instant now) {
        byte[] metadata = specification
                .metadata(domain.id(), specification.capacity(), now.getEpochSecond())
                .toBytes();
        makeImage();
        makeData();
        try {
            if (specification.allocation() == VolumeMetadata.Allocation.PREALLOCATED) {
                for (long at = 0; at < specification.capacity(); at += reserveStep) {
                    long length = Math.min(reserveStep, specification.capacity() - at);
                    files.allocate(paths.volume(image, volume), at, length);
                }
            }
            FileDomain.replace(files, paths.volumeMetadata(image, volume), metadata);
            makeLease(domain, image, volume);
            return domain.volumes().info(image, volume);
        } catch (FileException e) {
            undoAfter(e, e.outcomeUnknown());
            throw failed(e);
        } catch (StorageException e) {
            undoAfter(e, false);
            throw e;
        }
    }

    private void makeImage() {
        try {
            if (!FileDomain.exists(files, paths.image(image))) {
                files.createDirectory(paths.image(image), 0755);
            }
        } catch (FileException e) {
            throw failed(e);
        }
    }

    private void makeData() {
        try {
            files.createFile(paths.volume(image, volume), specification.capacity(), 0660);
        } catch (FileException e) {
            if (e.kind() == FileException.Kind.EXISTS) {
                throw new StorageException(StorageError.VOLUME_EXISTS, "Volume " + volume + " exists already", e);
            }
            throw failed(e);
        }
    }

    static void makeLease(FileDomain domain, UUID image, UUID volume) {
        FileStore files = domain.files();
        if (!FileDomain.exists(files, domain.paths().volumeLease(image, volume))) {
            files.createFile(domain.paths().volumeLease(image, volume), 0, 0660);
        }
        domain.leases()
                .formatLease(domain.volumeArea(image, volume), domain.id().toString(), volume.toString());
    }

    private StorageException failed(FileException e) {
        return StorageException.of(StorageError.VOLUME_CREATION, "make volume " + volume, e);
    }

    /// Removes what was made, newest first, so that a crash on the way leaves what [#end] knows. A step that may
    /// still happen is left for the next SPM, or for the next attempt to clean up.
    private void undoAfter(RuntimeException cause, boolean outcomeUnknown) {
        if (outcomeUnknown) {
            return;
        }
        try {
            remove(domain, image, volume);
        } catch (FileException e) {
            cause.addSuppressed(e);
        }
    }

    /// Removes a volume: first what makes it exist.
    private static void remove(FileDomain domain, UUID image, UUID volume) {
        FileStore files = domain.files();
        DomainPaths paths = domain.paths();
        files.delete(paths.volumeMetadata(image, volume));
        files.delete(paths.volumeMetadata(image, volume).resolveSibling(volume + DomainPaths.META + DomainPaths.NEW));
        files.delete(paths.volumeLease(image, volume));
        files.delete(paths.volume(image, volume));
        if (files.list(paths.image(image)).isEmpty()) {
            files.delete(paths.image(image));
        }
    }

    /// Ends an interrupted creation.
    ///
    /// @return whether the volume exists now
    static boolean end(FileDomain domain, UUID image, UUID volume) {
        FileStore files = domain.files();
        DomainPaths paths = domain.paths();
        if (files.status(paths.image(image)).filter(FileStatus::isDirectory).isEmpty()) {
            return false;
        }
        if (!FileDomain.exists(files, paths.volumeMetadata(image, volume))) {
            remove(domain, image, volume);
            return false;
        }
        if (!DomainCreation.isWhole(files, domain.leases(), domain.volumeArea(image, volume))) {
            makeLease(domain, image, volume);
        }
        return true;
    }
}
