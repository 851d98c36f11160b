package io.holdfast.lease.socket;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Asks a lease daemon: `holdfast-leased` or the distribution's `sanlock`. Each call uses a connection of its own.
///
/// Every call throws [LeaseRefused] with the daemon's code, [LeaseDaemonUnavailable] if it cannot be reached or
/// does not answer in time (the outcome is then unknown), and [MalformedMessage] if the answer makes no sense.
public final class LeaseSocketClient {
    /// Where the socket is unless the daemon's run directory was changed.
    public static final Path DEFAULT_SOCKET = Path.of("/run/sanlock/sanlock.sock");

    private static final int MAX_STATUS_RECORDS = 1 << 16;
    private static final ByteBuffer NOTHING = Exchange.payload(0);

    private final Path socket;
    private final Duration timeout;

    /// @param timeout of the calls that do no disk I/O of unknown length
    public LeaseSocketClient(Path socket, Duration timeout) {
        this.socket = Objects.requireNonNull(socket);
        this.timeout = Objects.requireNonNull(timeout);
    }

    /// The daemon's version, one byte each: major, minor, patch, zero.
    public int version() {
        return headerOnly(Command.VERSION, 0, 0, 0, NOTHING, timeout, "ask for the version")
                .data2();
    }

    /// Joins a lockspace and returns when this host holds its id: about 2 × the io time-out found on disk, and
    /// 8 × it + 60 s more if another host used the id before and did not leave it.
    ///
    /// @param ioTimeout seconds, 0 for the daemon's default
    public void addLockspace(LockspaceAddress lockspace, int ioTimeout, Duration limit) {
        lockspaceCall(Command.ADD_LOCKSPACE, 0, ioTimeout, lockspace, limit, "join lockspace " + lockspace.name());
    }

    /// Starts to join a lockspace; [#inquireLockspace] tells how it went.
    public void addLockspaceAsynchronously(LockspaceAddress lockspace, int ioTimeout) {
        lockspaceCall(
                Command.ADD_LOCKSPACE,
                Command.FLAG_ASYNCHRONOUS,
                ioTimeout,
                lockspace,
                timeout,
                "join lockspace " + lockspace.name());
    }

    /// Leaves a lockspace. **Kills every process that holds a lease in it**, waits for their end and gives the
    /// host id back.
    ///
    /// @param unusedOnly refuse with -16 instead if there is such a lease
    public void removeLockspace(LockspaceAddress lockspace, boolean unusedOnly, Duration limit) {
        int flags = unusedOnly ? Command.FLAG_UNUSED_ONLY : 0;
        lockspaceCall(Command.REM_LOCKSPACE, flags, 0, lockspace, limit, "leave lockspace " + lockspace.name());
    }

    /// Starts to leave a lockspace.
    public void removeLockspaceAsynchronously(LockspaceAddress lockspace, boolean unusedOnly) {
        int flags = Command.FLAG_ASYNCHRONOUS | (unusedOnly ? Command.FLAG_UNUSED_ONLY : 0);
        lockspaceCall(Command.REM_LOCKSPACE, flags, 0, lockspace, timeout, "leave lockspace " + lockspace.name());
    }

    /// How far a lockspace is. Host id 0 in the address matches any.
    public LockspacePresence inquireLockspace(LockspaceAddress lockspace) {
        return inquireLockspace(lockspace, 0, timeout);
    }

    /// The same, but an add or a removal in progress is waited for.
    public LockspacePresence awaitLockspace(LockspaceAddress lockspace, Duration limit) {
        return inquireLockspace(lockspace, Command.FLAG_WAIT, limit);
    }

    private LockspacePresence inquireLockspace(LockspaceAddress lockspace, int flags, Duration limit) {
        try {
            String attempt = "ask for lockspace " + lockspace.name();
            lockspaceCall(Command.INQ_LOCKSPACE, flags, 0, lockspace, limit, attempt);
            return LockspacePresence.JOINED;
        } catch (LeaseRefused e) {
            return switch (e.code()) {
                case ResultCode.ENOENT -> LockspacePresence.ABSENT;
                case ResultCode.EINPROGRESS -> LockspacePresence.CHANGING;
                default -> throw e;
            };
        }
    }

    /// All lockspaces: joined, being removed, being added (see the flags).
    public List<LockspaceAddress> lockspaces() {
        try (SocketStream stream = open(timeout)) {
            Exchange.send(stream, Command.GET_LOCKSPACES, 0, 0, 0, NOTHING);
            MessageHeader reply = Exchange.success(stream, Command.GET_LOCKSPACES, "list the lockspaces");
            List<LockspaceAddress> found = new ArrayList<>();
            for (int at = 0; at < reply.data2(); at++) {
                found.add(LockspaceAddress.read(stream.receive(LockspaceAddress.SIZE)));
            }
            return found;
        }
    }

