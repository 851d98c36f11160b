package io.holdfast.leasedaemon;

import io.holdfast.lease.socket.LockspaceAddress;
import io.holdfast.lease.socket.ResourceAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file with the lockspace `LS` at 0 and the resources `R1`, `R2`, … behind it, formatted by the distribution's
/// `sanlock` program.
final class LeaseFile {
    private static final long AREA = 1 << 20;

    private final Path path;
    private final String name;

    private LeaseFile(Path path, String name) {
        this.path = path;
        this.name = name;
    }

    /// @param ioTimeout seconds, in the records of the lockspace
    static LeaseFile create(Path path, int ioTimeout, int resources) {
        return create(path, "LS", ioTimeout, resources);
    }

    static LeaseFile create(Path path, String name, int ioTimeout, int resources) {
        LeaseFile file = new LeaseFile(path, name);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.allocate(1), (resources + 1) * AREA - 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        direct("init", "-s", name + ":0:" + path + ":0", "-o", Integer.toString(ioTimeout));
        for (int at = 1; at <= resources; at++) {
            direct("init", "-r", name + ":R" + at + ":" + path + ":" + at * AREA);
        }
        return file;
    }

    private static void direct(String... arguments) {
        try {
            java.util.List<String> command = new java.util.ArrayList<>(java.util.List.of("sanlock", "direct"));
            command.addAll(java.util.List.of(arguments));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Path path() {
        return path;
    }

    LockspaceAddress lockspace(long hostId) {
        return new LockspaceAddress(name, hostId, path.toString(), 0);
    }

    ResourceAddress resource(int number) {
        return new ResourceAddress(name, "R" + number, path.toString(), number * AREA);
    }

    /// The same bytes, reached by another way.
    LeaseFile at(Path otherPath) {
        return new LeaseFile(otherPath, name);
    }

    /// Takes the storage away: every read comes back short.
    void vanish() {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
