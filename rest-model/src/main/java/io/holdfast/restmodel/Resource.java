package io.holdfast.restmodel;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A place in the API's tree of addresses: a collection, an entity or an action.
public final class Resource {
    private final String path;
    private final Map<String, Operation> operations = new TreeMap<>();
    private final Map<String, Resource> children = new TreeMap<>();
    private @Nullable Resource entity;

    Resource(String path) {
        this.path = path;
    }

    /// Template of its address, ids as `{}`; empty for the root.
    public String path() {
        return path;
    }

    /// Its last segment.
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    public @Nullable Operation operation(String verb) {
        return operations.get(verb);
    }

    public Collection<String> verbs() {
        return operations.keySet();
    }

    /// Whether it is an action on the resource above it.
    public boolean action() {
        return operations.values().stream().anyMatch(Operation::action);
    }

    /// What stands below it under fixed names: collections and actions.
    public Collection<Resource> children() {
        return children.values();
    }

    public @Nullable Resource child(String name) {
        return children.get(name);
    }

    /// What stands below it under an id, if it is a collection.
    public @Nullable Resource entity() {
        return entity;
    }

    void add(Operation operation) {
        operations.put(operation.verb(), operation);
    }

    Resource descend(String segment) {
        String below = path.isEmpty() ? segment : path + "/" + segment;
        if (!segment.equals("{}")) {
            return children.computeIfAbsent(segment, each -> new Resource(below));
        }
        if (entity == null) {
            entity = new Resource(below);
        }
        return entity;
    }

    @Override
    public String toString() {
        return "/" + path;
    }
}
