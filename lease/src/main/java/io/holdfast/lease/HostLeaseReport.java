package io.holdfast.lease;

/// What one observer can say of a host's delta lease. Times are whole seconds of the observer's own monotonic
/// clock.
///
/// @param hostId the observed one
/// @param state [HostState#DEAD] only if the lease expired within one unbroken interval, by a read issued after
///     the deadline, while the observer was live; [HostState#UNKNOWN] whenever the observer was not, or the
///     latest read failed
/// @param ownerName as in the record, empty if none was read
/// @param generation of the owner
/// @param timestamp of the owner's clock; only equality means anything
/// @param ioTimeout of the owner, seconds, from the disk
/// @param secondsUnchanged from the completion of the first read that showed this record to the issue of the
///     latest
/// @param freshRead whether the latest read succeeded
/// @param interval changes whenever the interval was broken: by a renewal, a change of the observer's own lease,
///     or a time in which it was not live
/// @param observedSince start of the interval, 0 if it has not begun
/// @param observerHostId the observer's own host id, 0 if it has none
/// @param observerGeneration and its generation
/// @param observerLive whether its own lease was live when last told
public record HostLeaseReport(
        long hostId,
        HostState state,
        String ownerName,
        long generation,
        long timestamp,
        int ioTimeout,
        long secondsUnchanged,
        boolean freshRead,
        long interval,
        long observedSince,
        long observerHostId,
        long observerGeneration,
        boolean observerLive) {}
