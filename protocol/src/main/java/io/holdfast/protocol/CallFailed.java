package io.holdfast.protocol;

/// A call to a host did not give a result; [#reply] tells how it ended.
public final class CallFailed extends RuntimeException {
    private final transient Reply<?> reply;

    /// Failed that way.
    ///
    /// @param attempt what was attempted, on what, for instance `Cannot start "web" on host-2`
    public CallFailed(String attempt, Reply<?> reply) {
        super(attempt + ": " + reply.description());
        this.reply = reply;
    }

    public Reply<?> reply() {
        return reply;
    }
}
