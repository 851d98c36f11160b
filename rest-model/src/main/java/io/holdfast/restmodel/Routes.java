package io.holdfast.restmodel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// All operations of the API, by address.
public final class Routes {
    private final Resource root = new Resource("");
    private final List<Operation> operations = new ArrayList<>();
    private final Map<String, String> types = new HashMap<>();

    /// A place that an address names, with the ids in the address.
    public record Found(Resource resource, List<String> ids) {
        public Found {
            ids = List.copyOf(ids);
        }
    }

    public Routes() {
        lines("routes.txt").stream().map(Operation::parse).forEach(this::add);
        for (String line : lines("types.txt")) {
            String[] columns = line.split("\t", -1);
            types.put(columns[0], columns[1]);
        }
    }

    /// The type of the items that a resource lists, or null if it lists none.
    public @Nullable Class<? extends Representation> listed(Resource resource) {
        Operation list = resource.operation("GET");
        if (list == null || !list.method().equals("list")) {
            return null;
        }
        return list.parameters().stream()
                .filter(each -> each.out() && each.list())
                .findFirst()
                .map(each -> type(each.type()))
                .orElse(null);
    }

    private @Nullable Class<? extends Representation> type(String tag) {
        String name = types.get(tag);
        try {
            return name == null ? null : Class.forName(name).asSubclass(Representation.class);
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException("The table of types names a class that is not there", impossible);
        }
    }

    private static List<String> lines(String table) {
        try (InputStream in = Objects.requireNonNull(Routes.class.getResourceAsStream(table), table);
                var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("Cannot read " + table, unreadable);
        }
    }

    public Resource root() {
        return root;
    }

    public List<Operation> operations() {
        return List.copyOf(operations);
    }

    /// The place that an address names.
    ///
    /// @param segments of the address below the API's root, decoded
    /// @return the place, or null if the API has none there
    public @Nullable Found find(List<String> segments) {
        Resource at = root;
        List<String> ids = new ArrayList<>();
        for (String segment : segments) {
            Resource child = at.child(segment);
            if (child == null) {
                child = at.entity();
                if (child == null) {
                    return null;
                }
                ids.add(segment);
            }
            at = child;
        }
        return new Found(at, ids);
    }

    /// The place with a template, or null if the API has none there.
    ///
    /// @param template such as `vms/{}/start`
    public @Nullable Resource resource(String template) {
        Resource at = root;
        for (String segment : template.isEmpty() ? new String[0] : template.split("/", -1)) {
            Resource child = segment.equals("{}") ? at.entity() : at.child(segment);
            if (child == null) {
                return null;
            }
            at = child;
        }
        return at;
    }

    private void add(Operation operation) {
        operations.add(operation);
        Resource at = root;
        for (String segment :
                operation.path().isEmpty() ? new String[0] : operation.path().split("/", -1)) {
            at = at.descend(segment);
        }
        at.add(operation);
    }
}
