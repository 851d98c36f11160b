package io.holdfast.leasedaemon;

import io.holdfast.lease.PaxosRequest;
import io.holdfast.lease.socket.ResourceAddress;
import io.holdfast.lease.socket.ResultCode;
import io.holdfast.leasedaemon.HeldLease.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// One ACQUIRE: the resources one after another, all or none.
///
/// 1. Every lockspace must be joined and well, else -28.
/// 2. The process goes on each lockspace's kill list, and on the list for the next daemon, *before* anything is
///    written: from the write on, other hosts count on it that a lost lockspace ends this process.
/// 3. Each resource is taken on disk. At the first failure those taken before are released on disk, and that failure
///    is the result.
/// 4. Every lockspace is looked at again: the leases are worth nothing if it was lost meanwhile, or if this daemon
///    was held up past the time in which it had to be renewed.
final class Acquisition {
    private final DaemonState state;
    private final LeaseWork work;
    private final Releaser releaser;
    private final Client client;
    private final Holder holder;
    private final List<ResourceAddress> resources;
    private final boolean impatient;
    private final Reply reply;
    private final List<HeldLease> taken = new ArrayList<>();
    private final List<Lockspace> joinedLists = new ArrayList<>();

    /// @param impatient fail with -247 instead of waiting for an owner's expiry
    Acquisition(
            DaemonState state,
            LeaseWork work,
            Releaser releaser,
            Client client,
            Holder holder,
            List<ResourceAddress> resources,
            boolean impatient,
            Reply reply) {
        this.state = state;
        this.work = work;
        this.releaser = releaser;
        this.client = client;
        this.holder = holder;
        this.resources = resources;
        this.impatient = impatient;
        this.reply = reply;
    }

    void start() {
        for (ResourceAddress each : resources) {
            Lockspace lockspace = state.lockspaces().joined(each.lockspace());
            if (lockspace == null || !lockspace.isUsable()) {
                reply.result(ResultCode.ENOSPC);
                return;
            }
        }
        next();
    }

    private void next() {
        if (taken.size() == resources.size()) {
            grant();
            return;
        }
        ResourceAddress resource = resources.get(taken.size());
        Lockspace lockspace = state.lockspaces().joined(resource.lockspace());
        if (lockspace == null || !lockspace.isUsable()) {
            undo(ResultCode.ENOSPC);
            return;
        }
        int refusal = state.leases().admit(resource);
        if (refusal != 0) {
            undo(refusal);
            return;
        }
        if (!joinList(lockspace)) {
            undo(ResultCode.EIO);
            return;
        }
        HeldLease lease = state.leases().add(lockspace, client, resource);
        boolean versioned = (resource.flags() & ResourceAddress.FLAG_VERSION) != 0;
        boolean counted = (resource.flags() & ResourceAddress.FLAG_NUM_HOSTS) != 0;
        PaxosRequest how = new PaxosRequest(
                versioned ? resource.lver() : 0, counted ? Integer.toUnsignedLong(resource.data32()) : 0, !impatient);
        work.acquire(lease, how, result -> acquired(lease, result));
    }

    private boolean joinList(Lockspace lockspace) {
        boolean known = lockspace.holders().contains(holder);
        try {
            state.willHold(lockspace, holder);
        } catch (IOException e) {
            state.log().error("Cannot note that " + holder + " uses leases; it gets none", e);
            if (!known) {
                lockspace.holders().remove(holder);
            }
            return false;
        }
        if (!known) {
            joinedLists.add(lockspace);
        }
        return true;
    }

    private void acquired(HeldLease lease, LeaseWork.Acquired result) {
        switch (result) {
            case LeaseWork.Acquired.Taken got -> {
                lease.acquired(got.lease());
                taken.add(lease);
                next();
            }
            case LeaseWork.Acquired.Refused refused -> {
                state.log().debug(refused.message());
                if (refused.unfinished() == null) {
                    state.leases().remove(lease);
                } else {
                    releaser.retract(lease, refused.unfinished());
                }
                undo(refused.code());
            }
        }
    }

    private void grant() {
        for (HeldLease each : taken) {
            if (!each.lockspace().isUsable()
                    || !each.lockspace().thread().facts().isWell(state.now())) {
                undo(ResultCode.ENOSPC);
                return;
            }
        }
        if (client.isDead()) {
            undo(ResultCode.ENOTTY);
            return;
        }
        for (HeldLease each : taken) {
            each.stage(Stage.HELD);
            state.log()
                    .debug("r" + each.number() + " " + each + " lver "
                            + each.address().lver() + " held by " + holder);
        }
        reply.result(ResultCode.SUCCESS);
    }

    /// Releases what was taken, the last first, and answers when the disk has it.
    private void undo(int result) {
        if (taken.isEmpty()) {
            leaveLists();
            reply.result(result);
            return;
        }
        releaser.release(taken.removeLast(), ignored -> undo(result));
    }

    /// A process that did not get a lease is not on the list for it.
    private void leaveLists() {
        for (Lockspace each : joinedLists) {
            if (!state.leases().usesLockspace(client, each)) {
                each.holders().remove(holder);
            }
        }
        state.holdersChanged();
    }
}
