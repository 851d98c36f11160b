package io.holdfast.lab;

import java.util.HashMap;
import java.util.Map;

/// Whether every client of wdmd is far enough from its expiry. Times are monotonic seconds.
///
/// A client that goes without having taken back its promise stays: the machine will be reset.
final class WdmdClients {
    private final long interval;
    private final Map<Object, Long> expiry = new HashMap<>();

    /// @param interval how long before its expiry a client counts as failing
    WdmdClients(long interval) {
        this.interval = interval;
    }

    /// A client renewed its promise, or takes it back with 0.
    void expires(Object client, long at) {
        if (at == 0) {
            expiry.remove(client);
        } else {
            expiry.put(client, at);
        }
    }

    boolean healthy(long now) {
        return expiry.values().stream().noneMatch(at -> now >= at - interval);
    }
}
