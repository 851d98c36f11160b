package io.holdfast.lab;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A lab, seen from outside: how the command line and the tests start it, break it, and end it.
///
/// ```
/// try (Lab lab = Lab.up(LabOptions.standard().named("split", 9443), System.out::println)) {
///     lab.fault("host-2", Fault.POWER_CUT);
/// }
/// ```
public final class Lab implements AutoCloseable {
    /// The administrator of each lab.
    public static final String USER = "admin@internal";

    private static final double START_SECONDS = 30;
    private static final double END_SECONDS = 20;

    private final LabFolders folders;
    private final int port;
    private final ControlClient control;

    private Lab(LabFolders folders, int port) {
        this.folders = folders;
        this.port = port;
        this.control = new ControlClient(folders.control());
    }

    /// Starts a lab and waits until its data center is up.
    ///
    /// @param progress gets a line for each thing that happens
    /// @throws LabException with one clear sentence; nothing is left behind then, but the logs' last words are
    ///     in it
    public static Lab up(LabOptions options, Consumer<String> progress) {
        Lab lab = start(options);
        try {
            lab.follow(progress);
            return lab;
        } catch (LabException e) {
            lab.keepLogs(progress);
            lab.close();
            throw e;
        }
    }

    /// Starts a lab and returns at once; [#follow] waits for it.
    ///
    /// @throws LabException if one of this name is there, or the port is taken
    public static Lab start(LabOptions options) {
        LabFolders folders = new LabFolders(options.name());
        Lab lab = new Lab(folders, options.port());
        lab.clearTheWay();
        try {
            Files.createDirectories(folders.run());
            Files.createDirectories(folders.logs());
            Files.writeString(folders.run().resolve("port"), Integer.toString(options.port()));
            Path jvm = HostPlans.unpack("site.jvm.options", folders.run().resolve("site.jvm.options"));
            List<String> program = JavaProgram.command(
                    jvm, SiteMain.class.getName(), new SiteOptions(options, Path.of("/proc/self/fd/9")).arguments());
            List<String> command = new ArrayList<>(List.of(
                    "setsid",
                    "sh",
                    "-c",
                    // Descriptor 9 keeps the outer network in reach, for the port on 127.0.0.1 alone.
                    "exec 9</proc/self/ns/net; exec unshare --pid --fork --kill-child --mount --net --uts --ipc "
                            + "--mount-proc \"$@\"",
                    "lab"));
            command.addAll(program);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folders.state().toFile())
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folders.logs().resolve("site.log").toFile()));
            builder.environment().put("HOLDFAST_HOME", LabFolders.home().toString());
            SiteProcess process = SiteProcess.of(builder.start().pid());
            process.write(folders.siteProcess());
            lab.awaitControl(process);
            return lab;
        } catch (IOException e) {
            lab.close();
            throw new LabException("Cannot start the lab in " + folders.run() + ": " + e.getMessage(), e);
        } catch (LabException e) {
            lab.close();
            throw e;
        }
    }

    /// Removes what a dead lab of this name has left; refuses if it lives.
    private void clearTheWay() {
        if (control.alive()) {
            throw new LabException("A lab called \"" + folders.name() + "\" is up already: stop it with "
                    + "`./holdfast lab down --name " + folders.name() + "`, or choose another --name and --port.");
        }
        Optional<SiteProcess> process = SiteProcess.read(folders.siteProcess());
        if (process.filter(SiteProcess::alive).isPresent()) {
            throw new LabException("An earlier lab called \"" + folders.name() + "\" is half dead: its processes are "
                    + "there and do not answer. End it with `./holdfast lab down --name " + folders.name() + "`.");
        }
        folders.delete();
    }

    private void awaitControl(SiteProcess process) {
        Path failed = folders.run().resolve("failed");
        Waiting.untilTrue(START_SECONDS, "the lab's site process answers", () -> {
            if (Files.exists(failed)) {
                throw new LabException(read(failed));
            }
            if (!process.alive()) {
                throw new LabException("The lab's site process ended at its start: "
                        + lastLine(folders.logs().resolve("site.log")));
            }
            return control.alive();
        });
    }

    /// Returns the top of Holdfast's own tree: `HOLDFAST_HOME`, or the nearest folder above with the launcher
    /// in it.
    public static Path home() {
        return LabFolders.home();
    }

    /// Finds a running lab.
    ///
    /// @throws LabException if there is none of this name
    public static Lab find(String name) {
        LabFolders folders = new LabFolders(name);
        Path port = folders.run().resolve("port");
        Lab lab = new Lab(folders, Files.exists(port) ? Integer.parseInt(read(port)) : 0);
        if (!lab.control.alive()) {
            throw new LabException("No lab called \"" + name + "\" is up: start one with `./holdfast lab up"
                    + (name.equals(LabOptions.standard().name()) ? "`." : " --name " + name + "`."));
        }
        return lab;
    }

    /// Ends a lab of this name in whatever state it is, and removes all that it had.
    ///
    /// @return false if there was nothing
    public static boolean down(String name) {
        LabFolders folders = new LabFolders(name);
        if (!Files.exists(folders.run()) && !Files.exists(folders.state())) {
            return false;
        }
        new Lab(folders, 0).close();
        return true;
    }

    /// Reads along until the data center is up.
    ///
    /// @throws LabException if it cannot come up
    public void follow(Consumer<String> progress) {
        control.ask(progress, "follow");
    }

    /// Breaks or mends something about a host.
    public void fault(String host, Fault fault) {
        control.ask("fault", host, fault.word());
    }

    /// Switches a host on by its power button, without the manager.
    public void powerOn(String host) {
        control.ask("power-on", host);
    }

    /// Runs a program inside a host and returns what it printed, both streams.
    ///
    /// @param command without blanks inside its words
    /// @throws LabException if it fails
    public List<String> run(String host, String... command) {
        return control.ask("run", host + " " + String.join(" ", command));
    }

    /// Waits until nothing of a host is left after its power was cut.
    public void awaitOff(String host) {
        control.ask("await-off", host);
    }

    /// Ends the manager as `kill -9` does.
    public void killManager() {
        control.ask("manager-kill");
    }

    /// Starts the manager again.
    public void startManager() {
        control.ask("manager-start");
    }

    /// Returns what has happened so far, one line each, with the time of day.
    public List<String> events() {
        return control.ask("events");
    }

    /// Returns lines for people: the lab, its manager, its hosts.
    public List<String> status() {
        return control.ask("status");
    }

    /// Returns lines of `program host kibibytes`.
    public List<String> memory() {
        return control.ask("memory");
    }

    /// Returns the address of console and API.
    public URI url() {
        return URI.create("https://127.0.0.1:" + port);
    }

    /// Returns a client of the site's API, logged in as the administrator.
    public RestClient api() {
        return new RestClient(url(), USER, password(), folders.certificates().resolve("ca.pem"));
    }

    /// Returns the administrator's password.
    public String password() {
        return password(folders);
    }

    /// Returns the lab's name.
    public String name() {
        return folders.name();
    }

    /// Returns the folder of a host's own disk, with its logs in `log`.
    public Path hostFolder(String host) {
        return folders.host(host);
    }

    /// Returns the folder with the logs of site and manager.
    public Path logs() {
        return folders.logs();
    }

    /// Returns the shared storage as it is, not through a host.
    public Path storage() {
        return folders.storage();
    }

    /// Returns the authority's certificate (PEM).
    public Path authority() {
        return folders.certificates().resolve("ca.pem");
    }

    static Path passwordFile(LabFolders folders) {
        return folders.state().resolve("admin.password");
    }

    static String password(LabFolders folders) {
        return read(passwordFile(folders));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new LabException("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    static String lastLine(Path log) {
        try {
            List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
            return lines.isEmpty() ? "it said nothing." : lines.getLast();
        } catch (IOException e) {
            return "its log " + log + " cannot be read.";
        }
    }

    void keepLogs(Consumer<String> progress) {
        try {
            Path kept = Files.createTempDirectory("holdfast-lab-" + folders.name() + "-logs-");
            Command.run(
                    "sh",
                    "-c",
                    "cp -r " + folders.logs() + " " + kept + "; for h in "
                            + folders.state().resolve("hosts") + "/*; do mkdir -p " + kept
                            + "/${h##*/} && cp -r $h/log "
                            + kept + "/${h##*/}; done");
            progress.accept("the logs of the failed start are kept in " + kept);
        } catch (IOException | LabException e) {
            progress.accept("the logs of the failed start could not be kept: " + e.getMessage());
        }
    }

    /// Ends the lab and removes all that it had. Its outermost process takes everything else with it.
    @Override
    public void close() {
        SiteProcess.read(folders.siteProcess()).ifPresent(process -> {
            process.kill();
            Waiting.untilTrue(END_SECONDS, "the lab's processes are gone", () -> !process.alive());
        });
        folders.delete();
    }
}
