package io.holdfast.rest;

import static java.util.Comparator.comparing;

import io.holdfast.manager.Command;
import io.holdfast.manager.inventory.StorageConnection;
import io.holdfast.restmodel.types.StorageType;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Storage connections in the API.
final class StorageConnections {
    private StorageConnections() {}

    static void serve(Endpoints endpoints) {
        endpoints.on(
                "GET",
                "storageconnections",
                call -> new Answer.Many<>(new Listing<>(
                        io.holdfast.restmodel.types.StorageConnection.class,
                        List.copyOf(call.view().storageConnections().values()),
                        StorageConnections::shown,
                        null,
                        comparing(StorageConnection::remotePath))));
        endpoints.on("GET", "storageconnections/{}", call -> new Answer.One(shown(find(call))));
        endpoints.on("POST", "storageconnections", StorageConnections::add);
        endpoints.on("DELETE", "storageconnections/{}", call -> {
            call.execute(new Command.RemoveStorageConnection(find(call).id()));
            return new Answer.Removed();
        });
    }

    private static StorageConnection find(Call call) throws Refusal {
        StorageConnection found = call.view().storageConnections().get(call.id(0));
        if (found == null) {
            throw Refusal.notFound(call.ids().getFirst());
        }
        return found;
    }

    private static Answer add(Call call) throws Refusal {
        io.holdfast.restmodel.types.StorageConnection wanted =
                call.read(io.holdfast.restmodel.types.StorageConnection.class);
        Command.AddStorageConnection command = added(
                "StorageConnection", wanted.type, wanted.address, wanted.path, wanted.vfsType, wanted.mountOptions);
        UUID id = call.execute(command).subject();
        return new Answer.Created(
                shown(Objects.requireNonNull(call.now().storageConnections().get(id))), false);
    }

    /// @param noun what is incomplete when something is missing
    static Command.AddStorageConnection added(
            String noun,
            @Nullable StorageType type,
            @Nullable String address,
            @Nullable String path,
            @Nullable String vfsType,
            @Nullable String mountOptions)
            throws Refusal {
        if (type == null || path == null) {
            throw Refusal.incomplete(noun, "type, path", "add");
        }
        io.holdfast.manager.inventory.StorageType kind =
                switch (type) {
                    case NFS -> io.holdfast.manager.inventory.StorageType.NFS;
                    case POSIXFS -> io.holdfast.manager.inventory.StorageType.POSIXFS;
                    default ->
                        throw Refusal.unsupported(
                                "Storage of type " + type.name().toLowerCase(Locale.ROOT));
                };
        return new Command.AddStorageConnection(
                null,
                kind,
                Objects.requireNonNullElse(address, ""),
                path,
                Objects.requireNonNullElse(vfsType, ""),
                Objects.requireNonNullElse(mountOptions, ""));
    }

    static io.holdfast.restmodel.types.StorageConnection shown(StorageConnection connection) {
        io.holdfast.restmodel.types.StorageConnection shown =
                Ids.at(new io.holdfast.restmodel.types.StorageConnection(), "storageconnections", connection.id());
        shown.type = StorageType.valueOf(connection.type().name());
        shown.path = connection.path();
        shown.address = some(connection.address());
        shown.vfsType = some(connection.vfsType());
        shown.mountOptions = some(connection.mountOptions());
        return shown;
    }

    /// A text, or null for an empty one.
    static @Nullable String some(String text) {
        return text.isEmpty() ? null : text;
    }
}
