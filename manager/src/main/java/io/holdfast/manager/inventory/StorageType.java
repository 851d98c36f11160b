package io.holdfast.manager.inventory;

/// The kind of storage behind a connection, with its number on the wire.
public enum StorageType {
    NFS(1),
    POSIXFS(6);

    private final int number;

    StorageType(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
