package io.holdfast.storage.files;

import io.holdfast.base.Disk;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The one door to the files of one mounted file system, each call with a deadline.
///
/// A call that never returns holds one of the store's few threads and nothing else: its caller gets a
/// [FileException] of kind `TIMED_OUT` at the deadline and [#outstandingChanges()] counts it until it really ends.
/// Every change is durable when its call returns: contents are synchronised, and so is the directory whose entry
/// was made, renamed or removed.
///
/// Every method throws [FileException]. The real side is [MountedFiles], the simulated one [SimulatedFiles].
public interface FileStore {
    /// What stands at `path`, symbolic links not followed; empty if nothing does.
    Optional<FileStatus> status(Path path);

    /// The names in a directory, sorted.
    List<String> list(Path directory);

    /// The whole content of a file, past the page cache where the file system can do that, so that a change by
    /// another host is seen.
    ///
    /// @param limit bytes; a longer file is refused with `TOO_LARGE`
    byte[] read(Path file, int limit);

    /// Makes a directory; its parent must exist.
    ///
    /// @param mode permission bits, set whatever the process's mask is
    void createDirectory(Path directory, int mode);

    /// Makes an empty file of `size` bytes that read as zero and take no space; refuses one that exists.
    ///
    /// @param mode permission bits, set whatever the process's mask is
    void createFile(Path file, long size, int mode);

    /// Writes a whole file, which is made or replaced in place. Not atomic: write beside it and [#rename].
    void write(Path file, byte[] content, int mode);

    /// Gives a file or directory another name, replacing a file of that name, in one step.
    void rename(Path from, Path to);

    /// Removes a file, a link or an empty directory; nothing there is success.
    void delete(Path path);

    /// Reserves space for `length` bytes at `offset` of a new file, which read as zero; the file grows if it ends
    /// before. **What was written there before may be lost.**
    void allocate(Path file, long offset, long length);

    /// Makes a symbolic link, replacing one in one step.
    void link(Path link, Path target);

    /// How large the file system of `path` is.
    Space space(Path path);

    /// The unit of direct input and output in a directory: 1 (no limit), 512 or 4096 bytes.
    ///
    /// @throws FileException of kind `NOT_SUPPORTED` if none of them works
    int directBlockSize(Path directory);

    /// Opens an existing file for reads and writes of whole blocks. The caller closes it.
    ///
    /// @param blockSize 512 or 4096
    Disk open(Path file, int blockSize);

    /// How many changes passed their deadline and have not returned yet. While there is one, what it was to change
    /// may still change.
    int outstandingChanges();
}
