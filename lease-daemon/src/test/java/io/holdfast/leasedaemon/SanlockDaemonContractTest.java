package io.holdfast.leasedaemon;

/// The contract, kept by the distribution's daemon, which shows that the contract is the right one.
final class SanlockDaemonContractTest extends DaemonContract {
    SanlockDaemonContractTest() {
        super(Peer.Kind.SANLOCK);
    }
}
