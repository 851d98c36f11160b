package io.holdfast.agent;

import io.holdfast.protocol.HostConnection;
import io.holdfast.protocol.Reply;
import io.holdfast.protocol.Verb;
import io.holdfast.protocol.wire.ConnectionOptions;
import io.holdfast.protocol.wire.Pem;
import io.holdfast.protocol.wire.StompHostConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A host in namespaces of its own, with libvirtd and the distribution's lease daemon, and an agent in it as a
/// process
/// of its own that is driven over TLS.
final class AgentHost implements AutoCloseable {
    private static final Duration CALL = Duration.ofMinutes(2);
    private static final long EPOCH = 1;

    final UUID hardware = UUID.randomUUID();
    final int hostId;
    private final Path directory;
    private final Path pki;
    private final int port;
    private final Process outer;
    private final Path configuration;
    private @Nullable Process agent;
    private @Nullable HostConnection connection;

    AgentHost(Path directory, Path pki, int hostId) throws IOException {
        this.hostId = hostId;
        this.directory = Files.createDirectories(directory);
        this.pki = pki;
        this.port = freePort();
        ProcessBuilder builder = new ProcessBuilder(
                Path.of("../hypervisor/src/test/host/host-namespace")
                        .toAbsolutePath()
                        .normalize()
                        .toString(),
                directory.toString());
        builder.environment().put("SANLOCK", "env SANLOCK_PRIVILEGED=0 sanlock daemon -D -w 0 -l 0 -e host-" + hostId);
        builder.environment().put("HOST_ID", Integer.toString(hostId));
        outer = builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
        await("libvirtd listens", () -> Files.exists(directory.resolve("libvirt-sock")));
        configuration = directory.resolve("agent.properties");
        Files.writeString(
                configuration,
                Map.of(
                                        "listen.address", "127.0.0.1",
                                        "listen.port", Integer.toString(port),
                                        "tls.certificate",
                                                pki.resolve("host.pem").toString(),
                                        "tls.key", pki.resolve("host.key").toString(),
                                        "tls.ca", pki.resolve("ca.pem").toString(),
                                        "state.directory",
                                                directory.resolve("state").toString(),
                                        "data-center.directory", dataCenter().toString(),
                                        "lease.io-timeout", "2",
                                        "host.uuid", hardware.toString(),
                                        "log.directory",
                                                directory.resolve("log").toString())
                                .entrySet()
                                .stream()
                                .map(each -> each.getKey() + "=" + each.getValue())
                                .collect(Collectors.joining("\n"))
                        + "\nmachine.accelerator=emulation\nlibvirt.uri=qemu+unix:///system?socket\\="
                        + directory.resolve("libvirt-sock") + "\n");
    }

    Path dataCenter() {
        return directory.resolve("data-center");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private long inner() {
        return outer.children().findFirst().orElseThrow().pid();
    }

    /// Starts the agent as it is to be started, and waits until it answers.
    void startAgent() throws IOException {
        List<String> command = new ArrayList<>(
                List.of("nsenter", "--target", Long.toString(inner()), "--mount", "--pid", "--", "java"));
        command.set(
                command.size() - 1,
                Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@"
                + Path.of("src/main/resources/io/holdfast/agent/agent.jvm.options")
                        .toAbsolutePath());
        command.addAll(List.of(
                "-cp",
                Optional.ofNullable(System.getProperty("surefire.test.class.path"))
                        .orElse(System.getProperty("java.class.path")),
                "io.holdfast.agent.AgentMain",
                "--config",
                configuration.toString()));
        agent = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("agent.out").toFile()))
                .start();
        connection = StompHostConnection.open(
                ConnectionOptions.to(
                        "127.0.0.1",
                        port,
                        Pem.context(pki.resolve("host.pem"), pki.resolve("host.key"), pki.resolve("ca.pem"))),
                new HostConnection.Listener() {});
        await(
                "the agent answers",
                () -> reply(io.holdfast.protocol.HostVerbs.PING, io.holdfast.protocol.Done.DONE)
                        instanceof Reply.Result<io.holdfast.protocol.Done>);
    }

    /// As a crash of the agent.
    void killAgent() throws InterruptedException {
        agentProcess().destroyForcibly();
        Process nsenter = agent;
        if (nsenter == null || !nsenter.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("the agent does not die");
        }
        close(connection);
    }

    /// Below nsenter, which forks because of the process namespace.
    ProcessHandle agentProcess() {
        Process nsenter = agent;
        if (nsenter == null) {
            throw new AssertionError("no agent");
        }
        return nsenter.children().findFirst().orElse(nsenter.toHandle());
    }

    long residentKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + agentProcess().pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    <P, R> Reply<R> reply(Verb<P, R> verb, P arguments) {
        HostConnection open = connection;
        if (open == null) {
            throw new AssertionError("not connected");
        }
        return verb.changes() ? open.call(verb, arguments, EPOCH, CALL) : open.call(verb, arguments, CALL);
    }

    <P, R> R call(Verb<P, R> verb, P arguments) {
        return reply(verb, arguments).orThrow(verb.name());
    }

    /// What its log says, for failures.
    String log() {
        try {
            Path log = directory.resolve("log/agent.log");
            return Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits for a state of other processes.
    static void await(String what, BooleanSupplier state) {
        long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (!state.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within three minutes: " + what);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void close(@Nullable HostConnection open) {
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() {
        close(connection);
        if (agent != null) {
            agentProcess().destroyForcibly();
        }
        outer.children().forEach(ProcessHandle::destroyForcibly);
        outer.destroyForcibly().onExit().join();
    }
}
