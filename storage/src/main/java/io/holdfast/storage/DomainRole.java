package io.holdfast.storage;

/// Whether a domain carries its pool's own data.
public enum DomainRole {
    REGULAR("Regular"),
    MASTER("Master");

    private final String text;

    DomainRole(String text) {
        this.text = text;
    }

    /// The word in metadata and in answers.
    public String text() {
        return text;
    }

    /// Finds a role by its word.
    ///
    /// @param text in any case
    /// @throws StorageException (753) if there is no such role
    public static DomainRole of(String text) {
        for (DomainRole each : values()) {
            if (each.text.equalsIgnoreCase(text)) {
                return each;
            }
        }
        throw new StorageException(StorageError.METADATA_VALUE, "There is no domain role \"" + text + "\"");
    }
}
