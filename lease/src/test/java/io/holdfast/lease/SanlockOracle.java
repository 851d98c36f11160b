package io.holdfast.lease;

import io.holdfast.lease.socket.LeaseSocketClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/// Debian's own sanlock: one daemon with a private run directory and without a watchdog, and its command line.
final class SanlockOracle implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/sanlock");

    private static final Pattern RESULT = Pattern.compile("done (-?\\d+)");

    private final Path runDirectory;
    private final Process daemon;
    private final List<Process> holders = new ArrayList<>();

    private SanlockOracle(Path runDirectory, Process daemon) {
        this.runDirectory = runDirectory;
        this.daemon = daemon;
    }

    /// Fails in CI, and skips loudly elsewhere, where sanlock or the right to use it is missing.
    static void require() {
        boolean present = Files.isExecutable(PROGRAM) && "root".equals(System.getProperty("user.name"));
        if (!present && System.getenv("CI") != null) {
            throw new AssertionError("The oracle sanlock is missing: install the package sanlock and run as root");
        }
        if (!present) {
            System.err.println("SKIPPED: needs root and the package sanlock");
        }
        Assumptions.assumeTrue(present, "needs root and the package sanlock");
    }

    /// Starts a daemon.
    ///
    /// @param hostName its name in delta leases
    static SanlockOracle start(Path directory, String hostName) throws IOException, InterruptedException {
        Path run = Files.createDirectories(directory.resolve("run-" + hostName));
        ProcessBuilder builder = new ProcessBuilder(
                        PROGRAM.toString(),
                        "daemon",
                        "-D",
                        "-w",
                        "0",
                        "-l",
                        "0",
                        "-h",
                        "0",
                        "-L",
                        "-1",
                        "-S",
                        "-1",
                        "-U",
                        "root",
                        "-G",
                        "root",
                        "-e",
                        hostName)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(hostName + ".log").toFile());
        builder.environment().put("SANLOCK_RUN_DIR", run.toString());
        builder.environment().put("SANLOCK_PRIVILEGED", "0");
        SanlockOracle oracle = new SanlockOracle(run, builder.start());
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (oracle.client("status").code() != 0 && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return oracle;
    }

    /// How a command ended.
    ///
    /// @param code of the program
    /// @param output both streams
    record Answer(int code, String output) {
        /// Returns the number after the last word that ends in `done`, sanlock's own result.
        int result() {
            Matcher matcher = RESULT.matcher(output);
            if (!matcher.find()) {
                throw new AssertionError("no result in: " + output);
            }
            return Integer.parseInt(matcher.group(1));
        }
    }

    LeaseSocketClient socket() {
        return new LeaseSocketClient(runDirectory.resolve("sanlock.sock"), Duration.ofSeconds(10));
    }

    Answer client(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("client"));
        command.addAll(List.of(arguments));
        return run(runDirectory, command);
    }

    static Answer direct(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("direct"));
        command.addAll(List.of(arguments));
        return run(Path.of("/nonexistent"), command);
    }

    private static Answer run(Path runDirectory, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("SANLOCK_RUN_DIR", runDirectory.toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), output);
    }

    /// Starts a process that can hold leases, and dies with them.
    ///
    /// @return its pid
    long holder() throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(PROGRAM.toString(), "client", "command", "-c", "/bin/sleep", "3000");
        builder.environment().put("SANLOCK_RUN_DIR", runDirectory.toString());
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        holders.add(process);
        // It registers, makes one call to the daemon and only then becomes the program.
        Path name = Path.of("/proc", Long.toString(process.pid()), "comm");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!Files.readString(name).startsWith("sleep")) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the holder has not started");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return process.pid();
    }

    /// Ends it without a chance to say good-bye.
    void kill() {
        end(daemon);
    }

    private static void end(Process process) {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        for (Process holder : holders) {
            end(holder);
        }
        kill();
    }
}
