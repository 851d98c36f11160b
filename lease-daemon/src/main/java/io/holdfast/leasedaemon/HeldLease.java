package io.holdfast.leasedaemon;

import io.holdfast.lease.PaxosLease;
import io.holdfast.lease.socket.ResourceAddress;
import org.jspecify.annotations.Nullable;

/// One lease in this daemon, from the attempt to take it until it is released on disk.
final class HeldLease {
    private final int number;
    private final Lockspace lockspace;
    private final Client client;
    private ResourceAddress address;
    private Stage stage = Stage.ADDING;
    private @Nullable PaxosLease onDisk;
    private Runnable canceller = () -> {};

    /// Where it stands; the word is what the status shows.
    enum Stage {
        ADDING("add"),
        HELD("held"),
        REMOVING("rem");

        private final String label;

        Stage(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    HeldLease(int number, Lockspace lockspace, Client client, ResourceAddress address) {
        this.number = number;
        this.lockspace = lockspace;
        this.client = client;
        this.address = address;
    }

    int number() {
        return number;
    }

    Lockspace lockspace() {
        return lockspace;
    }

    /// Who holds it, or is about to, or did.
    Client client() {
        return client;
    }

    /// As it was asked for, with the version once it is held.
    ResourceAddress address() {
        return address;
    }

    Stage stage() {
        return stage;
    }

    void acquired(PaxosLease lease) {
        onDisk = lease;
        address = address.withVersion(lease.version());
    }

    /// What ends an acquisition that waits for an owner's expiry.
    void canceller(Runnable newCanceller) {
        canceller = newCanceller;
    }

    /// Ends such a wait.
    void cancel() {
        canceller.run();
    }

    /// What was taken on disk; null before.
    @Nullable PaxosLease onDisk() {
        return onDisk;
    }

    void stage(Stage newStage) {
        stage = newStage;
    }

    boolean isFor(String lockspaceName, String resourceName) {
        return address.lockspace().equals(lockspaceName) && address.name().equals(resourceName);
    }

    @Override
    public String toString() {
        return address.lockspace() + ":" + address.name();
    }
}
