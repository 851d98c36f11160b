package io.holdfast.lease.socket;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A connection whose process the daemon knows by its pid: the holder of leases.
///
/// **The connection is the life of its leases**: when it is closed, or this process ends, the daemon releases all
/// of them. If the lockspace fails the daemon signals this process (see [#restrict] and [#killPath]). Close it only
/// when nothing that the leases protect can still be written.
///
/// After a [LeaseDaemonUnavailable] the outcome of the command is unknown and the stream is out of step: the
/// connection refuses further commands but stays open until it is closed. Calls of several threads run one after
/// another.
public final class RegisteredConnection implements AutoCloseable {
    private final SocketStream stream;
    private boolean broken;

    RegisteredConnection(Path socket, Duration timeout) {
        stream = new SocketStream(socket);
        stream.limit(timeout);
        // REGISTER is the one command without a reply; what follows is read after it has taken effect.
        Exchange.send(stream, Command.REGISTER, 0, 0, 0, Exchange.payload(0));
    }

    /// Takes exclusive leases, all or none, at most 8.
    ///
    /// Where an owner's state is unknown the daemon waits for as long as it may live: 8 × its io time-out + 60 s
    /// after its last sign of life.
    ///
    /// @param ownerName shown by the daemon's status for this client
    /// @throws LeaseRefused with -243 if a live host owns one of them, -28 if the lockspace is not joined
    public synchronized void acquire(String ownerName, Duration timeout, List<ResourceAddress> resources) {
        acquire(0, ownerName, timeout, resources);
    }

    /// The same, with flags of ACQUIRE in [Command].
    public synchronized void acquire(int flags, String ownerName, Duration timeout, List<ResourceAddress> resources) {
        guarded(() -> ResourceCalls.acquire(stream, -1, flags, ownerName, resources, timeout));
    }

    /// Gives leases of this connection back, at most 8.
    ///
    /// @throws LeaseRefused with -1 if one is not held (the others are released), -202 if the disk did not answer
    /// (the daemon goes on in the background)
    public synchronized void release(Duration timeout, List<ResourceAddress> resources) {
        guarded(() -> ResourceCalls.release(stream, -1, 0, resources, timeout));
    }

    /// Gives everything back.
    public synchronized void releaseAll(Duration timeout) {
        guarded(() -> ResourceCalls.release(stream, -1, Command.FLAG_RELEASE_ALL, List.of(), timeout));
    }

    /// The leases of this connection, with the version each was taken with.
    public synchronized List<ResourceAddress> inquire(Duration timeout) {
        List<List<ResourceAddress>> answer = new java.util.ArrayList<>();
        guarded(() -> answer.add(ResourceCalls.inquire(stream, -1, timeout)));
        return answer.getFirst();
    }

    /// Forbids the daemon signals to this process, see the mask bits in [Command]. Replaces the earlier mask.
    public synchronized void restrict(int mask, Duration timeout) {
        guarded(() -> {
            stream.limit(timeout);
            Exchange.send(stream, Command.RESTRICT, mask, 0, 0, Exchange.payload(0));
            Exchange.success(stream, Command.RESTRICT, "restrict the signals to this process");
        });
    }

    /// Names a program that the daemon starts, instead of sending SIGTERM, when the leases are being lost.
    ///
    /// @param path at most 127 bytes
    /// @param arguments separated by blanks, at most 127 bytes
    /// @param appendPid whether this process's pid becomes the last argument
    public synchronized void killPath(String path, String arguments, boolean appendPid, Duration timeout) {
        ByteBuffer payload = Exchange.payload(256);
        FixedText.write(payload, path, 128, 127);
        FixedText.write(payload, arguments, 128, 127);
        guarded(() -> {
            stream.limit(timeout);
            Exchange.send(stream, Command.KILLPATH, appendPid ? Command.FLAG_KILLPATH_PID : 0, 0, -1, payload);
            Exchange.success(stream, Command.KILLPATH, "set the kill path " + path);
        });
    }

    private void guarded(Runnable call) {
        if (broken) {
            throw new LeaseDaemonUnavailable("An earlier command on this connection had no clear end; close it");
        }
        try {
            call.run();
        } catch (LeaseDaemonUnavailable | MalformedMessage e) {
            broken = true;
            throw e;
        }
    }

    /// Ends the connection; the daemon releases its leases in the background.
    @Override
    public void close() {
        stream.close();
    }
}
