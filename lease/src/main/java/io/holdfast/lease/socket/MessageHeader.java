package io.holdfast.lease.socket;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The 32 bytes before every request and every reply.
///
///     offset size  field
///          0    4  magic      0x04282010
///          4    4  version    1; a reader looks at the upper 16 bits only
///          8    4  command    see [Command]; echoed in a reply
///         12    4  flags      by command; echoed
///         16    4  length     32 and the payload; not reliable in requests, see below
///         20    4  sequence   0 from common clients; echoed
///         24    4  data       request: by command; reply: the result, see [ResultCode]
///         28    4  data2      request: by command, often a pid or -1; reply: 0 or a count
///
/// The size of a request's payload follows from its command, never from `length`: the common client library
/// announces wrong lengths for some commands.
///
/// @param command number of the command, also of one that [Command] does not know
public record MessageHeader(
        int magic, int version, int command, int flags, int length, int sequence, int data, int data2) {
    public static final int SIZE = 32;
    public static final int MAGIC = 0x04282010;
    public static final int VERSION = 1;

    /// A request of the current version.
    public static MessageHeader request(Command command, int flags, int payload, int data, int data2) {
        return new MessageHeader(MAGIC, VERSION, command.number(), flags, SIZE + payload, 0, data, data2);
    }

    /// The reply to this request, with its command, flags and sequence.
    public MessageHeader reply(int payload, int result, int count) {
        return new MessageHeader(MAGIC, VERSION, command, flags, SIZE + payload, sequence, result, count);
    }

    /// Reads the next 32 bytes. Checks nothing.
    public static MessageHeader read(ByteBuffer from) {
        ByteBuffer in = from.slice(from.position(), SIZE).order(ByteOrder.LITTLE_ENDIAN);
        from.position(from.position() + SIZE);
        return new MessageHeader(
                in.getInt(0),
                in.getInt(4),
                in.getInt(8),
                in.getInt(12),
                in.getInt(16),
                in.getInt(20),
                in.getInt(24),
                in.getInt(28));
    }

    /// Writes the next 32 bytes of a little-endian buffer.
    public void write(ByteBuffer to) {
        to.putInt(magic)
                .putInt(version)
                .putInt(command)
                .putInt(flags)
                .putInt(length)
                .putInt(sequence)
                .putInt(data)
                .putInt(data2);
    }
}
