package io.holdfast.leasedaemon;

import io.holdfast.lease.socket.Command;
import io.holdfast.lease.socket.LockspaceAddress;
import io.holdfast.lease.socket.ResultCode;
import io.holdfast.leasedaemon.Lockspace.Stage;

/// The commands that join, leave and ask for lockspaces.
final class LockspaceCommands {
    private static final int SET_USED = 1;
    private static final int SET_UNUSED = 2;
    private static final int SET_USED_BY_ORPHANS = 4;
    private static final int SET_UNUSED_BY_ORPHANS = 8;

    private final DaemonState state;
    private final int defaultIoTimeout;
    private final LockspaceThread.Surroundings surroundings;

    LockspaceCommands(DaemonState state, int defaultIoTimeout, LockspaceThread.Surroundings surroundings) {
        this.state = state;
        this.defaultIoTimeout = defaultIoTimeout;
        this.surroundings = surroundings;
    }

    void add(Request request, Reply reply) {
        LockspaceAddress address = LockspaceAddress.read(request.payload()).withFlags(0);
        if (address.name().isEmpty()
                || address.hostId() == 0
                || address.disk().path().isEmpty()) {
            reply.result(ResultCode.EINVAL);
            return;
        }
        int refusal = state.lockspaces().admit(address);
        if (refusal != 0) {
            reply.result(refusal);
            return;
        }
        int asked = request.header().data();
        int ioTimeout = asked == 0 ? defaultIoTimeout : asked;
        if (ioTimeout < 1 || ioTimeout > 255) {
            reply.result(ResultCode.EINVAL);
            return;
        }
        Lockspace lockspace = state.lockspaces().add(address, ioTimeout);
        boolean later = request.hasFlag(Command.FLAG_ASYNCHRONOUS);
        Reply joined = later ? result -> {} : reply;
        LockspaceThread.Events events = new LockspaceThread.Events() {
            @Override
            public void joined() {
                state.loop().execute(() -> finishAdd(lockspace, joined));
            }

            @Override
            public void ended(int joinResult) {
                state.loop().execute(() -> finishThread(lockspace, joinResult, joined));
            }
        };
        LockspaceThread thread = new LockspaceThread(address, ioTimeout, surroundings, events);
        lockspace.thread(thread);
        thread.start();
        state.log()
                .debug("s" + lockspace.number() + " add " + address.name() + ":" + address.hostId() + ":"
                        + address.disk().path() + ":" + address.disk().offset() + " io_timeout " + ioTimeout);
        if (later) {
            reply.result(ResultCode.SUCCESS);
        }
    }

    private void finishAdd(Lockspace lockspace, Reply reply) {
        if (lockspace.isAborted()) {
            // What was joined is left again; the thread's end is then that of a failed join.
            lockspace.thread().leave();
            reply.result(ResultCode.FAILED);
            return;
        }
        state.log().debug("s" + lockspace.number() + " joined " + lockspace.name());
        lockspace.stage(Stage.JOINED);
        reply.result(ResultCode.SUCCESS);
    }

    /// @param joinResult 0 if the lockspace had been joined
    private void finishThread(Lockspace lockspace, int joinResult, Reply reply) {
        if (lockspace.stage() == Stage.ADDING) {
            if (joinResult != 0) {
                state.log()
                        .error("s" + lockspace.number() + " cannot join " + lockspace.name() + ": "
                                + ResultCode.describe(joinResult));
                state.forget(lockspace);
                reply.result(joinResult);
                return;
            }
            state.forget(lockspace);
            return;
        }
        state.threadEnded(lockspace);
    }

    void remove(Request request, Reply reply) {
        LockspaceAddress address = LockspaceAddress.read(request.payload());
        Lockspace lockspace = state.lockspaces().matching(address);
        if (request.hasFlag(Command.FLAG_UNUSED_ONLY)
                && isUsed(state.lockspaces().named(address.name()))) {
            reply.result(ResultCode.EBUSY);
            return;
        }
        if (lockspace == null) {
            reply.result(ResultCode.ENOENT);
            return;
        }
        switch (lockspace.shownStage()) {
            case REMOVING, GONE -> reply.result(ResultCode.EINPROGRESS);
            case ADDING -> {
                state.abort(lockspace);
                reply.result(ResultCode.SUCCESS);
            }
            case JOINED -> {
                lockspace.wantRemoval(state.now());
                state.lockspaceLost(lockspace);
                if (request.hasFlag(Command.FLAG_ASYNCHRONOUS)) {
                    reply.result(ResultCode.SUCCESS);
                } else {
                    lockspace.whenSettled(() -> reply.result(ResultCode.SUCCESS));
                }
            }
        }
    }

    /// A process that may still write counts as use, even if its lease was released for it.
    private boolean isUsed(@org.jspecify.annotations.Nullable Lockspace lockspace) {
        return lockspace != null
                && (state.leases().isUsed(lockspace)
                        || !lockspace.holders().toEnd(KillReason.REMOVED).isEmpty());
    }

    void inquire(Request request, Reply reply) {
        LockspaceAddress address = LockspaceAddress.read(request.payload());
        Lockspace lockspace = state.lockspaces().matching(address);
        if (lockspace == null) {
            reply.result(ResultCode.ENOENT);
        } else if (lockspace.shownStage() == Stage.JOINED) {
            reply.result(ResultCode.SUCCESS);
        } else if (request.hasFlag(Command.FLAG_WAIT)) {
            lockspace.whenSettled(
                    () -> reply.result(lockspace.stage() == Stage.JOINED ? ResultCode.SUCCESS : ResultCode.ENOENT));
        } else {
            reply.result(ResultCode.EINPROGRESS);
        }
    }

    int configure(Request request) {
        LockspaceAddress address = LockspaceAddress.read(request.payload());
        Lockspace lockspace = state.lockspaces().joined(address.name());
        if (lockspace == null) {
            return ResultCode.ENOENT;
        }
        int what = request.header().data();
        if ((what == SET_USED || what == SET_USED_BY_ORPHANS) && lockspace.lost() != null) {
            return ResultCode.ENOSPC;
        }
        switch (what) {
            case SET_USED -> lockspace.used(true);
            case SET_UNUSED -> lockspace.used(false);
            case SET_USED_BY_ORPHANS -> lockspace.usedByOrphans(true);
            case SET_UNUSED_BY_ORPHANS -> lockspace.usedByOrphans(false);
            default -> {
                return ResultCode.EINVAL;
            }
        }
        return ResultCode.SUCCESS;
    }
}
