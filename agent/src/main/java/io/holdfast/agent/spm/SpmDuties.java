package io.holdfast.agent.spm;

import io.holdfast.lease.socket.LockspaceAddress;
import io.holdfast.lease.socket.ResourceAddress;

/// What being SPM of one pool means on this host.
public interface SpmDuties {
    /// This host's id in the master's lockspace.
    LockspaceAddress lockspace();

    /// The lease of the role.
    ResourceAddress lease();

    /// Makes the master ready, with the lease held and before any work is let in.
    ///
    /// @param version of the lease
    void prepare(long version) throws Exception;

    /// Puts away what [#prepare] made, with the lease still held and nothing else writing any more.
    void clean();
}
