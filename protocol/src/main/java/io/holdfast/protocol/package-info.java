/// The host protocol: what a manager says to the agent of a host and what the agent answers.
///
/// JSON-RPC 2.0 requests, answers and notifications travel in STOMP 1.2 frames over mutual TLS on port 54321,
/// as the agents and managers of oVirt speak it. This package holds the verbs, the records of their arguments
/// and results, and the two doors: [io.holdfast.protocol.HostConnection] for who asks,
/// [io.holdfast.protocol.VerbRegistry] for who answers. It opens no sockets and reads no clock; the package
/// `wire` does. Names that exist only because old programs send them stay inside the format and parse methods
/// here.
@NullMarked
package io.holdfast.protocol;

import org.jspecify.annotations.NullMarked;
