package io.holdfast.storage;

import io.holdfast.storage.files.FileException;
import io.holdfast.storage.files.FileStatus;
import io.holdfast.storage.files.FileStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// The images of a domain and their volumes: raw, without snapshots.
///
/// A volume is made in this order: the image's directory, the data, the metadata (`.meta.new`, renamed), the lease.
/// It exists once its metadata is there. Data without metadata is what a crash left of a creation ([#undo] removes
/// it); metadata without a lease is a volume whose creation was interrupted at its last step ([#undo] completes it,
/// because it may have been seen).
///
/// An image is deleted by giving its directory another name; what a crash leaves of the purge after that is removed by
/// [#purge].
public final class FileVolumes {
    private static final long RESERVE_STEP = 256L << 20;
    private static final int METADATA_LIMIT = 1 << 16;

    private final FileDomain domain;
    private final FileStore files;
    private final DomainPaths paths;

    FileVolumes(FileDomain domain) {
        this.domain = domain;
        this.files = domain.files();
        this.paths = domain.paths();
    }

    /// The images, without deleted ones.
    public List<UUID> images() {
        List<UUID> found = new ArrayList<>();
        for (String name : list(paths.images(), StorageError.DOMAIN_LAYOUT)) {
            if (isUuid(name)) {
                found.add(UUID.fromString(name));
            }
        }
        return found;
    }

    /// The volumes of an image.
    ///
    /// @throws StorageException (268) if there is no such image
    public List<UUID> volumes(UUID image) {
        List<UUID> found = new ArrayList<>();
        for (String name : list(paths.image(image), StorageError.IMAGE_MISSING)) {
            if (name.endsWith(DomainPaths.META)) {
                String id = name.substring(0, name.length() - DomainPaths.META.length());
                if (isUuid(id)) {
                    found.add(UUID.fromString(id));
                }
            }
        }
        return found;
    }

    /// Looks at a volume.
    ///
    /// @throws StorageException (201) if it does not exist, (751) if its metadata makes no sense, (207) if it
    ///     cannot be read
    public VolumeInfo info(UUID image, UUID volume) {
        try {
            byte[] text = files.read(paths.volumeMetadata(image, volume), METADATA_LIMIT);
            FileStatus data = files.status(paths.volume(image, volume)).orElseThrow(() -> missing(image, volume));
            return new VolumeInfo(
                    volume, VolumeMetadata.parse(text), data.size(), data.allocated(), paths.volume(image, volume));
        } catch (FileException e) {
            if (e.kind() == FileException.Kind.MISSING) {
                throw missing(image, volume);
            }
            throw StorageException.of(StorageError.VOLUME_METADATA_READ, "read volume " + volume, e);
        }
    }

    private StorageException missing(UUID image, UUID volume) {
        return new StorageException(
                StorageError.VOLUME_MISSING,
                "Domain %s has no volume %s of image %s".formatted(domain.id(), volume, image));
    }

    /// Makes a volume. What was made is removed again if a step fails, unless a step's outcome is not known.
    ///
    /// @throws StorageException (212) if it exists, (397) if there is no space, (205) for other failures
    public VolumeInfo create(VolumeSpecification specification, Instant now) {
        domain.changes().lock();
        try {
            return new VolumeCreation(domain, specification).create(RESERVE_STEP, now);
        } finally {
            domain.changes().unlock();
        }
    }

    /// Ends an interrupted creation: removes a volume without metadata, completes one without a lease, and leaves a
    /// whole one alone.
    ///
    /// @return whether the volume exists now
    public boolean undo(UUID image, UUID volume) {
        domain.changes().lock();
        try {
            return VolumeCreation.end(domain, image, volume);
        } catch (FileException e) {
            throw StorageException.of(StorageError.VOLUME_CREATION, "undo the creation of volume " + volume, e);
        } finally {
            domain.changes().unlock();
        }
    }

    /// Changes what is said of a volume.
    public VolumeMetadata setLegality(UUID image, UUID volume, VolumeMetadata.Legality legality) {
        domain.changes().lock();
        try {
            VolumeMetadata changed = info(image, volume).metadata().with(legality);
            FileDomain.replace(files, paths.volumeMetadata(image, volume), changed.toBytes());
            return changed;
        } catch (FileException e) {
            throw StorageException.of(StorageError.VOLUME_METADATA_WRITE, "change volume " + volume, e);
        } finally {
            domain.changes().unlock();
        }
    }

    /// Deletes an image with all its volumes. The caller knows that no host has it open.
    ///
    /// @param judge of who may still act on a volume's lease
    /// @throws StorageException (268) if there is no such image, (223) if a volume is shared, (651) if a host that
    ///     may be alive holds the lease of a volume
    public void delete(UUID image, OwnerJudge judge) {
        domain.changes().lock();
        try {
            for (UUID volume : volumes(image)) {
                refuseUsed(image, volume, judge);
            }
            files.rename(paths.image(image), paths.removedImage(image));
            DomainCreation.removeTree(files, paths.removedImage(image));
        } catch (FileException e) {
            throw StorageException.of(StorageError.IMAGE_PATH, "delete image " + image, e);
        } finally {
            domain.changes().unlock();
        }
    }

    private void refuseUsed(UUID image, UUID volume, OwnerJudge judge) {
        if (info(image, volume).metadata().role() == VolumeMetadata.Role.SHARED) {
            throw new StorageException(StorageError.VOLUME_SHARED, "Volume " + volume + " is a template's");
        }
        String lockspace = domain.id().toString();
        for (LeaseContent.Owner owner : domain.leases().owners(domain.volumeArea(image, volume))) {
            if (!judge.isGone(lockspace, owner)) {
                throw new StorageException(
                        StorageError.ACQUIRE_LOCK,
                        "Cannot delete image %s: host %d may be working on its volume %s"
                                .formatted(image, owner.hostId(), volume));
            }
        }
    }

    /// Removes what is left of deleted images.
    public void purge() {
        domain.changes().lock();
        try {
            for (String name : list(paths.images(), StorageError.DOMAIN_LAYOUT)) {
                if (name.startsWith(DomainPaths.REMOVED)) {
                    DomainCreation.removeTree(files, paths.images().resolve(name));
                }
            }
        } catch (FileException e) {
            throw StorageException.of(StorageError.IMAGE_PATH, "purge deleted images of domain " + domain.id(), e);
        } finally {
            domain.changes().unlock();
        }
    }

    private List<String> list(Path directory, StorageError error) {
        try {
            return files.list(directory);
        } catch (FileException e) {
            StorageError said = e.kind() == FileException.Kind.MISSING ? error : StorageError.DOMAIN_ACCESS;
            throw StorageException.of(said, "list " + directory, e);
        }
    }

    private static boolean isUuid(String name) {
        return name.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    }
}
