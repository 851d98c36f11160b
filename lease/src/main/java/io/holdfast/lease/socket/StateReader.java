package io.holdfast.lease.socket;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Reads the records of a status answer until the daemon closes the connection.
final class StateReader {
    private StateReader() {}

    /// @throws MalformedMessage if a record makes no sense or more than `limit` come
    static List<StateEntry> readAll(SocketStream stream, int limit) {
        List<StateEntry> entries = new ArrayList<>();
        ByteBuffer head = Exchange.payload(StateRecord.SIZE);
        while (stream.fill(head)) {
            head.flip();
            ByteBuffer whole = Exchange.payload(StateRecord.SIZE + StateRecord.textLength(head));
            whole.put(head).put(stream.receive(whole.remaining())).flip();
            entries.add(entry(StateRecord.read(whole), stream));
            if (entries.size() > limit) {
                throw new MalformedMessage("A status answer has more than " + limit + " records");
            }
            head.clear();
        }
        if (head.position() != 0) {
            throw new LeaseDaemonUnavailable("The lease daemon ended in the middle of a status record");
        }
        return entries;
    }

    private static StateEntry entry(StateRecord record, SocketStream stream) {
        return switch (record.kind()) {
            case LOCKSPACE ->
                new StateEntry(record, LockspaceAddress.read(stream.receive(LockspaceAddress.SIZE)), null);
            case RESOURCE -> new StateEntry(record, null, resource(stream));
            default -> new StateEntry(record, null, null);
        };
    }

    private static ResourceAddress resource(SocketStream stream) {
        ByteBuffer head = stream.receive(ResourceAddress.SIZE);
        long disks = ResourceAddress.announcedDisks(head);
        if (disks > ResourceAddress.MAX_DISKS) {
            throw new MalformedMessage("A resource announces " + disks + " disks");
        }
        ByteBuffer whole = Exchange.payload(ResourceAddress.SIZE + (int) disks * DiskAddress.SIZE);
        whole.put(head).put(stream.receive(whole.remaining())).flip();
        return ResourceAddress.read(whole, (int) disks);
    }
}
