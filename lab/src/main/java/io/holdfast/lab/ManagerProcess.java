package io.holdfast.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The site's manager: started, killed without warning, started again on the same database.
final class ManagerProcess {
    static final int PORT = 443;

    private final LabFolders folders;
    private final Path configuration;
    private Optional<Process> process = Optional.empty();

    ManagerProcess(LabFolders folders, Authority authority, Optional<Integer> graceSeconds) {
        this.folders = folders;
        this.configuration = folders.state().resolve("manager.properties");
        Path storePassword = authority.folder().resolve("keystore.password");
        Authority.newPassword(storePassword);
        StringBuilder properties = new StringBuilder();
        property(properties, "listen.address", SiteNetwork.GATEWAY);
        property(properties, "listen.port", Integer.toString(PORT));
        property(
                properties,
                "tls.keystore",
                authority.keystore("manager", storePassword).toString());
        property(properties, "tls.password-file", storePassword.toString());
        property(
                properties,
                "database.file",
                folders.state().resolve("manager/inventory.db").toString());
        property(properties, "pki.ca", authority.certificate().toString());
        property(properties, "pki.certificate", authority.certificate("manager").toString());
        property(properties, "pki.key", authority.key("manager").toString());
        property(properties, "admin.password-file", Lab.passwordFile(folders).toString());
        property(properties, "log.directory", folders.logs().toString());
        Path console = LabFolders.home().resolve("console/dist");
        if (Files.isDirectory(console)) {
            property(properties, "console.directory", console.toString());
        }
        graceSeconds.ifPresent(seconds -> property(properties, "grace.seconds", Integer.toString(seconds)));
        try {
            Files.createDirectories(folders.state().resolve("manager"));
            Files.writeString(configuration, properties);
        } catch (IOException e) {
            throw new LabException("Cannot write " + configuration + ": " + e.getMessage(), e);
        }
    }

    static void property(StringBuilder properties, String key, String value) {
        properties.append(key).append('=').append(value.replace("\\", "\\\\")).append('\n');
    }

    synchronized void start() {
        if (process.filter(Process::isAlive).isPresent()) {
            return;
        }
        Path options = HostPlans.unpack(
                "/io/holdfast/rest/manager.jvm.options", folders.run().resolve("manager.jvm.options"));
        List<String> command = JavaProgram.command(
                options, "io.holdfast.rest.ManagerMain", List.of("--config", configuration.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        try {
            process = Optional.of(builder.directory(folders.state().toFile())
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folders.logs().resolve("manager.out").toFile()))
                    .start());
        } catch (IOException e) {
            throw new LabException("Cannot start the manager: " + e.getMessage(), e);
        }
    }

    /// Ends it as `kill -9` does.
    synchronized void kill() {
        process.ifPresent(running -> {
            running.destroyForcibly();
            try {
                if (!running.waitFor(10, TimeUnit.SECONDS)) {
                    throw new LabException("The manager does not die");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    synchronized Optional<Long> pid() {
        return process.filter(Process::isAlive).map(Process::pid);
    }

    synchronized boolean ended() {
        return process.filter(running -> !running.isAlive()).isPresent();
    }
}
