package io.holdfast.agent.spm;

import io.holdfast.agent.task.FileTaskStore;
import io.holdfast.agent.task.TaskManager;
import io.holdfast.agent.task.UndoNote;
import io.holdfast.lease.socket.LockspaceAddress;
import io.holdfast.lease.socket.ResourceAddress;
import io.holdfast.storage.FileDomain;
import io.holdfast.storage.files.FileStore;
import java.util.UUID;
import java.util.function.Function;

/// Serving a pool whose master is a file domain: the master's directories, and the tasks of the SPM before.
public final class PoolDuties implements SpmDuties {
    private final FileDomain master;
    private final FileStore files;
    private final int hostId;
    private final TaskManager tasks;
    private final Function<UUID, FileDomain> domains;

    /// Makes the duties.
    ///
    /// @param files of the master's mount
    /// @param hostId of this host in the pool
    /// @param domains opens a domain of the pool, or throws
    public PoolDuties(
            FileDomain master, FileStore files, int hostId, TaskManager tasks, Function<UUID, FileDomain> domains) {
        this.master = master;
        this.files = files;
        this.hostId = hostId;
        this.tasks = tasks;
        this.domains = domains;
    }

    @Override
    public LockspaceAddress lockspace() {
        return master.lockspace(hostId);
    }

    @Override
    public ResourceAddress lease() {
        return master.spmLease();
    }

    @Override
    public void prepare(long version) {
        master.masterRole().makeTree();
        tasks.recover(new FileTaskStore(files, master.paths().master()), this::undo);
    }

    /// Undoes, or completes, an interrupted task.
    public void undo(UndoNote note) {
        switch (note) {
            case UndoNote.Nothing nothing -> {}
            case UndoNote.VolumeCreation creation ->
                domains.apply(creation.domain()).volumes().undo(creation.image(), creation.volume());
            case UndoNote.ImageDeletion deletion ->
                domains.apply(deletion.domain()).volumes().purge();
        }
    }

    @Override
    public void clean() {
        tasks.loseStore();
    }
}
