package io.holdfast.hypervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;

/// A host in namespaces of its own with a real libvirtd, see `src/test/host/host-namespace`.
final class TestHost implements AutoCloseable {
    private final Path directory;
    private final Process outer;

    private TestHost(Path directory, Process outer) {
        this.directory = directory;
        this.outer = outer;
    }

    /// Skips the test where namespaces or libvirt are missing, unless this is CI.
    static void require(String... programs) {
        boolean there = "root".equals(System.getProperty("user.name"));
        for (String program : programs) {
            there &= Files.isExecutable(Path.of("/usr/sbin", program))
                    || Files.isExecutable(Path.of("/usr/bin", program));
        }
        if (!there && System.getenv("CI") == null) {
            System.err.println("SKIPPED: needs root and " + List.of(programs));
        }
        Assumptions.assumeTrue(there || System.getenv("CI") != null);
    }

    /// Starts a host.
    ///
    /// @param sanlock command line of a lease daemon that stays in the foreground, empty for none
    static TestHost start(Path directory, int hostId, String sanlock) throws IOException {
        Files.createDirectories(directory);
        ProcessBuilder builder = new ProcessBuilder(
                Path.of("src/test/host/host-namespace").toAbsolutePath().toString(), directory.toString());
        Map<String, String> environment = builder.environment();
        environment.put("SANLOCK", sanlock);
        environment.put("HOST_ID", Integer.toString(hostId));
        builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile());
        TestHost host = new TestHost(directory, builder.start());
        await("libvirtd listens", () -> Files.exists(directory.resolve("libvirt-sock")));
        return host;
    }

    String uri() {
        return "qemu+unix:///system?socket=" + directory.resolve("libvirt-sock");
    }

    LibvirtHypervisor connect() {
        LibvirtHypervisor hypervisor = new LibvirtHypervisor(uri());
        await("libvirt answers", hypervisor::connected);
        return hypervisor;
    }

    /// Runs a command inside, to its end.
    ///
    /// @return what it printed
    String run(String... command) throws IOException, InterruptedException {
        List<String> whole = new java.util.ArrayList<>(
                List.of("nsenter", "--target", Long.toString(inner()), "--mount", "--pid", "--"));
        whole.addAll(List.of(command));
        Process process = new ProcessBuilder(whole).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(whole + " ended with " + process.exitValue() + ": " + printed);
        }
        return printed;
    }

    private long inner() {
        return outer.children().findFirst().orElseThrow().pid();
    }

    /// Waits for a state of other processes.
    static void await(String what, BooleanSupplier state) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!state.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within a minute: " + what);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        outer.children().forEach(ProcessHandle::destroyForcibly);
        outer.destroyForcibly().onExit().join();
    }
}
