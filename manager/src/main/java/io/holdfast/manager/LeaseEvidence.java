package io.holdfast.manager;

import io.holdfast.manager.inventory.LeaseWatch;

/// Judges what a host sees of another host's id in a lockspace. The observer has judged it too; both must agree.
///
/// A host that cannot renew its id kills what it protects after `8 x io_timeout` seconds, and if that fails its
/// watchdog, fed for the last time at that moment at the latest, resets it 60 s later (140 s at the usual io_timeout
/// of 10). So when *more* than that has passed since the last renewal, and a read made after it still shows none,
/// nothing that was protected by the id under that generation lives.
final class LeaseEvidence {
    /// Io timeouts after which an owner gives its host id up.
    private static final int RENEWAL_FAILS_AFTER = 8;

    /// Seconds from the last feeding of the watchdog to the reset.
    private static final int WATCHDOG = 60;

    private LeaseEvidence() {}

    /// Seconds without a renewal that a dead host's id must have *more* of.
    static long deadline(int ioTimeout, Policy policy) {
        long kill = (long) RENEWAL_FAILS_AFTER * ioTimeout;
        return policy.has(Guard.WATCHDOG_EXPIRY) ? kill + WATCHDOG : kill;
    }

    /// Whether this answer proves that everything which the host's id protected is dead.
    static boolean expired(LeaseWatch watch, Reply.Lease seen, Policy policy) {
        if (policy.has(Guard.WATCHDOG_EXPIRY) && !watch.armed()) {
            return false;
        }
        if (policy.has(Guard.FRESH_READ) && !seen.freshRead()) {
            return false;
        }
        if (!seen.state().equals("DEAD") || !seen.observerLive() || seen.ioTimeout() <= 0) {
            return false;
        }
        if (seen.generation() != watch.generation()) {
            return false;
        }
        long deadline = deadline(seen.ioTimeout(), policy);
        return policy.has(Guard.STRICT_DEADLINE)
                ? seen.secondsUnchanged() > deadline
                : seen.secondsUnchanged() >= deadline;
    }
}
