package io.holdfast.lab.demo;

import io.holdfast.lab.Lab;
import io.holdfast.lab.LabException;
import io.holdfast.lab.RestClient;
import io.holdfast.lab.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A highly available machine that writes down on its disk that it runs, made and driven through the public
/// API.
public final class DemoMachine {
    private static final long DISK_BYTES = 256L << 20;
    private static final long MEMORY_BYTES = 128L << 20;
    private static final double STEP_SECONDS = 120;

    private final Lab lab;
    private final RestClient api;
    private final String id;
    private final String name;
    private final String disk;

    private DemoMachine(Lab lab, RestClient api, String id, String name, String disk) {
        this.lab = lab;
        this.api = api;
        this.id = id;
        this.name = name;
        this.disk = disk;
    }

    /// Makes a machine with a disk and a lease; it does not run yet.
    public static DemoMachine create(Lab lab, GuestFiles guest, String name) {
        RestClient api = lab.api();
        String domain = idOf(api, "/storagedomains", "storage_domain", "shared");
        ObjectNode body = RestClient.object().put("name", name).put("memory", MEMORY_BYTES);
        body.putObject("cluster").put("name", "Default");
        body.putObject("template").put("name", "Blank");
        body.putObject("os")
                .put("kernel", guest.kernel().toString())
                .put("initrd", guest.initramfs().toString())
                .put("cmdline", "console=ttyS0 quiet panic=1");
        body.putObject("high_availability").put("enabled", true).put("priority", 50);
        body.putObject("lease").putObject("storage_domain").put("id", domain);
        String id = api.post("/vms", body).path("id").asString();
        ObjectNode attachment =
                RestClient.object().put("active", true).put("bootable", false).put("interface", "virtio");
        ObjectNode disk = attachment.putObject("disk");
        disk.put("name", name + "-disk")
                .put("provisioned_size", DISK_BYTES)
                .put("format", "raw")
                .put("sparse", true);
        disk.putObject("storage_domains").putArray("storage_domain").addObject().put("id", domain);
        String diskId = api.post("/vms/" + id + "/diskattachments", attachment)
                .path("id")
                .asString();
        DemoMachine machine = new DemoMachine(lab, api, id, name, diskId);
        Waiting.untilTrue(
                STEP_SECONDS,
                "the disk of " + name + " is made",
                () -> api.get("/disks/" + diskId).path("status").asString("").equals("ok"));
        Waiting.untilTrue(STEP_SECONDS, name + " is ready to be started", () -> machine.status()
                .equals("down"));
        return machine;
    }

    private static String idOf(RestClient api, String collection, String member, String name) {
        for (JsonNode each : api.list(collection, member)) {
            if (each.path("name").asString("").equals(name)) {
                return each.path("id").asString();
            }
        }
        throw new LabException("The site has no " + member + " called " + name + ".");
    }

    /// Asks for its start; returns once the request is accepted.
    public void start() {
        api.post("/vms/" + id + "/start", RestClient.object());
    }

    /// Asks for its start on one host.
    public void startOn(String host) {
        ObjectNode action = RestClient.object();
        action.putObject("vm")
                .putObject("placement_policy")
                .putObject("hosts")
                .putArray("host")
                .addObject()
                .put("name", host);
        api.post("/vms/" + id + "/start", action);
    }

    /// Ends it and waits until it is down.
    public void stop() {
        api.post("/vms/" + id + "/stop", RestClient.object());
        Waiting.untilTrue(STEP_SECONDS, name + " is down", () -> status().equals("down"));
    }

    /// Removes it with its disk.
    public void remove() {
        api.delete("/vms/" + id);
    }

    /// Returns its status in the API's words, for example `up`.
    public String status() {
        return api.get("/vms/" + id).path("status").asString("");
    }

    /// Returns the name of the host that it runs on, or empty.
    public Optional<String> host() {
        String host = api.get("/vms/" + id).path("host").path("id").asString("");
        return host.isEmpty()
                ? Optional.empty()
                : Optional.of(api.get("/hosts/" + host).path("name").asString());
    }

    /// Returns the name.
    public String name() {
        return name;
    }

    /// Returns the id.
    public String id() {
        return id;
    }

    /// Returns what the guest wrote last.
    public Optional<DiskHeader> header() {
        return diskFile().flatMap(DiskHeader::read);
    }

    /// Waits until a boot that is not `before` has written this many records.
    public DiskHeader awaitWrites(double seconds, long records, Optional<DiskHeader> before) {
        String old = before.map(DiskHeader::token).orElse("");
        return Waiting.until(seconds, name + " writes to its disk", () -> header().filter(
                        each -> !each.token().equals(old) && each.sequence() >= records));
    }

    /// Returns the disk, on the storage itself.
    public Optional<Path> diskFile() {
        try (Stream<Path> domains = Files.list(lab.storage())) {
            for (Path domain : domains.toList()) {
                Path folder = domain.resolve("images").resolve(disk);
                if (Files.isDirectory(folder)) {
                    try (Stream<Path> files = Files.list(folder)) {
                        // The volume itself is the one file without an extension.
                        return files.filter(
                                        each -> each.getFileName().toString().matches("[0-9a-f-]{36}"))
                                .findFirst();
                    }
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new LabException("Cannot look for the disk of " + name + ": " + e.getMessage(), e);
        }
    }

    /// Returns what its serial lines said on each host.
    public List<Path> serials() {
        List<Path> found = new ArrayList<>();
        for (int index = 1; index <= 9; index++) {
            Path file = lab.hostFolder("host-" + index).resolve("log/console").resolve(id + ".console");
            if (Files.exists(file)) {
                found.add(file);
            }
        }
        return found;
    }

    /// Ends it and asks the checker about its disk.
    ///
    /// @param boots how many boots there must have been at least
    public Verdict judge(Path home, int boots) {
        return Verdict.of(
                home,
                diskFile().orElseThrow(() -> new LabException("The disk of " + name + " is not on the storage.")),
                serials(),
                boots);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s (%s)", name, id);
    }
}
