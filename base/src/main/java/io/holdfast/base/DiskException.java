package io.holdfast.base;

/// A disk could not be opened or a call to it did not succeed.
public final class DiskException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int errno;

    /// @param message what was attempted, on what, what happened
    /// @param errno positive, see [Errno]; `ETIMEDOUT` (110) when there was no answer in time
    public DiskException(String message, int errno) {
        super(message);
        this.errno = errno;
    }

    /// Returns the kernel's number for the failure, positive
    public int errno() {
        return errno;
    }
}
