package io.holdfast.lab;

/// Something in the lab could not be done. The message is one clear sentence for the person who asked, with
/// what to do about it where that is known.
public final class LabException extends RuntimeException {
    public LabException(String message) {
        super(message);
    }

    public LabException(String message, Throwable cause) {
        super(message, cause);
    }
}
