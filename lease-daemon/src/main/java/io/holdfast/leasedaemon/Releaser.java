package io.holdfast.leasedaemon;

import io.holdfast.lease.LeaseCode;
import io.holdfast.lease.Retraction;
import io.holdfast.lease.socket.ResultCode;
import io.holdfast.leasedaemon.HeldLease.Stage;
import java.time.Duration;
import java.util.function.Consumer;

/// Releases leases on disk, and goes on in the background when the disk does not answer.
///
/// While it is at work the resource cannot be acquired here: a write in flight could free what was taken after it. In a
/// lockspace that is lost nothing is written; the lease is only forgotten here and ends on disk with the host id's
/// generation.
final class Releaser {
    private final DaemonState state;
    private final LeaseWork work;

    /// Starts one attempt, whose result goes to the given place.
    private interface Attempt extends Consumer<Reply> {}

    Releaser(DaemonState state, LeaseWork work) {
        this.state = state;
        this.work = work;
    }

    /// Releases a lease; the result is that of the first attempt.
    void release(HeldLease lease, Reply first) {
        run(lease, reply -> work.release(lease, reply), first, 0);
    }

    /// Takes back what a failed acquisition may have left.
    void retract(HeldLease lease, Retraction unfinished) {
        run(lease, reply -> work.retract(lease, unfinished, reply), result -> {}, 0);
    }

    private void run(HeldLease lease, Attempt attempt, Reply first, int retries) {
        lease.stage(Stage.REMOVING);
        Lockspace lockspace = lease.lockspace();
        if (lockspace.stage() != Lockspace.Stage.JOINED || lockspace.lost() != null) {
            state.leases().remove(lease);
            first.result(ResultCode.SUCCESS);
            return;
        }
        attempt.accept(result -> {
            if (result == LeaseCode.TIMED_OUT || result == LeaseCode.AGAIN) {
                // The first retry after one io time-out, the others after two.
                int seconds = lockspace.ioTimeout() * (retries == 0 ? 1 : 2);
                state.log()
                        .error("r" + lease.number() + " the disk does not answer to the release of " + lease
                                + "; next try in " + seconds + " s");
                state.loop().after(Duration.ofSeconds(seconds), () -> run(lease, attempt, ignored -> {}, retries + 1));
            } else {
                if (result != ResultCode.SUCCESS) {
                    state.log()
                            .error("r" + lease.number() + " release of " + lease + ": " + ResultCode.describe(result));
                }
                state.leases().remove(lease);
            }
            first.result(result == LeaseCode.AGAIN ? LeaseCode.TIMED_OUT : result);
        });
    }
}
