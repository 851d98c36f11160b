package io.holdfast.rest;

import io.holdfast.manager.SiteView;
import io.holdfast.manager.inventory.Cluster;
import io.holdfast.manager.inventory.DataCenter;
import io.holdfast.manager.inventory.Disk;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.StorageDomain;
import io.holdfast.restmodel.types.Identified;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Finds what a document refers to, by its id or else by its name.
final class Named {
    private Named() {}

    static DataCenter dataCenter(SiteView view, @Nullable Identified reference, String otherwise) throws Refusal {
        return find(view.dataCenters(), DataCenter::name, "data center", reference, otherwise);
    }

    static Cluster cluster(SiteView view, @Nullable Identified reference, String otherwise) throws Refusal {
        return find(view.clusters(), Cluster::name, "cluster", reference, otherwise);
    }

    static Host host(SiteView view, @Nullable Identified reference, String otherwise) throws Refusal {
        return find(view.hosts(), Host::name, "host", reference, otherwise);
    }

    static StorageDomain storageDomain(SiteView view, @Nullable Identified reference, String otherwise) throws Refusal {
        return find(view.storageDomains(), StorageDomain::name, "storage domain", reference, otherwise);
    }

    static Disk disk(SiteView view, @Nullable Identified reference, String otherwise) throws Refusal {
        return find(view.disks(), Disk::name, "disk", reference, otherwise);
    }

    /// @param otherwise `Type [members] required for method`, for a reference that is missing or says nothing
    private static <T> T find(
            Map<UUID, T> all, Function<T, String> name, String noun, @Nullable Identified reference, String otherwise)
            throws Refusal {
        if (reference != null && reference.id != null) {
            T found = all.get(Ids.parse(reference.id));
            if (found == null) {
                throw Refusal.notFound(noun + " " + reference.id);
            }
            return found;
        }
        if (reference == null || reference.name == null) {
            throw new Refusal(400, "Incomplete parameters", otherwise);
        }
        String wanted = reference.name;
        List<T> found = all.values().stream()
                .filter(each -> name.apply(each).equals(wanted))
                .toList();
        if (found.isEmpty()) {
            throw Refusal.notFound(noun + " " + wanted);
        }
        if (found.size() > 1) {
            throw Refusal.invalid("There is more than one " + noun + " named " + wanted + ": name it by its id");
        }
        return found.getFirst();
    }
}
