package io.holdfast.manager.system;

import io.holdfast.base.Clock;
import io.holdfast.manager.Action;
import io.holdfast.manager.ActionRunner;
import io.holdfast.manager.ManagerCore.Door;
import io.holdfast.manager.Reply;
import io.holdfast.power.PowerDrivers;
import io.holdfast.protocol.HostConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Carries actions out over the host protocol and power devices. Keeps one connection to each host.
public final class WorldRunner implements ActionRunner {
    private record Line(String address, int port, HostConnection connection) {}

    private final Function<Door, HostConnection> connect;
    private final Clock clock;
    private final PowerActions power;
    private final Map<UUID, Line> lines = new HashMap<>();
    private boolean closed;

    /// @param connect opens a host's connection; returns at once
    public WorldRunner(Function<Door, HostConnection> connect, PowerDrivers drivers, Clock clock) {
        this.connect = connect;
        this.clock = clock;
        power = new PowerActions(drivers);
    }

    @Override
    public Reply run(Action action, @Nullable Door door) throws InterruptedException {
        return switch (action) {
            case Action.OnDevice onDevice -> power.run(onDevice);
            case Action.OnHost onHost when door != null -> new HostActions(line(door), door, clock, action).run(onHost);
            case Action.OnHost _ ->
                new Reply.Failed(Reply.Failed.Kind.UNREACHABLE, 0, "the host was removed meanwhile");
        };
    }

    private synchronized HostConnection line(Door door) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        Line line = lines.get(door.host());
        if (line != null && (!line.address().equals(door.address()) || line.port() != door.port())) {
            line.connection().close();
            line = null;
        }
        if (line == null) {
            line = new Line(door.address(), door.port(), connect.apply(door));
            lines.put(door.host(), line);
        }
        return line.connection();
    }

    @Override
    public synchronized void close() {
        closed = true;
        lines.values().forEach(each -> each.connection().close());
        lines.clear();
    }
}
