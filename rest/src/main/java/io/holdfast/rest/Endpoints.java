package io.holdfast.rest;

import io.holdfast.restmodel.Resource;
import io.holdfast.restmodel.Routes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which operations of the API are served, and by what.
final class Endpoints {
    private final Routes routes;
    private final Map<String, Endpoint> endpoints = new HashMap<>();
    private final Set<String> paths = new TreeSet<>();

    Endpoints(Routes routes) {
        this.routes = routes;
    }

    Routes routes() {
        return routes;
    }

    /// Serves an operation.
    ///
    /// @param path template such as `vms/{}/start`
    /// @throws IllegalArgumentException if the API has no such operation
    void on(String verb, String path, Endpoint endpoint) {
        Resource resource = routes.resource(path);
        if (resource == null || resource.operation(verb) == null) {
            throw new IllegalArgumentException("The API has no operation " + verb + " /" + path);
        }
        if (endpoints.putIfAbsent(verb + " " + path, endpoint) != null) {
            throw new IllegalArgumentException(verb + " /" + path + " is served twice");
        }
        paths.add(path);
    }

    @Nullable Endpoint find(String verb, Resource resource) {
        return endpoints.get(verb + " " + resource.path());
    }

    /// Whether any operation on this resource is served.
    boolean serves(Resource resource) {
        return paths.contains(resource.path());
    }
}
