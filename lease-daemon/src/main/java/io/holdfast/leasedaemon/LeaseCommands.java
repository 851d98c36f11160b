package io.holdfast.leasedaemon;

import io.holdfast.lease.socket.Command;
import io.holdfast.lease.socket.FixedText;
import io.holdfast.lease.socket.LockspaceAddress;
import io.holdfast.lease.socket.ResourceAddress;
import io.holdfast.lease.socket.ResourceText;
import io.holdfast.lease.socket.ResultCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The commands on the leases of one registered client, and what becomes of them when it ends.
///
/// Exclusive leases on one disk, without a value block, are served; shared and persistent ones are refused with -95
/// (EOPNOTSUPP), so there are no orphans.
final class LeaseCommands {
    private static final int FLAG_ORPHAN_ONLY = 0x4;
    private static final int KILLPATH_FIELD = 128;

    private final DaemonState state;
    private final LeaseWork work;
    private final Releaser releaser;
    private final Recovery recovery;

    LeaseCommands(DaemonState state, LeaseWork work, Recovery recovery) {
        this.state = state;
        this.work = work;
        this.releaser = new Releaser(state, work);
        this.recovery = recovery;
    }

    void acquire(Client target, Holder holder, Request request, Reply reply) {
        List<ResourceAddress> resources = new ArrayList<>();
        for (int at = 0; at < request.header().data(); at++) {
            int disks = (int) ResourceAddress.announcedDisks(request.payload());
            resources.add(ResourceAddress.read(request.payload(), disks));
        }
        // The name in the options replaces the client's, even an empty one.
        target.name(FixedText.read(request.payload(), LockspaceAddress.NAME_SIZE));
        if (request.hasFlag(FLAG_ORPHAN_ONLY)) {
            reply.result(ResultCode.ENOENT);
            return;
        }
        if (request.hasFlag(Command.FLAG_ACQUIRE_VALUE_BLOCK)
                || !resources.stream().allMatch(LeaseCommands::isServed)) {
            reply.result(ResultCode.EOPNOTSUPP);
            return;
        }
        boolean impatient = request.hasFlag(Command.FLAG_ACQUIRE_NO_WAIT);
        new Acquisition(state, work, releaser, target, holder, resources, impatient, reply).start();
    }

    private static boolean isServed(ResourceAddress resource) {
        int unserved = ResourceAddress.FLAG_SHARED | ResourceAddress.FLAG_PERSISTENT;
        return (resource.flags() & unserved) == 0 && resource.disks().size() == 1;
    }

    /// Releases leases, one after another on disk.
    ///
    /// @param ownWord whether the process itself asks, over its own connection
    void release(Client target, Holder holder, Request request, boolean ownWord, Reply reply) {
        if (request.hasFlag(Command.FLAG_RELEASE_ORPHAN)) {
            reply.result(ResultCode.SUCCESS);
            return;
        }
        if (request.hasFlag(Command.FLAG_RELEASE_RENAME)) {
            reply.result(ResultCode.EOPNOTSUPP);
            return;
        }
        List<HeldLease> held = state.leases().heldBy(target);
        List<HeldLease> leaving = new ArrayList<>();
        int result = ResultCode.SUCCESS;
        if (request.hasFlag(Command.FLAG_RELEASE_ALL)) {
            leaving.addAll(held);
        } else {
            for (int at = 0; at < request.header().data(); at++) {
                ResourceAddress named = ResourceAddress.read(request.payload());
                HeldLease found = held.stream()
                        .filter(each -> each.isFor(named.lockspace(), named.name()))
                        .findFirst()
                        .orElse(null);
                if (found == null || leaving.contains(found)) {
                    result = ResultCode.FAILED;
                } else {
                    leaving.add(found);
                }
            }
        }
        leaving.forEach(each -> each.stage(HeldLease.Stage.REMOVING));
        releaseNext(leaving, result, combined -> {
            if (ownWord) {
                noteOwnWord(target, holder);
            }
            reply.result(combined);
        });
    }

    private void releaseNext(List<HeldLease> leaving, int result, Reply reply) {
        if (leaving.isEmpty()) {
            reply.result(result);
            return;
        }
        List<HeldLease> rest = leaving.subList(1, leaving.size());
        releaser.release(
                leaving.getFirst(), each -> releaseNext(rest, each == ResultCode.SUCCESS ? result : each, reply));
    }

    /// The process said itself that it holds nothing more where it holds nothing more.
    private void noteOwnWord(Client client, Holder holder) {
        boolean changed = false;
        for (Lockspace each : state.lockspaces().all()) {
            if (each.holders().contains(holder) && !state.leases().usesLockspace(client, each)) {
                changed |= each.holders().doneByItsOwnWord(holder);
            }
        }
        if (changed) {
            state.holdersChanged();
        }
    }

    /// Answers with the client's leases as text. If one of them contains a blank the whole list is refused, as the
    /// reader could not tell where it ends.
    void inquire(Client asker, Client target, Request request) {
        if (target.isDead()) {
            asker.reply(request.header(), ResultCode.ESTALE, 0);
            return;
        }
        List<HeldLease> held = state.leases().heldBy(target);
        if (held.isEmpty()) {
            asker.reply(request.header(), ResultCode.SUCCESS, 0);
            return;
        }
        StringBuilder text = new StringBuilder();
        for (HeldLease each : held) {
            String one = ResourceText.format(each.address());
            if (one.indexOf(' ') >= 0) {
                asker.reply(request.header(), ResultCode.ELIBSCN, held.size());
                return;
            }
            text.append(text.isEmpty() ? "" : " ").append(one);
        }
        ByteBuffer body = ByteBuffer.wrap((text + "\0").getBytes(StandardCharsets.UTF_8));
        asker.reply(request.header(), ResultCode.SUCCESS, held.size(), body);
    }

    void killPath(Client target, Request request, Reply reply) {
        ByteBuffer payload = request.payload();
        // The last byte of each field is taken as its end, whatever it is.
        payload.put(KILLPATH_FIELD - 1, (byte) 0).put(2 * KILLPATH_FIELD - 1, (byte) 0);
        String path = FixedText.read(payload, KILLPATH_FIELD);
        String arguments = FixedText.read(payload, KILLPATH_FIELD);
        target.killPath(new KillPath(path, arguments, request.hasFlag(Command.FLAG_KILLPATH_PID)));
        reply.result(ResultCode.SUCCESS);
    }

    /// A registered connection has ended: its leases are given up.
    void connectionEnded(Client client, Holder holder) {
        for (HeldLease each : state.leases().heldBy(client)) {
            releaser.release(each, ignored -> {});
        }
        if (!holder.process().hasExited()) {
            noteOwnWord(client, holder);
        }
        state.lockspaces().all().forEach(recovery::prune);
        if (state.lockspaces().all().stream().noneMatch(each -> each.holders().contains(holder))) {
            holder.process().close();
        }
    }

    /// A process has exited; its connection may still be open, held by a child.
    void processExited(Holder holder) {
        state.log().debug(holder + " has exited");
        state.lockspaces().all().forEach(recovery::prune);
    }
}
