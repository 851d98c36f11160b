package io.holdfast.leasedaemon;

import io.holdfast.lease.socket.Command;
import io.holdfast.lease.socket.DiskAddress;
import io.holdfast.lease.socket.LockspaceAddress;
import io.holdfast.lease.socket.MessageHeader;
import io.holdfast.lease.socket.ResourceAddress;
import io.holdfast.lease.socket.ResultCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Cuts one connection's bytes into requests.
///
/// The size of a payload follows from the command and, for resources, from the number of disks in the payload
/// itself. The `length` in the header, which clients get wrong, counts for SET_LVB and for what has to be thrown
/// away behind a request that cannot be understood.
final class RequestReader {
    static final int MAX_RESOURCES = 8;
    private static final int OPTIONS_SIZE = 56;
    private static final int EVENT_SIZE = 32;
    private static final int ENTRY_SIZE = 64;
    private static final int KILLPATH_SIZE = 256;
    private static final int MAX_VALUE_BLOCK = 4096;

    /// Bytes that belong to a rejected request and have not arrived yet.
    private long toSkip;

    /// The stream is not what a client of this socket sends; the connection cannot go on.
    static final class Garbage extends Exception {
        private static final long serialVersionUID = 1;

        Garbage(String message) {
            super(message);
        }
    }

    /// Where a payload ends, as far as it can be told.
    ///
    /// @param size bytes that must be there before more can be said, or the payload's size if `complete`
    /// @param rejection not 0 if the payload makes no sense; the rest that the header announces is thrown away
    private record Extent(int size, boolean complete, int rejection) {
        static Extent exactly(int size) {
            return new Extent(size, true, 0);
        }

        static Extent atLeast(int size) {
            return new Extent(size, false, 0);
        }

        static Extent rejected(int size, int result) {
            return new Extent(size, true, result);
        }
    }

