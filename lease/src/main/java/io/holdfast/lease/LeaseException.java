package io.holdfast.lease;

/// A lease operation, run by a [LeaseRunner], did not succeed.
public final class LeaseException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient LeaseFailure failure;
    private final int code;

    /// Wraps what a machine ended with.
    public LeaseException(LeaseFailure failure) {
        super(failure.message() + " (" + failure.code() + ")");
        this.failure = failure;
        this.code = failure.code();
    }

    /// Returns why.
    public LeaseFailure failure() {
        return failure;
    }

    /// Returns the number of the failure, see [LeaseCode].
    public int code() {
        return code;
    }
}
