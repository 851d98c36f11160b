package io.holdfast.leasedaemon;

import io.holdfast.lease.DeltaLease;
import io.holdfast.lease.HostStatusTable;
import io.holdfast.lease.LeaseRules;
import io.holdfast.lease.LockspaceArea;
import io.holdfast.lease.Membership;
import io.holdfast.lease.RenewalHealth;
import io.holdfast.lease.RenewalHealth.Standing;
import io.holdfast.lease.socket.ResultCode;
import org.jspecify.annotations.Nullable;

/// What a lockspace's thread publishes. Safe for several threads; no method waits for anything but another one of
/// these. Times are monotonic seconds unless said otherwise, 0 stands for never.
final class LockspaceFacts {
    private LockspaceArea area;
    private HostStatusTable hosts;
    private @Nullable Membership membership;
    private @Nullable RenewalHealth health;
    private boolean broken;
    private int joinResult;
    private long joinEnded;
    private int lastResult;
    private long lastAttempt;

    /// @param area as it is asked for, until it is found
    LockspaceFacts(LockspaceArea area) {
        this.area = area;
        this.hosts = new HostStatusTable(area);
    }

    synchronized void found(LockspaceArea found) {
        area = found;
        hosts = new HostStatusTable(found);
    }

    /// Where it lies, in the smallest geometry until it is found.
    synchronized LockspaceArea area() {
        return area;
    }

    /// What is known of the hosts, filled by each renewal.
    synchronized HostStatusTable hosts() {
        return hosts;
    }

    /// @param nanos of the monotonic clock
    synchronized void acquired(DeltaLease lease, long nanos) {
        membership = lease.membership();
        health = new RenewalHealth(lease, nanos, LeaseRules.STANDARD);
    }

    /// Who this host is in the lockspace; null before it has been joined.
    synchronized @Nullable Membership membership() {
        return membership;
    }

    synchronized long generation() {
        return membership == null ? 0 : membership.generation();
    }

    synchronized void joinEnded(int result, long now) {
        joinResult = result;
        joinEnded = now;
    }

    synchronized int joinResult() {
        return joinResult;
    }

    synchronized long joinEnded() {
        return joinEnded;
    }

    synchronized void attempting(long now) {
        lastAttempt = now;
    }

    synchronized long lastAttempt() {
        return lastAttempt;
    }

    /// @param nanos of the monotonic clock
    synchronized void renewed(DeltaLease lease, long nanos) {
        lastResult = ResultCode.SUCCESS;
        if (health != null) {
            health.renewed(lease, nanos);
        }
    }

    /// @param nanos of the monotonic clock
    synchronized void renewalFailed(int code, long nanos) {
        lastResult = code;
        if (health != null) {
            health.failed(code, nanos);
        }
    }

    /// The thread cannot go on.
    synchronized void fail() {
        broken = true;
    }

    /// The result of the latest renewal.
    synchronized int lastResult() {
        return lastResult;
    }

    /// The time that was written with the last good renewal.
    synchronized long lastSuccess() {
        return health == null ? 0 : health.lastSuccess();
    }

    synchronized int corruption() {
        return health == null ? 0 : health.corruption();
    }

    synchronized long watchdogExpiry() {
        return health == null ? 0 : health.watchdogExpiry();
    }

    /// Monotonic nanoseconds.
    synchronized long nextAttemptNanos() {
        return health == null ? 0 : health.nextAttemptNanos();
    }

    /// Until when processes are asked to end before they are killed.
    synchronized long killDeadline(int grace) {
        return health == null ? 0 : health.killDeadline(grace);
    }

    synchronized Standing standing(long now) {
        if (broken) {
            return Standing.FAILED;
        }
        return health == null ? Standing.HEALTHY : health.standing(now);
    }

    /// Whether leases may be given on it.
    boolean isWell(long now) {
        return standing(now) != Standing.FAILED;
    }
}
