package io.holdfast.lease;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One observer's watch over the delta lease of one host, from fresh reads of its sector ([DeltaRead]). Pure: it
/// is told what was read and how the observer's own lease stands, and reports what follows. For one thread, or
/// guarded.
///
/// The interval starts with the completion of the first read that shows a record, and lasts as long as every
/// further read shows the same 200 bytes and the observer's own lease stays live under one generation. A read
/// that fails proves nothing and breaks nothing: the reads before and after it are compared.
public final class HostLeaseObservation {
    private final long hostId;
    private final LeaseRules rules;
    private long interval;
    private long observerHostId;
    private long observerGeneration;
    private int observerIoTimeout;
    private boolean observerLive;
    private @Nullable LeaderRecord record;
    private long since;
    private long lastIssued;
    private boolean changeSeen;
    private boolean lastReadSucceeded;

    /// Starts to watch.
    ///
    /// @param hostId the observed one
    /// @param firstInterval the number of the first interval, such that a restarted observer does not repeat one
    public HostLeaseObservation(long hostId, long firstInterval, LeaseRules rules) {
        this.hostId = hostId;
        this.interval = firstInterval;
        this.rules = rules;
    }

    /// Takes note of how the observer's own lease stands. To be told before each read, and before each report.
    ///
    /// @param self the observer, or null if it holds no host id in this lockspace
    /// @param live whether its own lease is live, by its own lease daemon's word
    public void observer(@Nullable Membership self, boolean live) {
        long id = self == null ? 0 : self.hostId();
        long generation = self == null ? 0 : self.generation();
        boolean nowLive = live && self != null;
        if (nowLive != observerLive || id != observerHostId || generation != observerGeneration) {
            interrupt();
        }
        observerLive = nowLive;
        observerHostId = id;
        observerGeneration = generation;
        observerIoTimeout = self == null ? 0 : self.ioTimeout();
    }

    /// Breaks the interval: what was seen before counts no longer.
    public void interrupt() {
        interval++;
        record = null;
        since = 0;
        lastIssued = 0;
        changeSeen = false;
        lastReadSucceeded = false;
    }

    /// Takes note of a read.
    public void seen(DeltaRead.Seen read) {
        lastReadSucceeded = true;
        LeaderRecord before = record;
        if (before != null && before.equals(read.record())) {
            lastIssued = Math.max(lastIssued, read.issued());
            return;
        }
        if (before != null) {
            interval++;
            changeSeen = true;
        }
        record = read.record();
        since = read.completed();
        lastIssued = read.issued();
    }

    /// Takes note of a read that failed.
    public void unreadable() {
        lastReadSucceeded = false;
    }

    /// A record that stayed the same.
    ///
    /// @param record as read each time
    /// @param since when the first read of it completed
    public record Unchanged(LeaderRecord record, long since) {}

    /// Returns the record of the present interval, while the observer is live.
    public Optional<Unchanged> unchanged() {
        LeaderRecord seen = record;
        return seen == null || !observerLive ? Optional.empty() : Optional.of(new Unchanged(seen, since));
    }

    /// Reports.
    ///
    /// @param now seconds
    public HostLeaseReport report(long now) {
        LeaderRecord seen = record;
        if (seen == null) {
            return new HostLeaseReport(
                    hostId,
                    HostState.UNKNOWN,
                    "",
                    0,
                    0,
                    0,
                    0,
                    false,
                    interval,
                    0,
                    observerHostId,
                    observerGeneration,
                    observerLive);
        }
        return new HostLeaseReport(
                hostId,
                state(now, seen),
                seen.resourceName().toString(),
                seen.ownerGeneration(),
                seen.timestamp(),
                seen.ioTimeout(),
                Math.max(0, rules.evidenceTime(lastIssued, now) - since),
                lastReadSucceeded,
                interval,
                since,
                observerHostId,
                observerGeneration,
                observerLive);
    }

    private HostState state(long now, LeaderRecord seen) {
        if (!observerLive || !lastReadSucceeded) {
            return HostState.UNKNOWN;
        }
        if (seen.isFree()) {
            return HostState.FREE;
        }
        int judged = rules.judgedIoTimeout(0, seen.ioTimeout(), observerIoTimeout);
        long evidence = rules.evidenceTime(lastIssued, now);
        if (rules.isExpired(evidence, since, judged)) {
            return HostState.DEAD;
        }
        if (evidence - since > rules.failureAge(judged)) {
            return HostState.FAIL;
        }
        return changeSeen ? HostState.LIVE : HostState.UNKNOWN;
    }
}
