package io.holdfast.protocol;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The manager's door to one host. It connects and reconnects by itself, with a back-off that
/// [ConnectionState.BackingOff] shows.
///
/// A call is sent at most once; nothing is ever repeated here. While a connect is under way a call waits for it
/// within
/// its deadline; while the connection backs off a call ends at once as [Reply.NotSent].
public interface HostConnection extends AutoCloseable {
    /// Told of what happens, in order, on one thread; must not block for long: a listener that falls far behind
    /// loses its connection, so that it never misses an event unknowingly.
    interface Listener {
        default void stateChanged(ConnectionState state) {}

        /// After a reconnect, events may have been missed: read the host's state again.
        default void event(HostEvent event) {}
    }

    /// Sends one request. The future always completes, normally, at the deadline at the latest.
    ///
    /// @param params the `params` object of the request; not changed, and not to be changed by the caller any more
    CompletableFuture<Reply<JsonNode>> send(String verb, ObjectNode params, Duration deadline);

    ConnectionState state();

    /// Cuts a pause between two connects short, for instance when the host is known to have been started. Does
    /// nothing in other states.
    default void retryNow() {}

    /// Ends it: pending calls end as [Reply.NotSent] or [Reply.OutcomeUnknown], later ones as [Reply.NotSent].
    @Override
    void close();

    /// Sends a request and waits for its end.
    default Reply<JsonNode> call(String verb, ObjectNode params, Duration deadline) {
        return send(verb, params, deadline).join();
    }

    /// Sends a request that only reads, or that goes to an agent without epochs, and waits for its end.
    default <P, R> Reply<R> call(Verb<P, R> verb, P arguments, Duration deadline) {
        return call(verb.name(), verb.params(arguments), deadline)
                .map(verb.result().parse());
    }

    /// Sends a request under the manager's epoch and waits for its end. An agent that knows a newer epoch
    /// refuses it with [ErrorCode#STALE_EPOCH].
    default <P, R> Reply<R> call(Verb<P, R> verb, P arguments, long epoch, Duration deadline) {
        ObjectNode params = CallContext.stamp(verb.params(arguments), epoch);
        return call(verb.name(), params, deadline).map(verb.result().parse());
    }
}
