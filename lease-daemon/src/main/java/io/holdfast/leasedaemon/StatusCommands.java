package io.holdfast.leasedaemon;

import io.holdfast.lease.HostState;
import io.holdfast.lease.HostStatus;
import io.holdfast.lease.HostStatusTable;
import io.holdfast.lease.LeaseRules;
import io.holdfast.lease.socket.HostEntry;
import io.holdfast.lease.socket.LockspaceAddress;
import io.holdfast.lease.socket.MessageHeader;
import io.holdfast.lease.socket.ResultCode;
import io.holdfast.leasedaemon.Lockspace.Stage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// The commands that tell what is, and those that end the daemon.
final class StatusCommands {
    /// 3.8.5, the version whose behaviour is offered.
    static final int VERSION = 0x03080500;

    private static final int MAX_LIST_BYTES = 1 << 20;

    private final DaemonState state;
    private final StatusRecords records;

    StatusCommands(DaemonState state, StatusRecords records) {
        this.state = state;
        this.records = records;
    }

    /// Answers one of the commands whose answer ends the connection.
    void answer(Client client, Request request) {
        switch (request.command()) {
            case STATUS -> status(client, request);
            case HOST_STATUS -> hostStatus(client, request);
            case LOG_DUMP -> {
                byte[] text = state.log().dump();
                client.reply(request.header(), text.length, 0);
                client.connection().send(ByteBuffer.wrap(text));
            }
            case GET_LOCKSPACES -> lockspaces(client, request);
            case GET_HOSTS -> hosts(client, request);
            default -> throw new IllegalStateException("Not a question: " + request.command());
        }
    }

    /// `data` says how far: 0 everything, 1 the daemon alone, 2 with the clients, 3 with the lockspaces.
    private void status(Client client, Request request) {
        int far = request.header().data();
        List<ByteBuffer> parts = new ArrayList<>();
        parts.add(records.daemon());
        if (far != 1) {
            parts.addAll(records.clients());
            if (far != 2) {
                parts.addAll(records.lockspaces());
                if (far != 3) {
                    parts.addAll(records.resources());
                }
            }
        }
        client.reply(request.header(), ResultCode.SUCCESS, 0);
        client.connection().send(joined(parts));
    }

    private void hostStatus(Client client, Request request) {
        LockspaceAddress address = LockspaceAddress.read(request.payload());
        Lockspace lockspace = state.lockspaces().named(address.name());
        if (lockspace == null) {
            client.reply(request.header(), ResultCode.ENOSPC, 0);
            return;
        }
        client.reply(request.header(), ResultCode.SUCCESS, 0);
        client.connection().send(joined(records.hosts(lockspace)));
    }

    private void lockspaces(Client client, Request request) {
        List<ByteBuffer> parts = new ArrayList<>();
        int result = ResultCode.SUCCESS;
        for (Stage stage : List.of(Stage.JOINED, Stage.REMOVING, Stage.ADDING)) {
            for (Lockspace each : state.lockspaces().shownIn(stage)) {
                if ((parts.size() + 1) * LockspaceAddress.SIZE > MAX_LIST_BYTES) {
                    result = ResultCode.ENOSPC;
                    continue;
                }
                int flags =
                        switch (stage) {
                            case ADDING -> LockspaceAddress.FLAG_ADDING;
                            case REMOVING -> LockspaceAddress.FLAG_REMOVING;
                            case JOINED, GONE -> 0;
                        };
                ByteBuffer part = StatusRecords.buffer(LockspaceAddress.SIZE);
                each.address().withFlags(flags).write(part);
                parts.add(part.flip());
            }
        }
        client.reply(request.header(), result, parts.size(), joined(parts));
    }

    private void hosts(Client client, Request request) {
        LockspaceAddress address = LockspaceAddress.read(request.payload());
        Lockspace lockspace = state.lockspaces().joined(address.name());
        if (lockspace == null) {
            client.reply(request.header(), ResultCode.ENOENT, 0);
            return;
        }
        HostStatusTable table = lockspace.thread().facts().hosts();
        if (table.checks() == 0) {
            client.reply(request.header(), ResultCode.EAGAIN, 0);
            return;
        }
        List<HostStatus> found = address.hostId() == 0
                ? table.held()
                : table.status(address.hostId()).stream().toList();
        ByteBuffer body = StatusRecords.buffer(found.size() * HostEntry.SIZE);
        for (HostStatus each : found) {
            HostState hostState = each.state(state.now(), lockspace.address().hostId(), LeaseRules.STANDARD);
            new HostEntry(each.hostId(), each.generation(), each.timestamp(), each.ioTimeout(), hostState.wireValue())
                    .write(body);
        }
        client.reply(request.header(), ResultCode.SUCCESS, found.size(), body.flip());
    }

    /// Flags and sequence of the answer are zero.
    void version(Client client, Request request) {
        ByteBuffer bytes = StatusRecords.buffer(MessageHeader.SIZE);
        MessageHeader.request(request.command(), 0, 0, 0, VERSION).write(bytes);
        client.connection().send(bytes.flip());
    }

    /// Without force it is ignored while any lockspace exists.
    void shutdown(Request request) {
        boolean force = request.header().data() != 0;
        if (force || state.lockspaces().isEmpty()) {
            state.end(force);
        }
    }

    /// The same, and tells when it is done, with a header that names no command.
    void shutdownAndTell(Client client, Request request, Reply refused) {
        boolean force = request.header().data() != 0;
        if (!force && !state.lockspaces().isEmpty()) {
            refused.result(ResultCode.EBUSY);
            return;
        }
        state.whenEnding(() -> {
            ByteBuffer bytes = StatusRecords.buffer(MessageHeader.SIZE);
            new MessageHeader(MessageHeader.MAGIC, MessageHeader.VERSION, 0, 0, MessageHeader.SIZE, 0, 0, 0)
                    .write(bytes);
            client.connection().send(bytes.flip());
        });
        state.end(force);
    }

    private static ByteBuffer joined(List<ByteBuffer> parts) {
        int size = parts.stream().mapToInt(ByteBuffer::remaining).sum();
        ByteBuffer whole = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        parts.forEach(whole::put);
        return whole.flip();
    }
}
