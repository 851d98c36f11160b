package io.holdfast.storage;

import io.holdfast.base.Clock;
import io.holdfast.base.Disk;
import io.holdfast.base.DiskResult;
import io.holdfast.base.Errno;
import io.holdfast.base.LinuxCall;
import io.holdfast.lease.LeaderRecord;
import io.holdfast.lease.LeaseCode;
import io.holdfast.lease.LeaseDisk;
import io.holdfast.lease.LeaseException;
import io.holdfast.lease.LeaseGeometry;
import io.holdfast.lease.LeaseMachine;
import io.holdfast.lease.LeaseName;
import io.holdfast.lease.LeaseRunner;
import io.holdfast.lease.LockspaceArea;
import io.holdfast.lease.LockspaceInit;
import io.holdfast.lease.ResourceArea;
import io.holdfast.lease.ResourceInit;
import io.holdfast.lease.ResourceRead;
import io.holdfast.lease.UnsettledWrites;
import io.holdfast.storage.files.FileException;
import io.holdfast.storage.files.FileStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/// Leases on disk, reached directly: no lease daemon takes part.
public final class DiskLeaseAreas implements LeaseAreas {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int USUAL_IO_TIMEOUT = 10;

    private final FileStore files;
    private final Clock clock;
    private final UnsettledWrites unsettled;

    /// Makes the door.
    ///
    /// @param files of the mount that the areas are on
    /// @param unsettled of this process
    public DiskLeaseAreas(FileStore files, Clock clock, UnsettledWrites unsettled) {
        this.files = files;
        this.clock = clock;
        this.unsettled = unsettled;
    }

    @Override
    public void formatLockspace(LeaseArea area, String lockspace, int ioTimeout) {
        int seconds = ioTimeout == 0 ? USUAL_IO_TIMEOUT : ioTimeout;
        LockspaceArea place = new LockspaceArea(LeaseName.of(lockspace), geometry(area), area.offset());
        format(area, new LockspaceInit(place, seconds, LockspaceInit.PATIENCE));
    }

    @Override
    public void formatLease(LeaseArea area, String lockspace, String resource) {
        ResourceArea place =
                new ResourceArea(LeaseName.of(lockspace), LeaseName.of(resource), geometry(area), area.offset());
        format(area, ResourceInit.free(place, 0, LockspaceInit.PATIENCE));
    }

    @Override
    public void clearLease(LeaseArea area) {
        ResourceArea place = new ResourceArea(LeaseName.NONE, LeaseName.NONE, geometry(area), area.offset());
        format(area, ResourceInit.free(place, 0, LockspaceInit.PATIENCE));
    }

    private void format(LeaseArea area, LeaseMachine<?> machine) {
        try (Disk disk = files.open(area.file(), area.geometry().blockSize())) {
            runner(area, disk).run(machine);
        } catch (LeaseException | FileException e) {
            throw new StorageException(StorageError.LEASE_FORMAT, String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(StorageError.LEASE_FORMAT, "Interrupted while formatting " + area, e);
        }
    }

    @Override
    public LeaseContent read(LeaseArea area) {
        try (Disk disk = files.open(area.file(), area.geometry().blockSize())) {
            return switch (disk.read(area.offset(), area.geometry().blockSize(), PATIENCE)
                    .await()) {
                case DiskResult.Completed completed -> decode(completed.data());
                case DiskResult.Failed failed when failed.errno() == Errno.EMSGSIZE -> new LeaseContent.Empty();
                case DiskResult.Failed failed -> throw unreadable(area, LinuxCall.describe(failed.errno()));
                case DiskResult.TimedOut _, DiskResult.NotStarted _ ->
                    throw unreadable(area, "no answer within " + PATIENCE.toSeconds() + " s");
            };
        } catch (FileException e) {
            if (e.kind() == FileException.Kind.MISSING) {
                return new LeaseContent.Empty();
            }
            throw new StorageException(StorageError.LEASE_INQUIRY, String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(StorageError.LEASE_INQUIRY, "Interrupted while reading " + area, e);
        }
    }

    private static StorageException unreadable(LeaseArea area, String why) {
        return new StorageException(
                StorageError.LEASE_INQUIRY,
                "Cannot read the lease at %d of %s: %s".formatted(area.offset(), area.file(), why));
    }

    private static LeaseContent decode(ByteBuffer sector) {
        if (isZero(sector)) {
            return new LeaseContent.Empty();
        }
        LeaderRecord leader = LeaderRecord.read(sector, 0);
        LeaseName lockspace = leader.lockspaceName();
        LeaseName resource = leader.resourceName();
        if (resource.equals(LeaseName.NONE) && leader.checkPaxos(lockspace, resource, 0) == 0) {
            return new LeaseContent.Cleared();
        }
        if (leader.isCleared()) {
            return new LeaseContent.Cleared();
        }
        int wrong = leader.checkPaxos(lockspace, resource, 0);
        if (wrong != 0) {
            return new LeaseContent.Unreadable("its first record is not that of a lease (" + wrong + ")");
        }
        LeaseContent.Owner owner =
                leader.isFree() ? null : new LeaseContent.Owner(leader.ownerId(), leader.ownerGeneration());
        return new LeaseContent.Lease(lockspace.toString(), resource.toString(), leader.leaseVersion(), owner);
    }

    private static boolean isZero(ByteBuffer sector) {
        for (int at = 0; at < sector.remaining(); at++) {
            if (sector.get(at) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public List<LeaseContent.Owner> owners(LeaseArea area) {
        if (!(read(area) instanceof LeaseContent.Lease lease)) {
            return List.of();
        }
        try (Disk disk = files.open(area.file(), area.geometry().blockSize())) {
            ResourceRead read = new ResourceRead(
                    LeaseName.of(lease.lockspace()), LeaseName.of(lease.resource()), area.offset(), PATIENCE);
            return runner(area, disk).run(read).holders().stream()
                    .map(each -> new LeaseContent.Owner(each.hostId(), each.generation()))
                    .toList();
        } catch (LeaseException e) {
            if (e.code() == LeaseCode.SHORT_TRANSFER) {
                // Its formatting was interrupted: nobody can take a lease whose area is not all there.
                return lease.owner() == null ? List.of() : List.of(lease.owner());
            }
            throw new StorageException(StorageError.LEASE_INQUIRY, String.valueOf(e.getMessage()), e);
        } catch (FileException | IllegalArgumentException e) {
            throw new StorageException(StorageError.LEASE_INQUIRY, String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(StorageError.LEASE_INQUIRY, "Interrupted while reading " + area, e);
        }
    }

    private LeaseRunner runner(LeaseArea area, Disk disk) {
        return new LeaseRunner(clock, new LeaseDisk(area.file().toString(), disk), unsettled);
    }

    private static LeaseGeometry geometry(LeaseArea area) {
        Geometry geometry = area.geometry();
        return LeaseGeometry.of(geometry.blockSize(), geometry.alignment())
                .orElseThrow(() -> new IllegalStateException("A domain has a legal geometry: " + geometry));
    }
}