    /// Takes the next request out of the bytes between the buffer's position and limit.
    ///
    /// @return null if more bytes are needed; nothing but skipped bytes was consumed then
    /// @throws Garbage if no request begins here
    @Nullable Request next(ByteBuffer input) throws Garbage {
        int skipped = (int) Math.min(toSkip, input.remaining());
        input.position(input.position() + skipped);
        toSkip -= skipped;
        if (input.remaining() < MessageHeader.SIZE) {
            return null;
        }
        MessageHeader header = MessageHeader.read(input.duplicate().order(ByteOrder.LITTLE_ENDIAN));
        Command command = command(header);
        int start = input.position() + MessageHeader.SIZE;
        ByteBuffer payload = input.slice(start, input.limit() - start).order(ByteOrder.LITTLE_ENDIAN);
        Extent extent = extent(command, header, payload);
        if (payload.limit() < extent.size || !extent.complete) {
            return null;
        }
        byte[] bytes = new byte[extent.size];
        payload.get(0, bytes);
        input.position(start + extent.size);
        if (extent.rejection != 0 || dropsTheRest(command, header)) {
            long announced = Integer.toUnsignedLong(header.length()) - MessageHeader.SIZE - extent.size;
            toSkip = Math.max(0, announced);
        }
        return new Request(command, header, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), extent.rejection);
    }

    private static Command command(MessageHeader header) throws Garbage {
        if (header.magic() != MessageHeader.MAGIC) {
            throw new Garbage("magic 0x" + Integer.toHexString(header.magic()));
        }
        Command command = Command.of(header.command());
        if (command == null) {
            throw new Garbage("unknown command " + header.command());
        }
        if (header.version() >>> 16 > MessageHeader.VERSION >>> 16 && command != Command.VERSION) {
            throw new Garbage("version 0x" + Integer.toHexString(header.version()));
        }
        return command;
    }

    /// RELEASE of everything names no resources; some clients send them nevertheless.
    private static boolean dropsTheRest(Command command, MessageHeader header) {
        return command == Command.RELEASE && (header.flags() & Command.FLAG_RELEASE_ALL) != 0;
    }

    private static Extent extent(Command command, MessageHeader header, ByteBuffer payload) {
        return switch (command) {
            case REGISTER, SHUTDOWN, STATUS, LOG_DUMP, INQUIRE, RESTRICT, GET_LOCKSPACES, VERSION, SHUTDOWN_WAIT ->
                Extent.exactly(0);
            case ADD_LOCKSPACE,
                    REM_LOCKSPACE,
                    INQ_LOCKSPACE,
                    EXAMINE_LOCKSPACE,
                    HOST_STATUS,
                    WRITE_LOCKSPACE,
                    READ_LOCKSPACE,
                    GET_HOSTS,
                    END_EVENT,
                    SET_CONFIG,
                    RENEWAL,
                    FORMAT_RINDEX,
                    REBUILD_RINDEX -> Extent.exactly(LockspaceAddress.SIZE);
            case REG_EVENT, SET_EVENT -> Extent.exactly(LockspaceAddress.SIZE + EVENT_SIZE);
            case UPDATE_RINDEX, LOOKUP_RINDEX, CREATE_RESOURCE, DELETE_RESOURCE ->
                Extent.exactly(LockspaceAddress.SIZE + ENTRY_SIZE);
            case ALIGN -> Extent.exactly(DiskAddress.SIZE);
            case KILLPATH -> Extent.exactly(KILLPATH_SIZE);
            case EXAMINE_RESOURCE, GET_LVB, CONVERT -> Extent.exactly(ResourceAddress.SIZE);
            case REQUEST, WRITE_RESOURCE, READ_RESOURCE, READ_RESOURCE_OWNERS -> resource(payload, 0);
            case SET_LVB -> valueBlock(header);
            case ACQUIRE -> acquire(header, payload);
            case RELEASE -> release(header);
        };
    }

    private static Extent acquire(MessageHeader header, ByteBuffer payload) {
        long count = Integer.toUnsignedLong(header.data());
        if (count > MAX_RESOURCES) {
            return Extent.rejected(0, ResultCode.E2BIG);
        }
        int at = 0;
        for (int done = 0; done < count; done++) {
            Extent resource = resource(payload, at);
            if (!resource.complete || resource.rejection != 0) {
                return resource;
            }
            at = resource.size;
        }
        return Extent.exactly(at + OPTIONS_SIZE);
    }

    private static Extent release(MessageHeader header) {
        if ((header.flags() & Command.FLAG_RELEASE_ALL) != 0) {
            return Extent.exactly(0);
        }
        if ((header.flags() & Command.FLAG_RELEASE_RENAME) != 0) {
            return Extent.exactly(2 * ResourceAddress.SIZE);
        }
        if ((header.flags() & Command.FLAG_RELEASE_ORPHAN) != 0) {
            return Extent.exactly(ResourceAddress.SIZE);
        }
        long count = Integer.toUnsignedLong(header.data());
        return count > MAX_RESOURCES
                ? Extent.rejected(0, ResultCode.E2BIG)
                : Extent.exactly((int) count * ResourceAddress.SIZE);
    }

    private static Extent valueBlock(MessageHeader header) {
        long size = Integer.toUnsignedLong(header.length()) - MessageHeader.SIZE;
        if (size < ResourceAddress.SIZE) {
            return Extent.exactly(ResourceAddress.SIZE);
        }
        return size > ResourceAddress.SIZE + MAX_VALUE_BLOCK
                ? Extent.rejected(ResourceAddress.SIZE, ResultCode.E2BIG)
                : Extent.exactly((int) size);
    }

    /// The end of a resource with its disks that begins at `start`.
    private static Extent resource(ByteBuffer payload, int start) {
        int head = start + ResourceAddress.SIZE;
        if (payload.limit() < head) {
            return Extent.atLeast(head);
        }
        long disks = ResourceAddress.announcedDisks(
                payload.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(start));
        if (disks < 1 || disks > ResourceAddress.MAX_DISKS) {
            return Extent.rejected(head, ResultCode.ERANGE);
        }
        int end = head + (int) disks * DiskAddress.SIZE;
        return payload.limit() < end ? Extent.atLeast(end) : Extent.exactly(end);
    }
}
