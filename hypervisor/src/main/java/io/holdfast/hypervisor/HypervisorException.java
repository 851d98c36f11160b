package io.holdfast.hypervisor;

/// A call to the hypervisor did not do what it was asked to.
public final class HypervisorException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// What a caller can act upon.
    public enum Kind {
        /// No connection: nothing was done.
        UNREACHABLE,
        /// There was no answer, or the connection broke while waiting: it may have been done, or be done later.
        UNKNOWN_OUTCOME,
        /// No machine of that id has a process.
        NO_MACHINE,
        ALREADY_RUNS,
        /// Its lease belongs to another host or machine.
        LEASE_HELD,
        /// Its lease could not be taken for another reason: the lockspace is not joined, the daemon is away.
        LEASE_FAILED,
        /// The XML makes no sense to the hypervisor.
        BAD_DEFINITION,
        /// Killed, but its process is still there.
        PROCESS_STAYS,
        FAILED
    }

    private final Kind kind;

    public HypervisorException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public HypervisorException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
