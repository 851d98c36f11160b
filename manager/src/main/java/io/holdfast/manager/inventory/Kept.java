package io.holdfast.manager.inventory;

import java.util.UUID;

/// A record that the inventory keeps: one row of its own table, replaced whole.
public sealed interface Kept
        permits Cluster,
                DataCenter,
                Disk,
                DiskAttachment,
                FenceAgent,
                FencePlan,
                Host,
                HostObservation,
                HostState,
                Job,
                Placement,
                Shard,
                StorageConnection,
                StorageDomain,
                Vm,
                VmLease,
                VmState {
    /// What tells it from others of its type.
    UUID key();
}
