package io.holdfast.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `holdfast lab …`: many hosts on this machine.
@Command(
        name = "lab",
        description = "Many hosts on this machine, for trying and testing.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            LabCommand.Up.class,
            LabCommand.Status.class,
            LabCommand.Down.class,
            LabCommand.Logs.class,
            LabCommand.Break.class,
            LabCommand.Run.class
        })
public final class LabCommand {

    /// Which lab.
    static final class Name {
        @Option(names = "--name", description = "The lab's name, if there are several (default: lab).")
        private String name = LabOptions.standard().name();
    }

    /// Runs what may fail with a sentence.
    private static int say(Runnable action) {
        try {
            action.run();
            return 0;
        } catch (LabException | RestClient.RefusedException e) {
            System.err.println("holdfast: " + e.getMessage());
            return 1;
        }
    }

    @Command(
            name = "up",
            description = "Starts a lab and returns when its data center is up.",
            mixinStandardHelpOptions = true)
    static final class Up implements java.util.concurrent.Callable<Integer> {
        @Mixin
        private Name lab = new Name();

        @Option(names = "--hosts", description = "How many hosts, 1 to 9 (default: 3).")
        private int hosts = LabOptions.standard().hosts();

        @Option(names = "--port", description = "Where the console is reached on 127.0.0.1 (default: 8443).")
        private int port = LabOptions.standard().port();

        @Option(names = "--io-timeout", description = "The lease daemons' I/O time-out in seconds (default: 10).")
        private int ioTimeout = LabOptions.standard().ioTimeoutSeconds();

        @Option(names = "--grace", description = "Seconds that a silent host is waited for (default: the manager's).")
        private Optional<Integer> grace = Optional.empty();

        @Option(names = "--lease-daemon", description = "holdfast or sanlock (default: holdfast).")
        private String leaseDaemon = "holdfast";

        @Option(names = "--bare", description = "Hosts alone, without agents and manager.")
        private boolean bare;

        @Override
        public Integer call() {
            return say(() -> {
                if (Arrays.stream(LabOptions.LeaseDaemon.values())
                        .noneMatch(each -> each.word().equals(leaseDaemon))) {
                    throw new LabException("--lease-daemon takes holdfast or sanlock, not \"" + leaseDaemon + "\".");
                }
                LabOptions options = new LabOptions(
                        lab.name,
                        hosts,
                        port,
                        ioTimeout,
                        grace,
                        LabOptions.LeaseDaemon.valueOf(leaseDaemon.toUpperCase(Locale.ROOT)),
                        bare);
                bringUp(options);
            });
        }

        private static void bringUp(LabOptions options) {
            long began = System.nanoTime();
            // Interrupted in the middle, nothing stays; once it is up, the lab outlives this process.
            Thread cleanUp = new Thread(() -> {
                System.err.println("Interrupted: removing the unfinished lab …");
                Lab.down(options.name());
            });
            Lab running = Lab.start(options);
            Runtime.getRuntime().addShutdownHook(cleanUp);
            try {
                running.follow(line -> System.err.println("  " + line));
            } catch (LabException e) {
                running.keepLogs(line -> System.err.println("  " + line));
                Runtime.getRuntime().removeShutdownHook(cleanUp);
                running.close();
                throw e;
            }
            Runtime.getRuntime().removeShutdownHook(cleanUp);
            System.out.printf(Locale.ROOT, "%nUp in %.1f s.%n%n", (System.nanoTime() - began) / 1e9);
            if (!options.bare()) {
                table(running);
            }
        }
    }

    private static void table(Lab lab) {
        RestClient api = lab.api();
        List<String> hosts = new ArrayList<>();
        for (JsonNode host : api.list("/hosts", "host")) {
            hosts.add(host.path("name").asString() + " " + host.path("status").asString("?") + " ("
                    + host.path("address").asString("?") + ")");
        }
        List<String> machines = new ArrayList<>();
        for (JsonNode vm : api.list("/vms", "vm")) {
            machines.add(vm.path("name").asString() + " " + vm.path("status").asString("?"));
        }
        System.out.println("Console    " + lab.url() + "/");
        System.out.println(
                "API        " + lab.url() + "/ovirt-engine/api   (certificate authority: " + lab.authority() + ")");
        System.out.println("User       " + Lab.USER);
        System.out.println("Password   " + lab.password());
        System.out.println("Hosts      " + String.join(", ", hosts));
        System.out.println("Machines   " + (machines.isEmpty() ? "none yet" : String.join(", ", machines)));
        System.out.println("Logs       " + lab.logs() + ", " + lab.hostFolder("host-N") + "/log");
        System.out.println();
        System.out.println(
                "Next: ./holdfast demo failover, ./holdfast lab fault host-2 power-cut, ./holdfast lab down");
    }

