package io.holdfast.storage;

import io.holdfast.storage.files.FileException;
import org.jspecify.annotations.Nullable;

/// Something about storage is not as it has to be, or did not succeed.
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final StorageError error;

    public StorageException(StorageError error, String message) {
        this(error, message, null);
    }

    public StorageException(StorageError error, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.error = error;
    }

    /// What a failed file call means for a domain.
    ///
    /// @param otherwise the error for failures that have none of their own
    /// @param attempt what was done, as a phrase that follows "Cannot"
    static StorageException of(StorageError otherwise, String attempt, FileException cause) {
        StorageError error =
                switch (cause.kind()) {
                    case STALE -> StorageError.STALE_HANDLE;
                    case NO_SPACE -> StorageError.NO_SPACE;
                    case REFUSED -> StorageError.DOMAIN_PERMISSIONS;
                    default -> otherwise;
                };
        return new StorageException(error, "Cannot " + attempt + ": " + cause.getMessage(), cause);
    }

    public StorageError error() {
        return error;
    }
}
