package io.holdfast.rest;

import io.holdfast.manager.SiteView;
import io.holdfast.manager.inventory.HostStatus;
import io.holdfast.manager.inventory.StorageDomainStatus;
import io.holdfast.manager.inventory.VmStatus;
import io.holdfast.restmodel.Link;
import io.holdfast.restmodel.Operation;
import io.holdfast.restmodel.Representation;
import io.holdfast.restmodel.Resource;
import io.holdfast.restmodel.Routes;
import io.holdfast.restmodel.types.Api;
import io.holdfast.restmodel.types.ApiSummary;
import io.holdfast.restmodel.types.ApiSummaryItem;
import io.holdfast.restmodel.types.ProductInfo;
import io.holdfast.restmodel.types.SpecialObjects;
import io.holdfast.restmodel.types.Tag;
import io.holdfast.restmodel.types.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The root of the API: what is there, and as which version of the field's API it behaves.
final class SystemDocument {
    private SystemDocument() {}

    static void serve(Endpoints endpoints) {
        endpoints.on("GET", "", call -> new Answer.One(document(call.view())));
    }

    private static Api document(SiteView view) {
        Api api = new Api();
        api.productInfo = new ProductInfo();
        api.productInfo.name = "Holdfast";
        api.productInfo.vendor = "Holdfast";
        api.productInfo.version = version();
        api.specialObjects = new SpecialObjects();
        api.specialObjects.blankTemplate = Ids.template(Ids.BLANK);
        api.specialObjects.rootTag = Ids.at(new Tag(), "tags", Ids.BLANK);
        api.summary = summary(view);
        api.time = view.at();
        api.authenticatedUser = Ids.user(Ids.ADMIN);
        api.effectiveUser = Ids.user(Ids.ADMIN);
        return api;
    }

    /// The version of the field's engine as which the API behaves: clients decide by it which features to use.
    private static Version version() {
        Version version = new Version();
        version.major = 4L;
        version.minor = 5L;
        version.build = 8L;
        version.revision = 0L;
        version.fullVersion = "4.5.8-1.el9";
        return version;
    }

    private static ApiSummary summary(SiteView view) {
        ApiSummary summary = new ApiSummary();
        summary.hosts = item(
                view.hosts().size(),
                view.hostStates().values().stream()
                        .filter(each -> each.status() == HostStatus.UP)
                        .count());
        summary.storageDomains = item(
                view.storageDomains().size(),
                view.storageDomains().values().stream()
                        .filter(each -> each.status() == StorageDomainStatus.ACTIVE)
                        .count());
        summary.users = item(1, 1);
        summary.vms = item(
                view.vms().size(),
                view.vmStates().values().stream()
                        .filter(each -> each.status() != VmStatus.DOWN)
                        .count());
        return summary;
    }

    private static ApiSummaryItem item(long total, long active) {
        ApiSummaryItem item = new ApiSummaryItem();
        item.total = total;
        item.active = active;
        return item;
    }

    /// Adds the links for searching, and repeats all links in a header.
    static void complete(Representation root, Routes routes, Map<String, String> headers) {
        List<Link> links = new ArrayList<>();
        for (Resource child : routes.root().children()) {
            if (!child.action()) {
                String href = Ids.ROOT + "/" + child.name();
                links.add(new Link(child.name(), href));
                Operation list = child.operation("GET");
                boolean search = list != null
                        && list.parameters().stream()
                                .anyMatch(each -> each.name().equals("search"));
                if (search) {
                    String from = child.name().equals("events") ? ";from={event_id}" : "";
                    links.add(new Link(child.name() + "/search", href + from + "?search={query}"));
                }
            }
        }
        root.links = links;
        root.href = null;
        headers.put(
                "Link",
                links.stream()
                        .map(each -> "<" + each.href() + ">; rel=" + each.rel())
                        .collect(Collectors.joining(",")));
    }
}
