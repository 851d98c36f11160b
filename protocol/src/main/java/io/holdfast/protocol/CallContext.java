package io.holdfast.protocol;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Who calls a verb, and on whose behalf.
///
/// @param peer the distinguished name in the caller's certificate; empty without TLS
/// @param flowId the caller's name for what it is doing, for log lines; empty if it has none
/// @param epoch the epoch the caller acts under; absent in calls of managers that know no epochs
public record CallContext(String peer, String flowId, OptionalLong epoch) {
    /// The member of `params` that holds what only our own programs say to each other.
    static final String HOLDFAST = "holdfast";

    private static final String EPOCH = "epoch";

    /// A call from inside this process.
    public static CallContext local() {
        return new CallContext("", "", OptionalLong.empty());
    }

    /// Adds `holdfast.epoch` to the parameters of a call.
    static ObjectNode stamp(ObjectNode params, long epoch) {
        params.withObject("/" + HOLDFAST).put(EPOCH, epoch);
        return params;
    }

    /// The same caller, with the epoch found in these parameters: in `holdfast.epoch` or, for verbs of ours,
    /// `epoch`.
    CallContext reading(@Nullable JsonNode params) {
        if (params == null || !params.isObject()) {
            return this;
        }
        Fields fields = Fields.of(params, "params");
        OptionalLong found = fields.value(HOLDFAST).filter(JsonNode::isObject).isPresent()
                ? fields.object(HOLDFAST).optionalNumber(EPOCH)
                : OptionalLong.empty();
        return new CallContext(peer, flowId, found.isPresent() ? found : fields.optionalNumber(EPOCH));
    }
}
