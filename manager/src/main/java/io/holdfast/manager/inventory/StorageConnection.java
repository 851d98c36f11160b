package io.holdfast.manager.inventory;

import java.util.UUID;

/// How hosts reach a piece of shared storage.
///
/// @param address server name or address, empty for a POSIX file system that needs none
/// @param path the exported or local path
/// @param vfsType file system type for the mount, empty for NFS
/// @param mountOptions extra mount options, comma separated, may be empty
public record StorageConnection(
        UUID id, StorageType type, String address, String path, String vfsType, String mountOptions) implements Kept {
    /// The text that names this storage on the wire: `server:/path`, or the path alone.
    public String remotePath() {
        return address.isEmpty() ? path : address + ":" + path;
    }

    @Override
    public UUID key() {
        return id;
    }
}
