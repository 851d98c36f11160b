package io.holdfast.lease.socket;

/// The lease daemon answered a command with an error.
public final class LeaseRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int code;

    /// @param attempt what was asked, as a phrase that follows "Cannot": `acquire LS:VM`
    /// @param code the daemon's answer, see [ResultCode]
    public LeaseRefused(String attempt, int code) {
        super("Cannot " + attempt + ": " + ResultCode.describe(code));
        this.code = code;
    }

    /// The daemon's answer, see [ResultCode].
    public int code() {
        return code;
    }
}