    /// The hosts of a joined lockspace as this host's daemon sees them.
    ///
    /// @param hostId one host, or 0 for all that have ever been there and did not leave
    /// @throws LeaseRefused with -2 if the lockspace is not joined, -11 until the first look at the others
    public List<HostEntry> hosts(String lockspace, long hostId) {
        ByteBuffer payload = Exchange.payload(LockspaceAddress.SIZE);
        new LockspaceAddress(lockspace, hostId, "", 0).write(payload);
        try (SocketStream stream = open(timeout)) {
            Exchange.send(stream, Command.GET_HOSTS, 0, 0, 0, payload);
            MessageHeader reply = Exchange.success(stream, Command.GET_HOSTS, "list the hosts of " + lockspace);
            List<HostEntry> found = new ArrayList<>();
            for (int at = 0; at < reply.data2(); at++) {
                found.add(HostEntry.read(stream.receive(HostEntry.SIZE)));
            }
            return found;
        }
    }

    /// Everything the daemon tells about itself: the daemon, its clients, lockspaces and resources.
    public List<StateEntry> status() {
        return states(Command.STATUS, NOTHING, "ask for the status");
    }

    /// What the daemon knows of each host of a lockspace, with names and times of observation.
    public List<StateEntry> hostStatus(String lockspace) {
        ByteBuffer payload = Exchange.payload(LockspaceAddress.SIZE);
        new LockspaceAddress(lockspace, 0, "", 0).write(payload);
        return states(Command.HOST_STATUS, payload, "ask for the hosts of " + lockspace);
    }

    private List<StateEntry> states(Command command, ByteBuffer payload, String attempt) {
        try (SocketStream stream = open(timeout)) {
            Exchange.send(stream, command, 0, 0, 0, payload);
            Exchange.success(stream, command, attempt);
            return StateReader.readAll(stream, MAX_STATUS_RECORDS);
        }
    }

    /// Opens a connection that holds leases for this process. The caller closes it.
    public RegisteredConnection register() {
        return new RegisteredConnection(socket, timeout);
    }

    /// Takes leases for another registered process, see [RegisteredConnection#acquire].
    ///
    /// @throws LeaseRefused with -3 if no registered client has that pid
    public void acquire(int pid, int flags, String ownerName, Duration limit, List<ResourceAddress> resources) {
        try (SocketStream stream = open(limit)) {
            ResourceCalls.acquire(stream, pid, flags, ownerName, resources, limit);
        }
    }

    /// Gives leases of another registered process back.
    ///
    /// @param flags see RELEASE in [Command]
    public void release(int pid, int flags, Duration limit, List<ResourceAddress> resources) {
        try (SocketStream stream = open(limit)) {
            ResourceCalls.release(stream, pid, flags, resources, limit);
        }
    }

    /// The leases of another registered process.
    public List<ResourceAddress> inquire(int pid) {
        try (SocketStream stream = open(timeout)) {
            return ResourceCalls.inquire(stream, pid, timeout);
        }
    }

    /// Formats a lockspace. Everything that was in its area is lost.
    ///
    /// @param ioTimeout seconds, written into every record; 0 for the daemon's default
    public void writeLockspace(LockspaceAddress lockspace, int ioTimeout, Duration limit) {
        ByteBuffer payload = Exchange.payload(LockspaceAddress.SIZE);
        lockspace.write(payload);
        headerOnly(Command.WRITE_LOCKSPACE, 0, 0, ioTimeout, payload, limit, "format lockspace " + lockspace.name());
    }

    /// Formats a resource's lease, without looking who owns it.
    ///
    /// @param numHosts how many host ids may take it, 0 for the most
    public void writeResource(ResourceAddress resource, int numHosts, boolean clear, Duration limit) {
        ByteBuffer payload = Exchange.payload(resource.sizeWithDisks());
        resource.writeWithDisks(payload);
        int flags = clear ? Command.FLAG_WRITE_CLEAR : 0;
        headerOnly(
                Command.WRITE_RESOURCE, flags, numHosts, 0, payload, limit, "format the lease of " + resource.name());
    }

    /// Reads who owns a lease on disk, whatever the daemon knows: the exclusive owner and each shared one.
    public List<HostEntry> resourceOwners(ResourceAddress resource, Duration limit) {
        ByteBuffer payload = Exchange.payload(resource.sizeWithDisks());
        resource.writeWithDisks(payload);
        try (SocketStream stream = open(limit)) {
            Exchange.send(stream, Command.READ_RESOURCE_OWNERS, 0, 0, 0, payload);
            MessageHeader reply =
                    Exchange.success(stream, Command.READ_RESOURCE_OWNERS, "read the owners of " + resource.name());
            stream.receive(ResourceAddress.SIZE);
            List<HostEntry> found = new ArrayList<>();
            for (int at = 0; at < reply.data2(); at++) {
                found.add(HostEntry.read(stream.receive(HostEntry.SIZE)));
            }
            return found;
        }
    }

    private void lockspaceCall(
            Command command, int flags, int data, LockspaceAddress lockspace, Duration limit, String attempt) {
        ByteBuffer payload = Exchange.payload(LockspaceAddress.SIZE);
        lockspace.write(payload);
        headerOnly(command, flags, data, 0, payload, limit, attempt);
    }

    private MessageHeader headerOnly(
            Command command, int flags, int data, int data2, ByteBuffer payload, Duration limit, String attempt) {
        try (SocketStream stream = open(limit)) {
            Exchange.send(stream, command, flags, data, data2, payload);
            return Exchange.success(stream, command, attempt);
        }
    }

    private SocketStream open(Duration limit) {
        SocketStream stream = new SocketStream(socket);
        stream.limit(limit);
        return stream;
    }
}
