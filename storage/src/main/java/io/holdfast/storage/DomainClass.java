package io.holdfast.storage;

/// What a domain is for.
public enum DomainClass {
    DATA(1, "Data"),
    ISO(2, "Iso"),
    BACKUP(3, "Backup");

    private final int code;
    private final String text;

    DomainClass(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /// The number in the host protocol.
    public int code() {
        return code;
    }

    /// The word in metadata and in answers.
    public String text() {
        return text;
    }

    /// Finds a class by its number.
    ///
    /// @throws StorageException (386) if there is no such class
    public static DomainClass of(int code) {
        for (DomainClass each : values()) {
            if (each.code == code) {
                return each;
            }
        }
        throw new StorageException(StorageError.DOMAIN_CLASS, "There is no domain class " + code);
    }

    /// Finds a class by its word.
    ///
    /// @param text in exactly its case
    /// @throws StorageException (753) if there is no such class
    public static DomainClass of(String text) {
        for (DomainClass each : values()) {
            if (each.text.equals(text)) {
                return each;
            }
        }
        throw new StorageException(StorageError.METADATA_VALUE, "There is no domain class \"" + text + "\"");
    }
}
