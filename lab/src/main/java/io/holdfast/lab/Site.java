package io.holdfast.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/// A running lab, seen from inside: network, storage, hosts with their power devices, manager.
final class Site {
    private static final int POWER_PORT = 443;

    private final SiteOptions options;
    private final LabFolders folders;
    private final Progress progress = new Progress();
    private final SiteNetwork network = new SiteNetwork();
    private final List<LabHost> hosts = new ArrayList<>();
    private final List<RedfishServer> power = new ArrayList<>();
    private final boolean[] powerDead = new boolean[10];
    private final Authority authority;
    private final ManagerProcess manager;

    Site(SiteOptions options) {
        this.options = options;
        this.folders = new LabFolders(options.lab().name());
        // First, as it can fail for a reason that a person must mend.
        Relay.start(
                NetworkNamespace.listenOnLoopback(
                        options.loopback(), options.lab().port()),
                new InetSocketAddress(InetAddress.ofLiteral(SiteNetwork.GATEWAY), ManagerProcess.PORT));
        try {
            Files.createDirectories(folders.storage());
            Files.createDirectories(folders.logs());
        } catch (IOException e) {
            throw new LabException("Cannot make " + folders.state() + ": " + e.getMessage(), e);
        }
        progress.say("making certificates and the network");
        authority = Authority.create(folders.certificates());
        authority.issue("manager", "IP:" + SiteNetwork.GATEWAY + ",IP:127.0.0.1,DNS:localhost");
        authority.issue("power", powerNames());
        Authority.newPassword(Lab.passwordFile(folders));
        network.create();
        Command.attempt("mount", "-t", "fusectl", "none", "/sys/fs/fuse/connections");
        manager = new ManagerProcess(folders, authority, options.lab().graceSeconds());
    }

    private String powerNames() {
        List<String> names = new ArrayList<>();
        for (int index = 1; index <= options.lab().hosts(); index++) {
            names.add("IP:" + SiteNetwork.powerAddress(index));
        }
        return String.join(",", names);
    }

    /// Starts everything and sets the site up; what happens is told to [#answer]'s `follow`.
    void bringUp() {
        try {
            if (options.lab().bare()) {
                startHosts();
                progress.say("the hosts are on");
                progress.up();
                return;
            }
            manager.start();
            String powerPassword = startHosts();
            RestClient api = new RestClient(
                    URI.create("https://" + SiteNetwork.GATEWAY + ":" + ManagerProcess.PORT),
                    Lab.USER,
                    Lab.password(folders),
                    authority.certificate());
            SiteSetup setup = new SiteSetup(api, progress::say);
            progress.say("waiting for the manager");
            setup.awaitManager(manager::ended, folders.logs().resolve("manager.out"));
            setup.run(hosts.stream().map(LabHost::plan).toList(), authority.certificate(), powerPassword);
            progress.say("the data center is up");
            progress.up();
        } catch (LabException | RestClient.RefusedException e) {
            progress.failed(String.valueOf(e.getMessage()));
        }
    }

    /// Makes all hosts and switches them on, side by side.
    ///
    /// @return the power devices' password
    private String startHosts() {
        Path init = HostPlans.unpack("host-init", folders.run().resolve("host-init"));
        Path fault = buildStorageFault();
        HostPlans plans = new HostPlans(folders, options.lab(), authority, init);
        Path passwordFile = folders.certificates().resolve("power.password");
        String password = Authority.newPassword(passwordFile);
        SSLContext tls = Authority.server(authority.keystore("power", passwordFile), password);
        List<Thread> starting = new ArrayList<>();
        for (int index = 1; index <= options.lab().hosts(); index++) {
            HostPlan plan = plans.plan(index);
            StoragePath storage =
                    new StoragePath(folders.storage(), plan.run().resolve("storage"), fault, plan.log("bindfs"));
            LabHost host = new LabHost(plan, network, storage, progress::say);
            network.addPowerAddress(index);
            InetSocketAddress address =
                    new InetSocketAddress(InetAddress.ofLiteral(SiteNetwork.powerAddress(index)), POWER_PORT);
            power.add(RedfishServer.start(host, address, tls, password));
            hosts.add(host);
            starting.add(Thread.ofPlatform().start(() -> {
                try {
                    host.powerOn();
                } catch (LabException e) {
                    progress.failed(String.valueOf(e.getMessage()));
                }
            }));
        }
        for (Thread each : starting) {
            try {
                each.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LabException("Interrupted", e);
            }
        }
        return password;
    }

    private Path buildStorageFault() {
        Path source = HostPlans.unpack("storage-fault.c", folders.run().resolve("storage-fault.c"));
        Path library = folders.run().resolve("storage-fault.so");
        Command.run("gcc", "-shared", "-fPIC", "-O2", "-o", library.toString(), source.toString(), "-ldl");
        return library;
    }

    /// Answers the questions of the command line and of tests.
    void answer(List<String> words, Consumer<String> lines) {
        switch (words.getFirst()) {
            case "ping" -> {}
            case "follow" -> progress.follow(lines);
            case "events" -> progress.lines().forEach(lines);
            case "status" -> status(lines);
            case "memory" -> ProcessSizes.of(hosts, manager).forEach(lines);
            case "fault" -> fault(host(words, 1), Fault.of(word(words, 2)));
            case "power-on" -> hosts.get(host(words, 1)).powerOn();
            case "run" ->
                hosts.get(host(words, 1))
                        .run(words.subList(2, words.size()))
                        .lines()
                        .forEach(lines);
            case "await-off" -> hosts.get(host(words, 1)).awaitOff(30);
            case "manager-kill" -> manager.kill();
            case "manager-start" -> manager.start();
            default -> throw new LabException("The lab knows no \"" + words.getFirst() + "\".");
        }
    }

    private static String word(List<String> words, int at) {
        if (at >= words.size()) {
            throw new LabException("\"" + String.join(" ", words) + "\" lacks a word.");
        }
        return words.get(at);
    }

    private int host(List<String> words, int at) {
        String name = word(words, at);
        for (int index = 0; index < hosts.size(); index++) {
            if (hosts.get(index).name().equals(name)) {
                return index;
            }
        }
        throw new LabException("No host is called \"" + name + "\"; there are "
                + String.join(", ", hosts.stream().map(LabHost::name).toList()) + ".");
    }

    private void status(Consumer<String> lines) {
        lines.accept(progress.isUp() ? "the lab is up" : "the lab is not up yet");
        lines.accept(manager.pid()
                .map(pid -> "manager runs (process " + pid + " inside)")
                .orElse("manager is down"));
        for (int index = 0; index < hosts.size(); index++) {
            lines.accept(hosts.get(index).describe() + ", power device "
                    + (powerDead[index] ? "dead" : power.get(index).mode().word()));
        }
    }

    private synchronized void fault(int index, Fault fault) {
        switch (fault) {
            case BMC_DEAD -> {
                if (!powerDead[index]) {
                    network.removePowerAddress(index + 1);
                    powerDead[index] = true;
                }
            }
            case BMC_REFUSES -> power.get(index).mode(RedfishServer.Mode.REFUSES);
            case BMC_LIES -> power.get(index).mode(RedfishServer.Mode.LIES);
            case BMC_HEAL -> {
                if (powerDead[index]) {
                    network.addPowerAddress(index + 1);
                    powerDead[index] = false;
                }
                power.get(index).mode(RedfishServer.Mode.HONEST);
            }
            default -> hosts.get(index).inflict(fault);
        }
        if (fault.name().startsWith("BMC")) {
            progress.say(hosts.get(index).name() + ": " + fault.word());
        }
    }
}
