package io.holdfast.leasedaemon;

import io.holdfast.lease.socket.Command;
import io.holdfast.lease.socket.MessageHeader;
import java.nio.ByteBuffer;

/// One request, complete.
///
/// @param payload what came behind the header, position 0, little-endian, the reader's own
/// @param rejection 0, or the result to answer because the payload cannot be what it must be
record Request(Command command, MessageHeader header, ByteBuffer payload, int rejection) {
    /// Whether it acts on one registered client: the connection's own or that of the pid in `data2`.
    boolean targetsClient() {
        return switch (command) {
            case ACQUIRE, RELEASE, INQUIRE, CONVERT, KILLPATH -> true;
            default -> false;
        };
    }

    boolean hasFlag(int flag) {
        return (header.flags() & flag) != 0;
    }
}
