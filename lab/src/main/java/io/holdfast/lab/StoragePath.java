package io.holdfast.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// One host's own way to the shared storage: a bindfs that runs outside of the host and stands for its storage
/// adapter. It can hang, fail with EIO, heal, and be cut off with nothing landing later.
///
/// Faults outlast a reboot of the host: it is the storage, or the way to it, that is broken.
final class StoragePath {
    private static final Path CONNECTIONS = Path.of("/sys/fs/fuse/connections");

    private final Path source;
    private final Path mountPoint;
    private final Path faultFile;
    private final Path faultLibrary;
    private final Path log;
    private Optional<Process> bindfs = Optional.empty();
    private Optional<String> connection = Optional.empty();
    private boolean hanging;

    StoragePath(Path source, Path mountPoint, Path faultLibrary, Path log) {
        this.source = source;
        this.mountPoint = mountPoint;
        this.faultFile = mountPoint.resolveSibling("storage-fault");
        this.faultLibrary = faultLibrary;
        this.log = log;
    }

    Path mountPoint() {
        return mountPoint;
    }

    /// Starts the way to the storage and waits until it is mounted.
    synchronized void connect() {
        if (bindfs.isPresent()) {
            throw new LabException(mountPoint + " is mounted already");
        }
        try {
            Files.createDirectories(mountPoint);
            if (!Files.exists(faultFile)) {
                Files.writeString(faultFile, "0");
            }
            ProcessBuilder builder = new ProcessBuilder(List.of(
                            "bindfs",
                            "-f",
                            "-o",
                            "attr_timeout=0,entry_timeout=0",
                            source.toString(),
                            mountPoint.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment()
                    .putAll(Map.of(
                            "LD_PRELOAD", faultLibrary.toString(), "HOLDFAST_STORAGE_FAULT", faultFile.toString()));
            bindfs = Optional.of(builder.start());
        } catch (IOException e) {
            throw new LabException("Cannot start bindfs for " + mountPoint + ": " + e.getMessage(), e);
        }
        connection = Optional.of(
                Waiting.until(10, "bindfs mounts " + mountPoint + " (its log is " + log + ")", this::connectionNumber));
        if (hanging) {
            signal(NamespaceProcesses.SIGSTOP);
        }
    }

    /// The minor number of the mount's device, which names its connection. Never touches the mount itself:
    /// that could hang.
    private Optional<String> connectionNumber() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
                List<String> fields = List.of(line.split(" ", 6));
                if (fields.get(4).equals(mountPoint.toString()) && line.contains(" - fuse")) {
                    return Optional.of(fields.get(2).substring(fields.get(2).indexOf(':') + 1));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new LabException("Cannot read the table of mounts: " + e.getMessage(), e);
        }
    }

    /// Stops at once: what was accepted and not yet written never will be.
    synchronized void cut() {
        if (bindfs.isEmpty()) {
            return;
        }
        bindfs.get().destroyForcibly();
        try {
            if (connection.isPresent()) {
                Path abort = CONNECTIONS.resolve(connection.get()).resolve("abort");
                if (Files.exists(abort)) {
                    Files.writeString(abort, "1", StandardOpenOption.WRITE);
                }
            }
        } catch (IOException e) {
            // Gone with the last descriptor of the dead bindfs, between the look and the write: what was wanted.
            System.getLogger("lab").log(System.Logger.Level.DEBUG, "Connection of {0} is gone", mountPoint);
        }
    }

    /// Removes the dead mount.
    ///
    /// @return false while bindfs is not gone yet
    synchronized boolean gone() {
        if (bindfs.isEmpty()) {
            return true;
        }
        try {
            if (!bindfs.get().waitFor(0, TimeUnit.SECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        Command.attempt("umount", "-l", mountPoint.toString());
        bindfs = Optional.empty();
        connection = Optional.empty();
        return true;
    }

    synchronized void hang() {
        hanging = true;
        signal(NamespaceProcesses.SIGSTOP);
    }

    synchronized void fail() {
        setFault("1");
    }

    synchronized void heal() {
        setFault("0");
        hanging = false;
        signal(NamespaceProcesses.SIGCONT);
    }

    synchronized String state() {
        try {
            boolean failing =
                    Files.exists(faultFile) && Files.readString(faultFile).startsWith("1");
            return bindfs.isEmpty() ? "off" : hanging ? "hangs" : failing ? "fails" : "ok";
        } catch (IOException e) {
            return "unknown";
        }
    }

    private void setFault(String value) {
        try {
            // In place, as bindfs has this very file mapped.
            Files.writeString(faultFile, value, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        } catch (IOException e) {
            throw new LabException("Cannot set the storage fault in " + faultFile + ": " + e.getMessage(), e);
        }
    }

    private void signal(int signal) {
        bindfs.ifPresent(process -> NamespaceProcesses.signal(process.pid(), signal));
    }
}
