package io.holdfast.rest;

import io.holdfast.restmodel.types.Cluster;
import io.holdfast.restmodel.types.DataCenter;
import io.holdfast.restmodel.types.Disk;
import io.holdfast.restmodel.types.Host;
import io.holdfast.restmodel.types.Identified;
import io.holdfast.restmodel.types.Job;
import io.holdfast.restmodel.types.StorageDomain;
import io.holdfast.restmodel.types.Template;
import io.holdfast.restmodel.types.User;
import io.holdfast.restmodel.types.Vm;
import java.util.UUID;
import java.util.regex.Pattern;

/// Ids, and references to entities by them.
final class Ids {
    static final String ROOT = "/ovirt-engine/api";

    /// The id of the template without anything in it.
    static final UUID BLANK = new UUID(0, 0);

    /// The id of the administrator.
    static final UUID ADMIN = UUID.fromString("58f9e7a1-6b3c-4cf8-9d6e-0a4be0c5a001");

    private static final Pattern CANONICAL = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private Ids() {}

    /// @throws Refusal if it is not an id: then there is no such thing
    static UUID parse(String text) throws Refusal {
        if (!CANONICAL.matcher(text).matches()) {
            throw Refusal.notFound(text);
        }
        return UUID.fromString(text);
    }

    /// Completes a new reference or representation with its id and address.
    static <T extends Identified> T at(T thing, String collection, UUID id) {
        thing.id = id.toString();
        thing.href = ROOT + "/" + collection + "/" + id;
        return thing;
    }

    static DataCenter dataCenter(UUID id) {
        return at(new DataCenter(), "datacenters", id);
    }

    static Cluster cluster(UUID id) {
        return at(new Cluster(), "clusters", id);
    }

    static Host host(UUID id) {
        return at(new Host(), "hosts", id);
    }

    static StorageDomain storageDomain(UUID id) {
        return at(new StorageDomain(), "storagedomains", id);
    }

    static Disk disk(UUID id) {
        return at(new Disk(), "disks", id);
    }

    static Vm vm(UUID id) {
        return at(new Vm(), "vms", id);
    }

    static Template template(UUID id) {
        return at(new Template(), "templates", id);
    }

    static Job job(UUID id) {
        return at(new Job(), "jobs", id);
    }

    static User user(UUID id) {
        return at(new User(), "users", id);
    }
}
