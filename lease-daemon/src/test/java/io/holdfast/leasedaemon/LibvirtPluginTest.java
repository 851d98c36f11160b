package io.holdfast.leasedaemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The trial by a client that nobody here wrote: libvirt's own lock plugin, in two namespace hosts on one disk, each
/// with a libvirtd and our daemon.
@Tag("lab")
final class LibvirtPluginTest {
    private static final Duration START = Duration.ofSeconds(60);

    /// A host whose first process is `libvirt-host`.
    private static final class Host implements AutoCloseable {
        private final Path directory;
        private final Process outer;

        Host(Path root, int number) {
            directory = root.resolve("host-" + number);
            try {
                Files.createDirectories(directory);
                Path script = resource(root, "libvirt-host");
                Path options = resource(root, "leased.jvm.options");
                List<String> command = new ArrayList<>(List.of("unshare", "--pid", "--fork", "--kill-child"));
                command.addAll(List.of("--mount", "--net", "--uts", "--mount-proc", script.toString()));
                command.addAll(List.of(directory.toString(), Integer.toString(number)));
                command.addAll(List.of(System.getProperty("java.home") + "/bin/java", "@" + options, "-cp"));
                command.addAll(List.of(System.getProperty("java.class.path"), LeaseDaemonMain.class.getName()));
                command.addAll(List.of("daemon", "-D", "-w", "0", "-L", "-1", "-e", "host-" + number));
                outer = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("out").toFile())
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Path resource(Path root, String name) throws IOException {
            Path file = root.resolve(name);
            try (var resource = LeaseDaemonMain.class.getResourceAsStream(name)) {
                Files.write(file, Objects.requireNonNull(resource).readAllBytes());
            }
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
            return file;
        }

        void awaitReady() {
            Peer.await("host " + directory, START, () -> {
                assertThat(outer.isAlive()).as("%s", directory.resolve("out")).isTrue();
                return Files.exists(directory.resolve("ready"));
            });
        }

        private long inner() {
            return outer.children().findFirst().orElseThrow().pid();
        }

        /// What a command prints inside, and its exit status behind `exit=`.
        String run(String... command) {
            List<String> words = new ArrayList<>(List.of("nsenter", "-t", Long.toString(inner())));
            words.addAll(List.of("-m", "-p", "-n", "-u"));
            words.addAll(List.of(command));
            try {
                Process process =
                        new ProcessBuilder(words).redirectErrorStream(true).start();
                String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return text + "exit=" + process.waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        boolean runsMachine() {
            return run("pgrep", "-r", "R,S,D", "qemu-system").endsWith("exit=0");
        }

        @Override
        public void close() {
            outer.children().forEach(ProcessHandle::destroyForcibly);
            outer.destroyForcibly();
            Peer.waitFor(outer);
        }
    }

    @Test
    void aMachineRunsOnOneHostAndDiesWithItsLease(@TempDir Path root) throws IOException {
        Oracle.require("libvirtd", "libvirt-daemon");
        Oracle.require("sanlock", "sanlock");
        LeaseFile file = LeaseFile.create(root.resolve("leases"), 2, 1);
        Path machine = root.resolve("machine.xml");
        Files.writeString(machine, """
                <domain type='qemu'>
                  <name>machine</name>
                  <memory unit='MiB'>32</memory>
                  <os><type arch='x86_64' machine='q35'>hvm</type></os>
                  <devices>
                    <lease>
                      <lockspace>LS</lockspace><key>R1</key><target path='%s' offset='1048576'/>
                    </lease>
                  </devices>
                </domain>
                """.formatted(file.path()));
        try (Host one = new Host(root, 1);
                Host two = new Host(root, 2)) {
            one.awaitReady();
            two.awaitReady();
            join(one, 1, file);
            join(two, 2, file);

            assertThat(one.run("virsh", "create", machine.toString())).endsWith("exit=0");
            assertThat(one.run("sanlock", "client", "status")).contains("r LS:R1:" + file.path() + ":1048576:1 p ");

            assertThat(two.run("virsh", "create", machine.toString()))
                    .contains("Failed to acquire lock")
                    .endsWith("exit=1");
            assertThat(two.runsMachine()).isFalse();

            // A paused machine gives its lease up and takes it again to go on.
            assertThat(one.run("virsh", "suspend", "machine")).endsWith("exit=0");
            assertThat(one.run("sanlock", "client", "status")).doesNotContain("r LS:R1");
            assertThat(one.run("virsh", "resume", "machine")).endsWith("exit=0");
            assertThat(one.run("sanlock", "client", "status")).contains("r LS:R1");

            assertThat(one.run("pkill", "-KILL", "qemu-system")).endsWith("exit=0");
            Peer.await("a start where the lease is free", START, () -> two.run("virsh", "create", machine.toString())
                    .endsWith("exit=0"));
            assertThat(two.run("sanlock", "client", "status")).contains("r LS:R1:" + file.path() + ":1048576:3 p ");
            assertThat(two.runsMachine()).isTrue();

            file.vanish();
            Peer.await("the end of a machine whose lease is lost", START, () -> !two.runsMachine());
            assertThat(two.run("virsh", "list", "--all")).doesNotContain("machine");
        }
    }

    private static void join(Host host, int number, LeaseFile file) {
        assertThat(host.run(
                        "sanlock",
                        "client",
                        "add_lockspace",
                        "-s",
                        "LS:" + number + ":" + file.path() + ":0",
                        "-o",
                        "2"))
                .endsWith("exit=0");
    }
}
