package io.holdfast.leasedaemon;

import io.holdfast.leasedaemon.system.PeerProcess;

/// A registered process, from its registration until it has exited and its connection is closed.
///
/// It outlives its connection: a process that closed it may still have writes in flight.
final class Holder {
    private final PeerProcess process;
    private final Client client;

    Holder(PeerProcess process, Client client) {
        this.process = process;
        this.client = client;
    }

    int pid() {
        return process.pid();
    }

    PeerProcess process() {
        return process;
    }

    /// The connection with which it registered, perhaps dead.
    Client client() {
        return client;
    }

    @Override
    public String toString() {
        return "pid " + pid();
    }
}
