package io.holdfast.leasedaemon;

import io.holdfast.lease.socket.ResourceAddress;
import io.holdfast.lease.socket.ResultCode;
import io.holdfast.leasedaemon.HeldLease.Stage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Every lease that this daemon holds, is taking or is releasing. A resource is known by its lockspace and name; its
/// disks do not count.
final class LeaseTable {
    /// Number 1 is the resource index's own lease in the original, and stays free here.
    private int lastNumber = 1;

    private final List<HeldLease> leases = new ArrayList<>();

    /// What this daemon already does with the resource, as the answer to one more acquisition of it.
    ///
    /// @return 0 if it may be acquired on disk
    int admit(ResourceAddress address) {
        HeldLease existing = find(address.lockspace(), address.name());
        if (existing == null) {
            return ResultCode.SUCCESS;
        }
        return switch (existing.stage()) {
            case REMOVING -> ResultCode.EAGAIN;
            case ADDING -> ResultCode.EBUSY;
            case HELD -> ResultCode.EEXIST;
        };
    }

    HeldLease add(Lockspace lockspace, Client client, ResourceAddress address) {
        HeldLease lease = new HeldLease(++lastNumber, lockspace, client, address);
        leases.add(lease);
        return lease;
    }

    void remove(HeldLease lease) {
        leases.remove(lease);
    }

    @Nullable HeldLease find(String lockspace, String resource) {
        for (HeldLease each : leases) {
            if (each.isFor(lockspace, resource)) {
                return each;
            }
        }
        return null;
    }

    /// The leases that a client holds, in the order in which it took them.
    List<HeldLease> heldBy(Client client) {
        return leases.stream()
                .filter(each -> each.client() == client && each.stage() == Stage.HELD)
                .toList();
    }

    /// Whether a client holds a lease in a lockspace, or is taking one.
    boolean usesLockspace(Client client, Lockspace lockspace) {
        return leases.stream()
                .anyMatch(each ->
                        each.client() == client && each.lockspace() == lockspace && each.stage() != Stage.REMOVING);
    }

    /// Whether any lease names the lockspace, in whatever stage.
    boolean isUsed(Lockspace lockspace) {
        return leases.stream().anyMatch(each -> each.lockspace() == lockspace);
    }

    /// The leases of one stage, newest first.
    List<HeldLease> in(Stage stage) {
        return leases.reversed().stream().filter(each -> each.stage() == stage).toList();
    }
}
