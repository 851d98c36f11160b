package io.holdfast.protocol;

import tools.jackson.databind.node.ObjectNode;

/// What one host saw of another's host lease in a storage domain, by its own fresh direct reads.
///
/// Durations only. The observation is one unbroken interval while [#interval] stays the same; a later answer with
/// another one says nothing about the time before [#observedSince].
///
/// @param ownerName the name in the lease
/// @param generation of the host id, from the lease
/// @param timestamp the owner's monotonic seconds at its last renewal; 0 if it gave the lease up
/// @param ioTimeout seconds, from the lease
/// @param secondsUnchanged whole seconds that the lease has not changed, up to the last read that met the same
/// content
/// @param freshRead whether the answer rests on a read made for it
/// @param observerHostId the host id of the host that looked
/// @param observerGeneration its generation
/// @param observerLive whether its own host lease lived throughout the interval
/// @param interval changes whenever the observation was interrupted
/// @param observedSince milliseconds of the observer's monotonic clock at the first read of the interval
public record HostLease(
        State state,
        String ownerName,
        long generation,
        long timestamp,
        int ioTimeout,
        long secondsUnchanged,
        boolean freshRead,
        int observerHostId,
        long observerGeneration,
        boolean observerLive,
        String interval,
        long observedSince) {
    /// The observer's judgement.
    public enum State {
        /// Given up by its owner, or on its behalf.
        FREE,
        /// Renewed within 8 I/O timeouts.
        LIVE,
        /// Not renewed for 8 I/O timeouts: its owner must be killing what it holds.
        FAIL,
        /// Not renewed for 14 I/O timeouts: its owner's processes are dead, if its watchdog was armed.
        DEAD,
        /// Not watched long enough, or not readable. Never a reason to act.
        UNKNOWN
    }

    ObjectNode format() {
        return Json.object()
                .put("state", state.name())
                .put("ownerName", ownerName)
                .put("generation", generation)
                .put("timestamp", timestamp)
                .put("ioTimeout", ioTimeout)
                .put("secondsUnchanged", secondsUnchanged)
                .put("freshRead", freshRead)
                .put("observerHostId", observerHostId)
                .put("observerGeneration", observerGeneration)
                .put("observerLive", observerLive)
                .put("interval", interval)
                .put("observedSince", observedSince);
    }

    static HostLease parse(Fields fields) {
        return new HostLease(
                Words.find(State.values(), State::name, fields.text("state"), "state of a host lease"),
                fields.text("ownerName"),
                fields.number("generation"),
                fields.number("timestamp"),
                fields.integer("ioTimeout"),
                fields.number("secondsUnchanged"),
                fields.truth("freshRead"),
                fields.integer("observerHostId"),
                fields.number("observerGeneration"),
                fields.truth("observerLive"),
                fields.text("interval"),
                fields.number("observedSince"));
    }
}
