package io.holdfast.leasedaemon;

import io.holdfast.lease.socket.LeaseSocketClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A lease daemon in a run directory of its own, ours or the distribution's, and what a test does with it.
final class Peer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path directory;
    private final Process daemon;
    private final List<Process> children = new ArrayList<>();

    /// Which program.
    enum Kind {
        HOLDFAST,
        SANLOCK
    }

    private Peer(Path directory, Process daemon) {
        this.directory = directory;
        this.daemon = daemon;
    }

    static Peer start(Kind kind, Path directory, String hostName, String... options) {
        return start(kind, directory, hostName, Map.of(), options);
    }

    static Peer start(Kind kind, Path directory, String hostName, Map<String, String> environment, String... options) {
        try {
            Files.createDirectories(directory);
            List<String> command = new ArrayList<>(kind == Kind.HOLDFAST ? holdfast(directory) : List.of("sanlock"));
            command.addAll(List.of("daemon", "-D", "-e", hostName, "-l", "0", "-h", "0", "-L", "-1", "-U", "root"));
            command.addAll(List.of("-G", "root", "-S", "-1"));
            command.addAll(List.of(options));
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().put("SANLOCK_RUN_DIR", directory.toString());
            builder.environment().put("SANLOCK_PRIVILEGED", "0");
            builder.environment().put("MALLOC_ARENA_MAX", "1");
            builder.environment().putAll(environment);
            builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("daemon.log").toFile()));
            Path socket = directory.resolve("sanlock.sock");
            Files.deleteIfExists(socket);
            Peer peer = new Peer(directory, builder.start());
            await("the daemon's socket", () -> Files.exists(socket) && peer.answers());
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() {
        try {
            return client().version() != 0;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static List<String> holdfast(Path directory) throws IOException {
        Path options = directory.resolve("jvm.options");
        try (var resource = LeaseDaemonMain.class.getResourceAsStream("leased.jvm.options")) {
            Files.write(options, java.util.Objects.requireNonNull(resource).readAllBytes());
        }
        return List.of(
                System.getProperty("java.home") + "/bin/java",
                "@" + options,
                "-cp",
                System.getProperty("java.class.path"),
                LeaseDaemonMain.class.getName());
    }

    long pid() {
        return daemon.pid();
    }

    Path directory() {
        return directory;
    }

    LeaseSocketClient client() {
        return new LeaseSocketClient(directory.resolve("sanlock.sock"), Duration.ofSeconds(20));
    }

    /// Sends the daemon a signal; returns the status of the program that does it.
    int signal(String name) {
        try {
            return new ProcessBuilder("/bin/kill", "-" + name, Long.toString(pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    int exitStatus() {
        return daemon.exitValue();
    }

    boolean isAlive() {
        return daemon.isAlive();
    }

    String log() {
        try {
            return Files.readString(directory.resolve("daemon.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What `sanlock client ARGUMENTS` prints, and its exit status behind `exit=`.
    String cli(String... arguments) {
        List<String> command = new ArrayList<>(List.of("sanlock", "client"));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private String run(List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().put("SANLOCK_RUN_DIR", directory.toString());
            Process process = builder.redirectErrorStream(true).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return text + "exit=" + process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A process that registers with the real client library and then runs the command.
    Process holder(String... command) {
        List<String> words = new ArrayList<>(List.of("sanlock", "client", "command", "-c"));
        words.addAll(List.of(command));
        try {
            ProcessBuilder builder = new ProcessBuilder(words);
            builder.environment().put("SANLOCK_RUN_DIR", directory.toString());
            Process process = builder.redirectErrorStream(true)
                    .redirectOutput(directory
                            .resolve("holder-" + children.size() + ".log")
                            .toFile())
                    .start();
            children.add(process);
            await("the registration of " + process.pid(), () -> client().status().stream()
                    .anyMatch(each -> each.record().data32() == process.pid()));
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void kill() {
        daemon.destroyForcibly();
        waitFor(daemon);
    }

    @Override
    public void close() {
        daemon.destroyForcibly();
        children.forEach(Process::destroyForcibly);
        waitFor(daemon);
        children.forEach(Peer::waitFor);
    }

    static void waitFor(Process process) {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("Process " + process.pid() + " does not end");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Waits until something of another process is so.
    static void await(String what, BooleanSupplier condition) {
        await(what, PATIENCE, condition);
    }

    static void await(String what, Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Waited " + patience.toSeconds() + " s in vain for " + what);
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
