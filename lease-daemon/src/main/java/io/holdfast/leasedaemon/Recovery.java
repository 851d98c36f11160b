package io.holdfast.leasedaemon;

import io.holdfast.lease.RenewalHealth.Standing;
import io.holdfast.leasedaemon.Lockspace.Stage;
import io.holdfast.leasedaemon.system.DaemonLog;
import io.holdfast.leasedaemon.system.KillProgram;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks at every lockspace once a second, five times a second while one is being taken down, and ends the processes
/// of one that is lost.
///
/// The decision is one way: a lockspace that was lost is taken down, even if it can be renewed again meanwhile. Only
/// when each process on its list has exited is it withdrawn from the watchdog and its host id given back.
final class Recovery {
    private static final long TICK_MILLIS = 1000;
    private static final long KILLING_TICK_MILLIS = 200;

    private final DaemonState state;
    private final DaemonLog log;
    private final int killGrace;
    private final SuspendWatch suspendWatch;

    Recovery(DaemonState state, int killGrace, SuspendWatch suspendWatch) {
        this.state = state;
        this.log = state.log();
        this.killGrace = killGrace;
        this.suspendWatch = suspendWatch;
    }

    /// Looks at everything.
    ///
    /// @param now monotonic seconds
    /// @param boottimeLead nanoseconds by which the clock that counts suspended time is ahead of the other
    /// @return milliseconds until it should be called again
    long check(long now, long boottimeLead) {
        long suspended = suspendWatch.suspendedNanos(boottimeLead);
        if (suspended > 0) {
            log.error("This host was suspended for " + suspended / 1_000_000 + " ms: all leases count as lost");
        }
        boolean killing = false;
        for (Lockspace each : state.lockspaces().all()) {
            if (each.stage() != Stage.JOINED) {
                continue;
            }
            if (each.lost() == null) {
                KillReason reason = reason(each, now, suspended > 0);
                if (reason != null) {
                    lose(each, reason);
                }
            }
            KillReason reason = each.lost();
            if (reason != null) {
                killing = true;
                takeDown(each, reason, now);
            }
        }
        return killing ? KILLING_TICK_MILLIS : TICK_MILLIS;
    }

    private @Nullable KillReason reason(Lockspace lockspace, long now, boolean suspended) {
        if (suspended) {
            return KillReason.SUSPENDED;
        }
        Standing standing = lockspace.thread().facts().standing(now);
        if (standing == Standing.FAILED) {
            return KillReason.RENEWAL_LOST;
        }
        if (standing == Standing.WARNING) {
            log.warning("s" + lockspace.number() + " no renewal of " + lockspace.name() + " since "
                    + lockspace.thread().facts().lastSuccess());
        }
        if (state.isForcedToEnd()) {
            return KillReason.SHUTDOWN;
        }
        return lockspace.isRemovalWanted() ? KillReason.REMOVED : null;
    }

    private void lose(Lockspace lockspace, KillReason reason) {
        lockspace.lose(reason);
        state.lockspaceLost(lockspace);
        String message = "s" + lockspace.number() + " lockspace " + lockspace.name() + " is taken down: " + reason
                + ", last renewal " + lockspace.thread().facts().lastSuccess() + ", result "
                + lockspace.thread().facts().lastResult();
        if (reason == KillReason.RENEWAL_LOST || reason == KillReason.SUSPENDED) {
            log.error(message);
        } else {
            log.debug(message);
        }
    }

    private void takeDown(Lockspace lockspace, KillReason reason, long now) {
        prune(lockspace);
        if (isNobodyLeft(lockspace, reason)) {
            state.giveBack(lockspace);
            return;
        }
        for (Holder each : toEnd(lockspace, reason)) {
            kill(lockspace, each, reason, now);
        }
    }

    /// Takes those off the list who can do nothing more.
    void prune(Lockspace lockspace) {
        for (Holder each : lockspace.holders().all()) {
            boolean usesIt = !each.client().isDead() && state.leases().usesLockspace(each.client(), lockspace);
            if (each.process().hasExited() && !usesIt) {
                lockspace.holders().remove(each);
                state.holdersChanged();
            }
        }
    }

    /// A connection can outlive its process, held open by a child: it still stands for leases, but nobody is left to
    /// send a signal to.
    private List<Holder> toEnd(Lockspace lockspace, KillReason reason) {
        return lockspace.holders().toEnd(reason);
    }

    private boolean isNobodyLeft(Lockspace lockspace, KillReason reason) {
        return toEnd(lockspace, reason).isEmpty() && !lockspace.isUsed();
    }

    private void kill(Lockspace lockspace, Holder holder, KillReason reason, long now) {
        Client client = holder.client();
        KillPlan.Progress progress = lockspace.holders().progress(holder);
        long graceEnd = killGrace == 0 ? now : lockspace.thread().facts().killDeadline(killGrace);
        KillPlan.Action action =
                KillPlan.next(now, reason, graceEnd, progress, client.killPath().isSet(), client.signalRestriction());
        if (action == KillPlan.Action.NOTHING) {
            return;
        }
        log.error(
                "s" + lockspace.number() + " " + action + " " + holder + ", which used leases of " + lockspace.name());
        if (action == KillPlan.Action.RUN_PROGRAM) {
            KillProgram.start(client.killPath().command(holder.pid()), log);
        } else {
            int result = holder.process().signal(action.signal());
            if (result != 0 && !holder.process().hasExited()) {
                log.error("Cannot send signal " + action.signal() + " to " + holder + ": errno " + -result);
            }
        }
        KillPlan.Progress after = progress.after(action, now);
        lockspace.holders().progress(holder, after);
        if (KillPlan.isStuck(after)) {
            log.error(holder + " cannot be killed; the watchdog will end this host");
        }
    }

    /// Whether a client is being killed because of some lockspace.
    static boolean isKilling(DaemonState state, Holder holder) {
        return state.lockspaces().all().stream()
                .anyMatch(each -> each.lost() != null
                        && each.holders().contains(holder)
                        && each.holders().progress(holder).rounds() > 0);
    }
}
