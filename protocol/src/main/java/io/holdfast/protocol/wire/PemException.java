package io.holdfast.protocol.wire;

import org.jspecify.annotations.Nullable;

/// A key or a certificate cannot be used; the message names the file and what to do.
public final class PemException extends RuntimeException {
    PemException(String message) {
        super(message);
    }

    PemException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
