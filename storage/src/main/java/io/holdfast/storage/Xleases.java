package io.holdfast.storage;

import io.holdfast.base.Disk;
import io.holdfast.storage.files.FileStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/// The external leases of a domain, by name: one for each machine that must run only once.
///
/// Only the SPM makes and removes leases; every host looks them up. A lease's place is never used for another lease
/// while its last owner may still act on it: what is on disk there is read first.
public final class Xleases {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final FileStore files;
    private final LeaseAreas leases;
    private final String lockspace;
    private final Path volume;
    private final Geometry geometry;

    Xleases(FileStore files, LeaseAreas leases, String lockspace, Path volume, Geometry geometry) {
        this.files = files;
        this.leases = leases;
        this.lockspace = lockspace;
        this.volume = volume;
        this.geometry = geometry;
    }

    /// A lease's place.
    ///
    /// @param offset bytes from the start of the volume
    public record Location(String lockspace, String lease, Path path, long offset) {}

    /// Writes an empty index. Every lease of the volume is lost.
    public void format(Instant now) {
        onVolume(blocks -> {
            XleaseIndex index = XleaseIndex.empty(lockspace, now.getEpochSecond());
            blocks.write(geometry.alignment(), index.all());
            index.markClean(now.getEpochSecond());
            blocks.write(geometry.alignment(), index.block(0, geometry.blockSize()));
            return index;
        });
    }

    /// Finds a lease.
    public Optional<Location> lookup(String lease) {
        XleaseIndex index = index();
        OptionalInt n = index.find(lease);
        return n.isEmpty() ? Optional.empty() : Optional.of(location(index, lease, n.getAsInt()));
    }

    /// Every lease, in the order of their places.
    public Map<String, Location> list() {
        XleaseIndex index = index();
        Map<String, Location> found = new LinkedHashMap<>();
        index.leases().forEach((lease, n) -> found.put(lease, location(index, lease, n)));
        return found;
    }

    /// Makes a lease, or finds the one that is there: asking twice is no error, and changes nothing.
    ///
    /// A place whose last owner is not proven to be gone, or cannot be told, is passed over.
    ///
    /// @throws StorageException (397) if no place is left
    public Location create(String lease, OwnerJudge judge) {
        return onVolume(blocks -> {
            XleaseIndex index = XleaseIndex.read(blocks.read(geometry.alignment(), XleaseIndex.SIZE));
            OptionalInt existing = index.find(lease);
            if (existing.isPresent()) {
                return location(index, lease, existing.getAsInt());
            }
            int n = usableRecord(index, lease, judge);
            leases.formatLease(area(n), lockspace, lease);
            index.put(n, lease, offset(n));
            writeRecord(blocks, index, n);
            return location(index, lease, n);
        });
    }

    /// Removes a lease; one that is not there is no error.
    ///
    /// @throws StorageException (651) if its owner is not proven to be gone: nothing is changed
    public void delete(String lease, OwnerJudge judge) {
        onVolume(blocks -> {
            XleaseIndex index = XleaseIndex.read(blocks.read(geometry.alignment(), XleaseIndex.SIZE));
            int n = index.withId(lease);
            if (n < 0) {
                return index;
            }
            if (!isUnowned(n, judge)) {
                throw new StorageException(
                        StorageError.ACQUIRE_LOCK,
                        "Cannot remove lease %s of domain %s: a host that may be alive holds it"
                                .formatted(lease, lockspace));
            }
            index.free(n);
            writeRecord(blocks, index, n);
            leases.clearLease(area(n));
            return index;
        });
    }

    private int usableRecord(XleaseIndex index, String lease, OwnerJudge judge) {
        int unfinished = index.withId(lease);
        if (unfinished >= 0 && isUnowned(unfinished, judge)) {
            return unfinished;
        }
        if (unfinished < 0) {
            for (int n = 0; n < XleaseIndex.RECORDS; n++) {
                if (index.isFree(n) && isUnowned(n, judge)) {
                    return n;
                }
            }
        }
        throw new StorageException(
                StorageError.NO_SPACE,
                "Domain %s has no place for lease %s; remove leases that are not needed".formatted(lockspace, lease));
    }

    private boolean isUnowned(int n, OwnerJudge judge) {
        LeaseArea area = area(n);
        return switch (leases.read(area)) {
            case LeaseContent.Empty empty -> true;
            case LeaseContent.Cleared cleared -> true;
            // Nobody can tell whose it is. The first sector of a lease is written whole, so a crash leaves no such
            // thing.
            case LeaseContent.Unreadable unreadable -> false;
            case LeaseContent.Lease held ->
                leases.owners(area).stream().allMatch(owner -> judge.isGone(held.lockspace(), owner));
        };
    }

    private void writeRecord(Blocks blocks, XleaseIndex index, int n) {
        int block = XleaseIndex.blockOf(n, geometry.blockSize());
        blocks.write(geometry.alignment() + block, index.block(block, geometry.blockSize()));
    }

    private XleaseIndex index() {
        return onVolume(blocks -> XleaseIndex.read(blocks.read(geometry.alignment(), XleaseIndex.SIZE)));
    }

    private Location location(XleaseIndex index, String lease, int n) {
        return new Location(index.lockspace(), lease, volume, offset(n));
    }

    private LeaseArea area(int n) {
        return new LeaseArea(volume, offset(n), geometry);
    }

    private long offset(int n) {
        return (3L + n) * geometry.alignment();
    }

    private <T> T onVolume(Function<Blocks, T> work) {
        try (Disk disk = files.open(volume, geometry.blockSize())) {
            return work.apply(new Blocks(disk, volume.toString(), DEADLINE));
        }
    }
}
