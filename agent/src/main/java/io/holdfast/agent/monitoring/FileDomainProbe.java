package io.holdfast.agent.monitoring;

import io.holdfast.lease.socket.LockspaceAddress;
import io.holdfast.storage.DomainPaths;
import io.holdfast.storage.FileDomain;
import io.holdfast.storage.Geometry;
import io.holdfast.storage.StorageError;
import io.holdfast.storage.StorageException;
import io.holdfast.storage.files.FileException;
import io.holdfast.storage.files.FileStore;
import java.util.function.Supplier;

/// Probes a file domain.
public final class FileDomainProbe implements DomainProbe {
    private static final int METADATA_LIMIT = 1 << 20;

    private final FileStore files;
    private final DomainPaths paths;
    private final Supplier<FileDomain> opened;
    private final HostIds hostIds;
    private final LockspaceAddress lockspace;

    /// Makes the probe.
    ///
    /// @param files of the domain's mount
    /// @param opened the domain, opened now or a while ago; called for every check, and may throw
    /// @param hostId of this host in the pool
    public FileDomainProbe(
            FileStore files, DomainPaths paths, Supplier<FileDomain> opened, HostIds hostIds, int hostId) {
        this.files = files;
        this.paths = paths;
        this.opened = opened;
        this.hostIds = hostIds;
        this.lockspace = FileDomain.lockspace(paths, Geometry.COMMON, hostId);
    }

    @Override
    public void read() {
        try {
            files.read(paths.metadata(), METADATA_LIMIT);
        } catch (FileException e) {
            throw new StorageException(StorageError.READ, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public int check() {
        FileDomain domain = opened.get();
        domain.check();
        return domain.metadata().version();
    }

    @Override
    public boolean isHostIdHeld() {
        return hostIds.isHeld(lockspace);
    }

    @Override
    public void join() {
        hostIds.join(lockspace);
    }

    @Override
    public void leave() {
        hostIds.leaveIfUnused(lockspace);
    }
}
