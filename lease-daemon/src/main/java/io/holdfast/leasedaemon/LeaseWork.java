package io.holdfast.leasedaemon;

import io.holdfast.lease.PaxosLease;
import io.holdfast.lease.PaxosRequest;
import io.holdfast.lease.Retraction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What is done to leases on disk, besides the event loop. Results come back on the loop.
interface LeaseWork {
    /// How an acquisition ended.
    sealed interface Acquired {
        record Taken(PaxosLease lease) implements Acquired {}

        /// It was not taken.
        ///
        /// @param unfinished what must still be taken back on disk, null if nothing
        record Refused(int code, String message, @Nullable Retraction unfinished) implements Acquired {}
    }

    void acquire(HeldLease lease, PaxosRequest how, Consumer<Acquired> result);

    void release(HeldLease lease, Reply result);

    void retract(HeldLease lease, Retraction unfinished, Reply result);
}
