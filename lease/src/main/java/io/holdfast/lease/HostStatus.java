package io.holdfast.lease;

/// What one host knows of another from watching its delta lease. Times are whole seconds of the observer's
/// monotonic clock; 0 stands for never.
///
/// @param hostId the watched host id
/// @param ownerId as in its record
/// @param generation of its owner
/// @param ownerName of its owner
/// @param timestamp in its record, of its own clock: only equality means anything; 0 = free
/// @param ioTimeout of its owner in seconds, 0 if not told
/// @param firstCheck when it was first looked at
/// @param lastCheck when it was last looked at
/// @param lastCheckIssued when the read of that look was issued: the data may be as old
/// @param lastChange when a changed owner, generation or timestamp was last found
public record HostStatus(
        long hostId,
        long ownerId,
        long generation,
        LeaseName ownerName,
        long timestamp,
        int ioTimeout,
        long firstCheck,
        long lastCheck,
        long lastCheckIssued,
        long lastChange) {
    /// Returns whether it was found changed in the latest look.
    public boolean changedAtLastCheck() {
        return lastChange != 0 && lastChange == lastCheck;
    }

    /// Returns since when it is unchanged as far as the observer knows.
    public long unchangedSince() {
        return lastChange != 0 ? lastChange : firstCheck;
    }

    /// Returns its state for people and for `get_hosts`. Decisions use [#isProvenDead].
    ///
    /// @param now seconds
    /// @param ownHostId the observer, which is live in its own eyes
    public HostState state(long now, long ownHostId, LeaseRules rules) {
        if (timestamp == 0) {
            return HostState.FREE;
        }
        if (hostId == ownHostId) {
            return HostState.LIVE;
        }
        if (now - unchangedSince() <= rules.failureAge(ioTimeout)) {
            return firstCheck == lastChange ? HostState.UNKNOWN : HostState.LIVE;
        }
        return rules.isExpired(now, unchangedSince(), ioTimeout) ? HostState.DEAD : HostState.FAIL;
    }

    /// Returns whether the owner with `generation` is surely gone: it left, another generation follows it, or it
    /// expired by a look that was begun after the deadline. A host never looked at is not dead.
    ///
    /// @param ofGeneration the generation in question
    /// @param now seconds
    /// @param ownIoTimeout of the observer, used if the owner's is not known
    public boolean isProvenDead(long ofGeneration, long now, int ownIoTimeout, LeaseRules rules) {
        if (lastCheck == 0) {
            return false;
        }
        if (timestamp == 0 || Long.compareUnsigned(generation, ofGeneration) > 0) {
            return true;
        }
        int judged = rules.judgedIoTimeout(ioTimeout, 0, ownIoTimeout);
        return rules.isExpired(rules.evidenceTime(lastCheckIssued, now), unchangedSince(), judged);
    }
}
