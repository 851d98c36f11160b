package io.holdfast.leasedaemon;

import io.holdfast.leasedaemon.system.SocketConnection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The connections, each in the lowest slot that was free. Slots 0 and 1 are shown by the status as the daemon's
/// helper and listener and are never given away.
final class ClientTable {
    static final int SLOTS = 1024;
    private static final int FIRST = 2;

    private final @Nullable Client[] slots = new @Nullable Client[SLOTS];

    /// Puts a connection into a slot.
    ///
    /// @return null if all are taken
    @Nullable Client add(SocketConnection connection) {
        for (int at = FIRST; at < SLOTS; at++) {
            if (slots[at] == null) {
                Client client = new Client(at, connection);
                slots[at] = client;
                return client;
            }
        }
        return null;
    }

    void remove(Client client) {
        if (slots[client.index()] == client) {
            slots[client.index()] = null;
        }
    }

    /// The first client registered with that pid, null if there is none.
    @Nullable Client registered(int pid) {
        for (Client each : all()) {
            Holder holder = each.holder();
            if (holder != null && holder.pid() == pid && pid > 0) {
                return each;
            }
        }
        return null;
    }

    /// All clients in the order of their slots.
    List<Client> all() {
        List<Client> found = new ArrayList<>();
        for (Client each : slots) {
            if (each != null) {
                found.add(each);
            }
        }
        return found;
    }
}
