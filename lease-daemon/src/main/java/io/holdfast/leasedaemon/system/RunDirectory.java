package io.holdfast.leasedaemon.system;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The daemon's directory on a memory file system: its socket, its lock, and the list of processes that may still
/// use leases.
///
/// The list outlives a daemon that dies. The next one joins nothing until each of those processes is gone, because
/// joining again frees the leases that they still believe in.
public final class RunDirectory {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int MAX_HOLDERS = 100_000;

    private final Path directory;
    private final String bootId;
    private @Nullable FileLock lock;

    /// @throws IOException if the directory cannot be made or the boot's id not be read
    public RunDirectory(Path directory) throws IOException {
        this.directory = directory;
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxr-x"));
        }
        this.bootId = Files.readString(BOOT_ID, StandardCharsets.US_ASCII).strip();
    }

    public Path path() {
        return directory;
    }

    public Path socket() {
        return directory.resolve("sanlock.sock");
    }

    /// Makes this process the only daemon of the directory, until it ends.
    ///
    /// @return false if another one is
    /// @throws IOException if the lock file cannot be used
    public boolean lock() throws IOException {
        FileChannel file =
                FileChannel.open(directory.resolve("sanlock.pid"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        lock = file.tryLock();
        if (lock == null) {
            file.close();
            return false;
        }
        String text = ProcessHandle.current().pid() + "\n";
        file.truncate(0);
        file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        return true;
    }

    /// Replaces the list of the processes that may use leases, at once and whole.
    ///
    /// @throws IOException if it could not be stored; nobody may then be given a lease
    public void storeHolders(List<PeerProcess.ProcessIdentity> holders) throws IOException {
        StringBuilder text = new StringBuilder(bootId).append('\n');
        for (PeerProcess.ProcessIdentity each : holders) {
            text.append(each.pid()).append(' ').append(each.startTime()).append('\n');
        }
        Path temporary = directory.resolve("holders.new");
        Files.writeString(temporary, text);
        Files.move(temporary, holdersFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// The processes that an earlier daemon of this boot left with leases, alive or not.
    ///
    /// @throws IOException if there is a list that cannot be read: nothing may be joined then
    public List<PeerProcess.ProcessIdentity> loadHolders() throws IOException {
        List<PeerProcess.ProcessIdentity> holders = new ArrayList<>();
        if (!Files.exists(holdersFile())) {
            return holders;
        }
        List<String> lines = Files.readAllLines(holdersFile(), StandardCharsets.US_ASCII);
        if (lines.isEmpty() || !lines.getFirst().equals(bootId)) {
            return holders;
        }
        if (lines.size() > MAX_HOLDERS) {
            throw new IOException(holdersFile() + " has " + lines.size() + " lines");
        }
        for (String each : lines.subList(1, lines.size())) {
            String[] words = each.split(" ", -1);
            try {
                holders.add(new PeerProcess.ProcessIdentity(Integer.parseInt(words[0]), Long.parseLong(words[1])));
            } catch (RuntimeException e) {
                throw new IOException("Cannot read \"" + each + "\" in " + holdersFile(), e);
            }
        }
        return holders;
    }

    private Path holdersFile() {
        return directory.resolve("holders");
    }
}
