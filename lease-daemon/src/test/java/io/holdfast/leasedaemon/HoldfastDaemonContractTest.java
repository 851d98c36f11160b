package io.holdfast.leasedaemon;

/// The contract, kept by our daemon.
final class HoldfastDaemonContractTest extends DaemonContract {
    HoldfastDaemonContractTest() {
        super(Peer.Kind.HOLDFAST);
    }
}
