package io.holdfast.storage;

import java.util.Locale;

/// The kinds of storage, with the numbers of the host protocol. Their names are what domain metadata says.
public enum StorageType {
    NFS(1),
    FCP(2),
    ISCSI(3),
    LOCALFS(4),
    CIFS(5),
    POSIXFS(6),
    GLUSTERFS(7);

    private final int code;

    StorageType(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /// Finds a kind by its number.
    ///
    /// @throws StorageException (372) if there is no such kind
    public static StorageType of(int code) {
        for (StorageType each : values()) {
            if (each.code == code) {
                return each;
            }
        }
        throw new StorageException(StorageError.DOMAIN_TYPE, "There is no storage type " + code);
    }

    /// Finds a kind by its name.
    ///
    /// @param name in any case
    /// @throws StorageException (753) if there is no such kind
    public static StorageType of(String name) {
        for (StorageType each : values()) {
            if (each.name().equals(name.toUpperCase(Locale.ROOT))) {
                return each;
            }
        }
        throw new StorageException(StorageError.METADATA_VALUE, "There is no storage type \"" + name + "\"");
    }
}
