package io.holdfast.agent.connection;

/// The name of a mount below `mnt`: the remote path with `_` doubled, then `/` turned into `_`.
/// `server:/export/my_data` becomes `server:_export_my__data`. Duplicate and trailing slashes do not count.
final class MountPoint {
    private MountPoint() {}

    static String name(String remotePath) {
        return normalized(remotePath).replace("_", "__").replace('/', '_');
    }

    static String normalized(String remotePath) {
        String plain = remotePath.strip().replaceAll("/+", "/");
        return plain.length() > 1 && plain.endsWith("/") && !plain.endsWith(":/")
                ? plain.substring(0, plain.length() - 1)
                : plain;
    }
}
