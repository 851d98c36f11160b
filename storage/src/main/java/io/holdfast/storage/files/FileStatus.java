package io.holdfast.storage.files;

/// What stands at a path.
///
/// @param size bytes that can be read
/// @param allocated bytes of space that it takes
/// @param mode permission bits
/// @param modified seconds since 1970
public record FileStatus(Kind kind, long size, long allocated, int mode, long modified) {
    public enum Kind {
        FILE,
        DIRECTORY,
        LINK,
        OTHER
    }

    public boolean isFile() {
        return kind == Kind.FILE;
    }

    public boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }
}
