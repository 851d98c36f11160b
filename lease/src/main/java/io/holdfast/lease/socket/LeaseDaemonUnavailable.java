package io.holdfast.lease.socket;

/// The lease daemon cannot be reached, went away, or did not answer in time; the outcome of the command is unknown.
public final class LeaseDaemonUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LeaseDaemonUnavailable(String message) {
        super(message);
    }

    public LeaseDaemonUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