    @Command(name = "status", description = "Shows a lab's hosts, or all labs.", mixinStandardHelpOptions = true)
    static final class Status implements java.util.concurrent.Callable<Integer> {
        @Mixin
        private Name lab = new Name();

        @Override
        public Integer call() {
            return say(() -> {
                Lab found = Lab.find(lab.name);
                found.status().forEach(System.out::println);
                System.out.println();
                table(found);
            });
        }
    }

    @Command(name = "down", description = "Ends a lab and removes all that it had.", mixinStandardHelpOptions = true)
    static final class Down implements java.util.concurrent.Callable<Integer> {
        @Mixin
        private Name lab = new Name();

        @Option(names = "--all", description = "Every lab on this machine.")
        private boolean all;

        @Override
        public Integer call() {
            return say(() -> {
                for (String name : all ? LabFolders.existing() : List.of(lab.name)) {
                    System.out.println(
                            Lab.down(name) ? "Lab " + name + " is down." : "No lab called " + name + " was there.");
                }
            });
        }
    }

    @Command(name = "logs", description = "Prints the ends of a lab's logs.", mixinStandardHelpOptions = true)
    static final class Logs implements java.util.concurrent.Callable<Integer> {
        @Mixin
        private Name lab = new Name();

        @Option(names = "--lines", description = "How many lines of each (default: 20).")
        private int lines = 20;

        @Parameters(arity = "0..1", description = "A host, or manager (default: everything).")
        private String who = "";

        @Override
        public Integer call() {
            return say(() -> {
                LabFolders folders = new LabFolders(lab.name);
                if (!Files.isDirectory(folders.state())) {
                    throw new LabException("No lab called \"" + lab.name + "\" is here.");
                }
                Path from = who.isEmpty() || who.equals("manager")
                        ? folders.logs()
                        : folders.host(who).resolve("log");
                print(from);
                if (who.isEmpty()) {
                    print(folders.state().resolve("hosts"));
                }
            });
        }

        private void print(Path folder) {
            if (!Files.isDirectory(folder)) {
                throw new LabException("There are no logs in " + folder + ".");
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(each -> each.toString().matches(".*[.](log|out)"))
                        .sorted()
                        .toList()) {
                    List<String> all = new ArrayList<>(
                            new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.UTF_8)
                                    .lines()
                                    .toList());
                    System.out.println("==> " + file + " <==");
                    all.subList(Math.max(0, all.size() - lines), all.size()).forEach(System.out::println);
                }
            } catch (IOException e) {
                throw new LabException("Cannot read the logs in " + folder + ": " + e.getMessage(), e);
            }
        }
    }

    @Command(name = "run", description = "Runs a program inside a host.", mixinStandardHelpOptions = true)
    static final class Run implements java.util.concurrent.Callable<Integer> {
        @Mixin
        private Name lab = new Name();

        @Parameters(index = "0", description = "The host, for example host-2.")
        private String host = "";

        @Parameters(index = "1..*", arity = "1..*", description = "The program with its arguments.")
        private List<String> command = List.of();

        @Override
        public Integer call() {
            return say(() ->
                    Lab.find(lab.name).run(host, command.toArray(String[]::new)).forEach(System.out::println));
        }
    }

    @Command(
            name = "fault",
            description = {
                "Breaks or mends something about a host.",
                "power-cut; net-down, net-up; storage-hang, storage-fail, storage-heal; freeze, thaw;",
                "bmc-dead, bmc-refuses, bmc-lies, bmc-heal; agent-stop, agent-start."
            },
            mixinStandardHelpOptions = true)
    static final class Break implements java.util.concurrent.Callable<Integer> {
        @Mixin
        private Name lab = new Name();

        @Parameters(index = "0", description = "The host, for example host-2.")
        private String host = "";

        @Parameters(index = "1", description = "The fault, for example power-cut.")
        private String fault = "";

        @Override
        public Integer call() {
            return say(() -> Lab.find(lab.name).fault(host, Fault.of(fault)));
        }
    }
}
