package io.holdfast.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Lays out the hosts' disks: configuration of libvirt, lease daemon and agent, as an installer would.
record HostPlans(LabFolders folders, LabOptions options, Authority authority, Path initScript) {
    private static final int AGENT_PORT = 54321;

    /// Copies a file that comes with this program to where programs of the system can use it.
    static Path unpack(String resource, Path target) {
        try (InputStream stream = HostPlans.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new LabException("This build lacks the file " + resource + "; build again.");
            }
            Files.createDirectories(target.toAbsolutePath().getParent());
            Files.write(target, stream.readAllBytes());
            return target;
        } catch (IOException e) {
            throw new LabException("Cannot write " + target + ": " + e.getMessage(), e);
        }
    }

    /// Returns the host's hardware UUID: the same in each lab of this name.
    static String uuid(String lab, String host) {
        return UUID.nameUUIDFromBytes((lab + "/" + host).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    HostPlan plan(int index) {
        String name = "host-" + index;
        Path folder = folders.host(name);
        Path run = folders.hostRun(name);
        String uuid = uuid(options.name(), name);
        try {
            for (String each : List.of(
                    "log", "agent", "etc-libvirt", "lib-libvirt", "cache-libvirt", "log-libvirt", "lease-daemon")) {
                Files.createDirectories(folder.resolve(each));
            }
            Files.createDirectories(run);
            unpack("qemu.conf", folder.resolve("etc-libvirt/qemu.conf"));
            Files.writeString(folder.resolve("etc-libvirt/qemu-sanlock.conf"), """
                    auto_disk_leases = 0
                    require_lease_for_disks = 0
                    host_id = %d
                    user = "root"
                    group = "root"
                    """.formatted(index));
            Files.writeString(folder.resolve("etc-libvirt/libvirtd.conf"), """
                    host_uuid = "%s"
                    auth_unix_rw = "none"
                    log_outputs = "2:file:%s"
                    """.formatted(
                            uuid, folder.resolve("log/libvirt-daemon.log")));
        } catch (IOException e) {
            throw new LabException("Cannot lay out " + name + " in " + folder + ": " + e.getMessage(), e);
        }
        List<String> visible = new ArrayList<>(JavaProgram.visible());
        visible.add(folder.toString());
        visible.add(folders.certificates().toString());
        return new HostPlan(
                index,
                name,
                uuid,
                folder,
                run,
                initScript,
                visible,
                leaseDaemonCommand(name, folder),
                options.bare() ? List.of() : agentCommand(index, name, uuid, folder),
                reset -> options.leaseDaemon() == LabOptions.LeaseDaemon.SANLOCK
                        ? SocketWatchdog.start(run.resolve("wdmd.sock"), reset)
                        : PipeWatchdog.start(run.resolve("watchdog"), reset));
    }

    private List<String> leaseDaemonCommand(String name, Path folder) {
        List<String> arguments = List.of("daemon", "-D", "-w", "1", "-U", "root", "-G", "root", "-e", name);
        if (options.leaseDaemon() == LabOptions.LeaseDaemon.SANLOCK) {
            // Unprivileged: it must not raise limits, which a container forbids even root.
            List<String> command =
                    new ArrayList<>(List.of("/usr/bin/env", "SANLOCK_PRIVILEGED=0", "/usr/sbin/sanlock"));
            command.addAll(arguments);
            command.addAll(List.of("-l", "0", "-L", "-1", "-S", "-1"));
            return command;
        }
        Path configuration = folder.resolve("lease-daemon.properties");
        write(configuration, Map.of("watchdog", "pipe", "watchdog.path", "/run/holdfast/watchdog"));
        List<String> command = new ArrayList<>(
                List.of("/usr/bin/env", "MALLOC_ARENA_MAX=1", "HOLDFAST_LEASED_CONFIG=" + configuration));
        Path jvm = unpack("/io/holdfast/leasedaemon/leased.jvm.options", folder.resolve("leased.jvm.options"));
        command.addAll(JavaProgram.command(jvm, "io.holdfast.leasedaemon.LeaseDaemonMain", arguments));
        return command;
    }

    private List<String> agentCommand(int index, String name, String uuid, Path folder) {
        authority.issue(name, "IP:" + SiteNetwork.hostAddress(index) + ",DNS:" + name);
        Path configuration = folder.resolve("agent.properties");
        write(
                configuration,
                Map.ofEntries(
                        Map.entry("listen.address", SiteNetwork.hostAddress(index)),
                        Map.entry("listen.port", Integer.toString(AGENT_PORT)),
                        Map.entry("tls.certificate", authority.certificate(name).toString()),
                        Map.entry("tls.key", authority.key(name).toString()),
                        Map.entry("tls.ca", authority.certificate().toString()),
                        Map.entry("state.directory", folder.resolve("agent").toString()),
                        Map.entry("log.directory", folder.resolve("log").toString()),
                        Map.entry("lease.io-timeout", Integer.toString(options.ioTimeoutSeconds())),
                        Map.entry("host.uuid", uuid)));
        Path jvm = unpack("/io/holdfast/agent/agent.jvm.options", folder.resolve("agent.jvm.options"));
        return JavaProgram.command(jvm, "io.holdfast.agent.AgentMain", List.of("--config", configuration.toString()));
    }

    private static void write(Path file, Map<String, String> values) {
        StringBuilder text = new StringBuilder();
        values.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(each -> ManagerProcess.property(text, each.getKey(), each.getValue()));
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new LabException("Cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
