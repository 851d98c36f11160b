package io.holdfast.leasedaemon;

import io.holdfast.lease.socket.Command;
import io.holdfast.lease.socket.MalformedMessage;
import io.holdfast.lease.socket.ResultCode;
import io.holdfast.leasedaemon.system.DaemonLog;
import io.holdfast.leasedaemon.system.PeerProcess;
import io.holdfast.leasedaemon.system.SocketConnection;
import org.jspecify.annotations.Nullable;

/// Takes connections, cuts their bytes into requests and hands each to the commands that serve it.
///
/// One request of a connection at a time: while one is being served the connection is not read. A connection that
/// sends what no client of this socket sends is closed, since nobody can tell where its next request begins. A known
/// command that this daemon does not serve is answered with -95 (EOPNOTSUPP).
final class Dispatcher {
    private final DaemonState state;
    private final DaemonLog log;
    private final LockspaceCommands lockspaceCommands;
    private final LeaseCommands leaseCommands;
    private final DiskCommands diskCommands;
    private final StatusCommands statusCommands;

    Dispatcher(
            DaemonState state,
            LockspaceCommands lockspaceCommands,
            LeaseCommands leaseCommands,
            DiskCommands diskCommands,
            StatusCommands statusCommands) {
        this.state = state;
        this.log = state.log();
        this.lockspaceCommands = lockspaceCommands;
        this.leaseCommands = leaseCommands;
        this.diskCommands = diskCommands;
        this.statusCommands = statusCommands;
    }

    /// Takes a new connection.
    void accept(SocketConnection connection) {
        Client client = state.clients().add(connection);
        if (client == null) {
            log.error("All " + ClientTable.SLOTS + " places for connections are taken; one more is refused");
            connection.close();
            return;
        }
        connection.handler(new SocketConnection.Handler() {
            @Override
            public void received() {
                serve(client);
            }

            @Override
            public void ended() {
                end(client);
            }
        });
    }

    private void serve(Client client) {
        while (!client.isAsking() && !client.isDead()) {
            if (client.ignoresEverything()) {
                client.connection().input().position(client.connection().input().limit());
                return;
            }
            Request request = next(client);
            if (request == null) {
                return;
            }
            client.asking(true);
            try {
                handle(client, request);
            } catch (MalformedMessage | IllegalArgumentException e) {
                log.error("c" + client.index() + " " + request.command() + ": " + e.getMessage());
                answer(client, request, ResultCode.EINVAL);
            }
        }
        client.connection().pause();
    }

    private @Nullable Request next(Client client) {
        try {
            return client.reader().next(client.connection().input());
        } catch (RequestReader.Garbage e) {
            log.error("c" + client.index() + " is closed: it sent " + e.getMessage());
            client.connection().closeWhenSent();
            return null;
        }
    }

    /// Answers with a header alone and goes on with the connection.
    void answer(Client client, Request request, int result) {
        answer(client, request, result, 0);
    }

    private void answer(Client client, Request request, int result, int count) {
        client.reply(request.header(), result, count);
        served(client);
    }

    /// The request of a connection has been answered: the next one may come.
    void served(Client client) {
        client.asking(false);
        // Not from here: the caller may be in the middle of the loop that serves this very connection.
        state.loop().execute(() -> {
            if (!client.isDead()) {
                client.connection().resume();
            }
        });
    }

    private void handle(Client client, Request request) {
        if (request.rejection() != 0 && !request.targetsClient()) {
            answer(client, request, request.rejection());
            return;
        }
        switch (request.command()) {
            case REGISTER -> register(client);
            case RESTRICT -> {
                answer(client, request, ResultCode.SUCCESS);
                client.restrict(request.header().flags());
            }
            case ADD_LOCKSPACE -> lockspaceCommands.add(request, result -> answer(client, request, result));
            case REM_LOCKSPACE -> lockspaceCommands.remove(request, result -> answer(client, request, result));
            case INQ_LOCKSPACE -> lockspaceCommands.inquire(request, result -> answer(client, request, result));
            case SET_CONFIG -> {
                answer(client, request, lockspaceCommands.configure(request));
                client.connection().closeWhenSent();
            }
            case SHUTDOWN -> {
                statusCommands.shutdown(request);
                client.connection().closeWhenSent();
            }
            case SHUTDOWN_WAIT ->
                statusCommands.shutdownAndTell(client, request, result -> answer(client, request, result));
            case STATUS, HOST_STATUS, LOG_DUMP, GET_LOCKSPACES, GET_HOSTS -> {
                statusCommands.answer(client, request);
                client.connection().closeWhenSent();
            }
            case VERSION -> {
                statusCommands.version(client, request);
                served(client);
            }
            case ACQUIRE, RELEASE, INQUIRE, KILLPATH -> target(client, request);
            case ALIGN, READ_LOCKSPACE, WRITE_LOCKSPACE, READ_RESOURCE, WRITE_RESOURCE, READ_RESOURCE_OWNERS ->
                diskCommands.serve(client, request, () -> served(client));
            default -> answer(client, request, ResultCode.EOPNOTSUPP);
        }
    }

    private void register(Client client) {
        if (client.holder() == null) {
            PeerProcess process =
                    PeerProcess.open(state.loop(), client.connection().peerPid());
            Holder holder = new Holder(process, client);
            process.onExit(() -> leaseCommands.processExited(holder));
            client.register(holder);
        }
        served(client);
    }

    /// Finds the client that a command is about and serves it, if no other command is at work on that client.
    private void target(Client asker, Request request) {
        int pid = request.header().data2();
        Client target = pid == -1 ? asker : state.clients().registered(pid);
        if (target == null) {
            answer(asker, request, ResultCode.ESRCH);
            return;
        }
        Holder holder = target.holder();
        if (holder == null || target.running() != null) {
            answer(asker, request, ResultCode.EBUSY);
            return;
        }
        if (target.isDead()) {
            answer(asker, request, ResultCode.EBUSY);
            return;
        }
        if (request.command() == Command.ACQUIRE && Recovery.isKilling(state, holder)) {
            answer(asker, request, ResultCode.EBUSY);
            return;
        }
        target.begin(request.command());
        try {
            serve(asker, target, holder, request);
        } catch (MalformedMessage | IllegalArgumentException e) {
            finish(target);
            throw e;
        }
    }

    private void serve(Client asker, Client target, Holder holder, Request request) {
        Reply reply = result -> {
            finish(target);
            answer(asker, request, result);
        };
        if (request.rejection() != 0) {
            reply.result(request.rejection());
            return;
        }
        boolean ownWord = asker == target;
        switch (request.command()) {
            case ACQUIRE -> leaseCommands.acquire(target, holder, request, reply);
            case RELEASE -> leaseCommands.release(target, holder, request, ownWord, reply);
            case KILLPATH -> leaseCommands.killPath(target, request, reply);
            case INQUIRE -> {
                finish(target);
                leaseCommands.inquire(asker, target, request);
                served(asker);
            }
            default -> throw new IllegalStateException("Not about one client: " + request.command());
        }
    }

    private void finish(Client target) {
        target.finish();
        if (target.isDead()) {
            bury(target);
        }
    }

    private void end(Client client) {
        client.die();
        client.connection().close();
        if (client.running() == null) {
            bury(client);
        }
    }

    /// The connection has ended and no command is at work on its client.
    private void bury(Client client) {
        Holder holder = client.holder();
        if (holder != null) {
            leaseCommands.connectionEnded(client, holder);
        }
        state.clients().remove(client);
    }
}
