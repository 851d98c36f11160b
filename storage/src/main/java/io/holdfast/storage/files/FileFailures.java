package io.holdfast.storage.files;

import io.holdfast.base.DiskException;
import io.holdfast.base.Errno;
import io.holdfast.base.LinuxCall;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// Tells which kind of failure an exception of the JDK or a number of the kernel stands for.
final class FileFailures {
    private static final int EACCES = 13;
    private static final int EROFS = 30;
    private static final int ENOTEMPTY = 39;
    static final int EOPNOTSUPP = 95;
    private static final int EDQUOT = 122;
    private static final int[] KNOWN = {
        Errno.ENOENT,
        Errno.EEXIST,
        EACCES,
        Errno.EPERM,
        EROFS,
        Errno.ENOSPC,
        EDQUOT,
        Errno.ESTALE,
        ENOTEMPTY,
        EOPNOTSUPP,
        Errno.ETIMEDOUT
    };

    private FileFailures() {}

    static FileException translate(String attempt, Throwable thrown) {
        FileException.Kind kind =
                switch (thrown) {
                    case FileException already -> already.kind();
                    case NoSuchFileException missing -> FileException.Kind.MISSING;
                    case FileAlreadyExistsException exists -> FileException.Kind.EXISTS;
                    case AccessDeniedException denied -> FileException.Kind.REFUSED;
                    case DirectoryNotEmptyException notEmpty -> FileException.Kind.NOT_EMPTY;
                    case NotDirectoryException notDirectory -> FileException.Kind.MISSING;
                    case UnsupportedOperationException unsupported -> FileException.Kind.NOT_SUPPORTED;
                    case DiskException disk -> kind(disk.errno());
                    default -> byText(thrown);
                };
        String why = thrown instanceof FileSystemException file && file.getReason() != null
                ? file.getReason()
                : String.valueOf(thrown.getMessage());
        return new FileException(kind, "Cannot %s: %s (%s)".formatted(attempt, why, kind), thrown);
    }

    static FileException failed(String attempt, int errno) {
        return new FileException(kind(errno), "Cannot %s: %s".formatted(attempt, LinuxCall.describe(errno)));
    }

    private static FileException.Kind kind(int errno) {
        return switch (errno) {
            case Errno.ENOENT -> FileException.Kind.MISSING;
            case Errno.EEXIST -> FileException.Kind.EXISTS;
            case EACCES, Errno.EPERM, EROFS -> FileException.Kind.REFUSED;
            case Errno.ENOSPC, EDQUOT -> FileException.Kind.NO_SPACE;
            case Errno.ESTALE -> FileException.Kind.STALE;
            case ENOTEMPTY -> FileException.Kind.NOT_EMPTY;
            case EOPNOTSUPP, Errno.EINVAL -> FileException.Kind.NOT_SUPPORTED;
            case Errno.ETIMEDOUT -> FileException.Kind.TIMED_OUT;
            default -> FileException.Kind.INPUT_OUTPUT;
        };
    }

    /// The JDK keeps of an `errno` only the C library's text.
    private static FileException.Kind byText(Throwable thrown) {
        String text = String.valueOf(thrown.getMessage());
        for (int errno : KNOWN) {
            if (text.endsWith(LinuxCall.describe(errno))) {
                return kind(errno);
            }
        }
        return FileException.Kind.INPUT_OUTPUT;
    }
}
