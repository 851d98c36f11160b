package io.holdfast.protocol;

import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// What makes a start safe to send when its answer, or the request itself, can be lost or late.
///
/// The host refuses it after `notAfter` ([ErrorCode#START_EXPIRED]), under another boot
/// ([ErrorCode#WRONG_BOOT]) and under an older epoch ([ErrorCode#STALE_EPOCH]). If it has carried out a start
/// of this id before, it repeats that answer and does nothing. The id is stored durably before the machine is
/// started.
///
/// @param startId chosen and stored by the manager before it sends the start
/// @param bootId the host's boot that the start is meant for
/// @param notAfter milliseconds on the host's monotonic clock, as [HostSelfReport#clock] counts them
public record StartPermit(UUID startId, long epoch, String bootId, long notAfter) {
    ObjectNode format() {
        return Json.object()
                .put("startId", startId.toString())
                .put("epoch", epoch)
                .put("bootId", bootId)
                .put("notAfter", notAfter);
    }

    static StartPermit parse(Fields fields) {
        return new StartPermit(
                fields.uuid("startId"), fields.number("epoch"), fields.text("bootId"), fields.number("notAfter"));
    }
}
