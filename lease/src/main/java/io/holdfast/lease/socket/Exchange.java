package io.holdfast.lease.socket;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A request with its payload, and its reply's header.
final class Exchange {
    private Exchange() {}

    /// A little-endian buffer for a payload.
    static ByteBuffer payload(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Sends a header and a payload that starts at 0 and ends at the buffer's limit.
    static void send(SocketStream stream, Command command, int flags, int data, int data2, ByteBuffer payload) {
        ByteBuffer bytes = payload(MessageHeader.SIZE + payload.limit());
        MessageHeader.request(command, flags, payload.limit(), data, data2).write(bytes);
        bytes.put(payload.duplicate().position(0));
        stream.send(bytes.flip());
    }

    /// Receives the reply's header.
    ///
    /// @throws MalformedMessage if it is not one of this command
    static MessageHeader reply(SocketStream stream, Command command) {
        MessageHeader reply = MessageHeader.read(stream.receive(MessageHeader.SIZE));
        if (reply.magic() != MessageHeader.MAGIC || reply.command() != command.number()) {
            throw new MalformedMessage("The answer to " + command + " has magic 0x" + Integer.toHexString(reply.magic())
                    + " and command " + reply.command());
        }
        return reply;
    }

    /// Receives the reply's header and checks its result.
    ///
    /// @return the header, its `data` 0 or positive
    /// @throws LeaseRefused if the result is an error
    static MessageHeader success(SocketStream stream, Command command, String attempt) {
        MessageHeader reply = reply(stream, command);
        if (reply.data() < 0) {
            throw new LeaseRefused(attempt, reply.data());
        }
        return reply;
    }
}
