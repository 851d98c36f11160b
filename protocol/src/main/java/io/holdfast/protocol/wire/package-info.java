/// The host protocol on real sockets: frames, TLS, the agent's server and the manager's connection.
@NullMarked
package io.holdfast.protocol.wire;

import org.jspecify.annotations.NullMarked;
