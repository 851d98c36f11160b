package io.holdfast.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Sets the site up through its public API alone, in the order in which a user would.
final class SiteSetup {
    static final String DATA_CENTER = "Default";
    static final String CLUSTER = "Default";
    static final String DOMAIN = "shared";
    /// Where each host sees the shared storage.
    static final String STORAGE_PATH = "/run/holdfast/storage";

    private static final double MANAGER_SECONDS = 60;
    private static final double STEP_SECONDS = 180;

    private final RestClient api;
    private final Consumer<String> progress;

    SiteSetup(RestClient api, Consumer<String> progress) {
        this.api = api;
        this.progress = progress;
    }

    /// Waits until the manager serves.
    ///
    /// @param ended tells that its process is gone
    void awaitManager(java.util.function.BooleanSupplier ended, Path log) {
        Waiting.until(MANAGER_SECONDS, "the manager serves its API (its log is " + log + ")", () -> {
            if (ended.getAsBoolean()) {
                throw new LabException("The manager ended at its start: " + Lab.lastLine(log));
            }
            try {
                api.get("");
                return Optional.of(true);
            } catch (LabException e) {
                Waiting.pause(100);
                return Optional.empty();
            }
        });
    }

    /// Brings an empty site to a data center that is up.
    void run(List<HostPlan> hosts, Path authority, String powerPassword) {
        String dataCenter = ensure(
                "/datacenters", "data_center", DATA_CENTER, RestClient.object().put("local", false));
        ObjectNode clusterBody = RestClient.object();
        clusterBody.putObject("data_center").put("id", dataCenter);
        String cluster = ensure("/clusters", "cluster", CLUSTER, clusterBody);
        for (HostPlan host : hosts) {
            addHost(host, cluster, authority, powerPassword);
        }
        progress.accept("waiting for the hosts");
        for (HostPlan host : hosts) {
            awaitStatus("/hosts", "host", host.name(), "up");
        }
        progress.accept("making the storage domain");
        ObjectNode domain = RestClient.object().put("type", "data");
        domain.putObject("host").put("name", hosts.getFirst().name());
        domain.putObject("storage")
                .put("type", "posixfs")
                .put("path", STORAGE_PATH)
                .put("vfs_type", "none")
                .put("mount_options", "bind");
        String domainId = ensure("/storagedomains", "storage_domain", DOMAIN, domain);
        progress.accept("attaching it to the data center");
        String attached = "/datacenters/" + dataCenter + "/storagedomains";
        awaitIdle(domainId);
        if (find(attached, "storage_domain", DOMAIN).isEmpty()) {
            api.post(attached, RestClient.object().put("id", domainId));
        }
        awaitStatus(attached, "storage_domain", DOMAIN, "active");
        awaitStatus("/datacenters", "data_center", DATA_CENTER, "up");
    }

    private void awaitIdle(String domain) {
        Waiting.untilTrue(STEP_SECONDS, "storage domain " + DOMAIN + " is made", () -> {
            String status = api.get("/storagedomains/" + domain).path("status").asString("");
            return !status.equals("locked");
        });
    }

    private void addHost(HostPlan host, String cluster, Path authority, String powerPassword) {
        progress.accept("adding " + host.name());
        ObjectNode body = RestClient.object()
                .put("address", host.address())
                .put("root_password", "not used: the lab's hosts are installed");
        body.putObject("cluster").put("id", cluster);
        String id = ensure("/hosts", "host", host.name(), body);
        if (!api.list("/hosts/" + id + "/fenceagents", "agent").isEmpty()) {
            return;
        }
        ObjectNode agent = RestClient.object()
                .put("type", "redfish")
                .put("address", SiteNetwork.powerAddress(host.index()))
                .put("username", RedfishServer.USERNAME)
                .put("password", powerPassword)
                .put("order", 1);
        try {
            agent.putObject("options")
                    .putArray("option")
                    .addObject()
                    .put("name", "ca")
                    .put("value", Files.readString(authority));
        } catch (IOException e) {
            throw new LabException("Cannot read " + authority + ": " + e.getMessage(), e);
        }
        api.post("/hosts/" + id + "/fenceagents", agent);
        ObjectNode management = RestClient.object();
        management.putObject("power_management").put("enabled", true);
        api.put("/hosts/" + id, management);
    }

    private String ensure(String collection, String member, String name, ObjectNode body) {
        return find(collection, member, name)
                .orElseGet(() ->
                        api.post(collection, body.put("name", name)).path("id").asString());
    }

    private Optional<String> find(String collection, String member, String name) {
        for (JsonNode each : api.list(collection, member)) {
            if (each.path("name").asString("").equals(name)) {
                return Optional.of(each.path("id").asString());
            }
        }
        return Optional.empty();
    }

    private void awaitStatus(String collection, String member, String name, String status) {
        StringBuilder last = new StringBuilder();
        try {
            Waiting.untilTrue(STEP_SECONDS, member + " " + name + " is " + status, () -> {
                for (JsonNode each : api.list(collection, member)) {
                    if (each.path("name").asString("").equals(name)) {
                        last.setLength(0);
                        last.append(each.path("status").asString("without status"));
                    }
                }
                if (last.toString().equals(status)) {
                    return true;
                }
                Waiting.pause(200);
                return false;
            });
        } catch (LabException e) {
            throw new LabException(e.getMessage() + "; it is " + last, e);
        }
    }
}
