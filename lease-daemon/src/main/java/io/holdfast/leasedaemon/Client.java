package io.holdfast.leasedaemon;

import io.holdfast.lease.socket.Command;
import io.holdfast.lease.socket.MessageHeader;
import io.holdfast.leasedaemon.system.SocketConnection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// One connection, in its slot of the table. Once registered it stands for a process and its leases.
final class Client {
    private final int index;
    private final SocketConnection connection;
    private final RequestReader reader = new RequestReader();
    private @Nullable Holder holder;
    private String name = "";
    private int restriction;
    private KillPath killPath = KillPath.NONE;
    private @Nullable Command running;
    private int lastCommand;
    private boolean asking;
    private boolean dead;

    Client(int index, SocketConnection connection) {
        this.index = index;
        this.connection = connection;
    }

    int index() {
        return index;
    }

    SocketConnection connection() {
        return connection;
    }

    RequestReader reader() {
        return reader;
    }

    /// The registered process, null before REGISTER.
    @Nullable Holder holder() {
        return holder;
    }

    void register(Holder newHolder) {
        holder = newHolder;
        name = Integer.toString(newHolder.pid());
    }

    /// What the status shows.
    String name() {
        return running == null ? name : running.label();
    }

    void name(String newName) {
        name = newName;
    }

    /// The mask of RESTRICT.
    int restriction() {
        return restriction;
    }

    void restrict(int mask) {
        restriction = mask;
    }

    boolean ignoresEverything() {
        return (restriction & Command.RESTRICT_ALL) != 0;
    }

    KillPlan.Restriction signalRestriction() {
        return new KillPlan.Restriction(
                (restriction & Command.RESTRICT_SIGKILL) != 0, (restriction & Command.RESTRICT_SIGTERM) != 0);
    }

    KillPath killPath() {
        return killPath;
    }

    void killPath(KillPath newPath) {
        killPath = newPath;
    }

    /// The command that acts on this client now, asked by whichever connection; null if there is none.
    @Nullable Command running() {
        return running;
    }

    void begin(Command command) {
        running = command;
        lastCommand = command.number();
    }

    void finish() {
        running = null;
    }

    int lastCommand() {
        return lastCommand;
    }

    /// Whether a request of this connection has not been answered yet.
    boolean isAsking() {
        return asking;
    }

    void asking(boolean now) {
        asking = now;
    }

    /// Whether the connection has ended.
    boolean isDead() {
        return dead;
    }

    void die() {
        dead = true;
    }

    /// Answers with a header alone.
    void reply(MessageHeader request, int result, int count) {
        reply(request, result, count, ByteBuffer.allocate(0));
    }

    /// Answers with a header and the bytes of a buffer between its position and its limit.
    void reply(MessageHeader request, int result, int count, ByteBuffer body) {
        ByteBuffer bytes =
                ByteBuffer.allocate(MessageHeader.SIZE + body.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        request.reply(body.remaining(), result, count).write(bytes);
        bytes.put(body).flip();
        connection.send(bytes);
    }
}
