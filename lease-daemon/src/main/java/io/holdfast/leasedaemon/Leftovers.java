package io.holdfast.leasedaemon;

import io.holdfast.base.Clock;
import io.holdfast.leasedaemon.system.DaemonLog;
import io.holdfast.leasedaemon.system.PeerProcess.ProcessIdentity;
import java.time.Duration;
import java.util.List;

/// The processes that held leases under an earlier daemon of this boot, which died.
///
/// Nobody renews for them any more, and joining their lockspaces again would free the leases that they still believe
/// in: others take a lease of an earlier generation at once. So they are killed, and nothing is joined and no watchdog
/// is fed before the last of them is gone.
final class Leftovers {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofMillis(50);

    private final List<ProcessIdentity> processes;
    private final Clock clock;
    private final DaemonLog log;

    Leftovers(List<ProcessIdentity> processes, Clock clock, DaemonLog log) {
        this.processes = processes;
        this.clock = clock;
        this.log = log;
    }

    /// Waits a while for their end.
    ///
    /// @return false if one of them is still there
    boolean awaitGone() throws InterruptedException {
        long deadline = clock.monotonicNanos() + PATIENCE.toNanos();
        while (true) {
            List<ProcessIdentity> alive =
                    processes.stream().filter(ProcessIdentity::isAlive).toList();
            if (alive.isEmpty()) {
                return true;
            }
            if (clock.monotonicNanos() >= deadline) {
                log.error("Processes " + alive + " held leases under a daemon that died, and are still there");
                return false;
            }
            clock.sleep(STEP);
        }
    }
}
