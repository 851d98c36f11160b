package io.holdfast.power.redfish;

import io.holdfast.power.FenceAgentSettings;
import io.holdfast.power.PowerDeadlines;
import io.holdfast.power.PowerDevice;
import io.holdfast.power.PowerDriver;
import java.util.Set;

/// Makes [RedfishDevice]s; [RedfishOptions] lists what can be set.
public final class RedfishDriver implements PowerDriver {
    @Override
    public Set<String> types() {
        return Set.of("redfish");
    }

    @Override
    public PowerDevice open(FenceAgentSettings settings, PowerDeadlines deadlines) {
        return new RedfishDevice(settings, RedfishOptions.of(settings), deadlines);
    }
}
