package io.holdfast.agent.owner;

import io.holdfast.agent.system.DurableDirectory;
import io.holdfast.protocol.CallContext;
import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.Fields;
import io.holdfast.protocol.Json;
import io.holdfast.protocol.VerbFailed;

/// Obeys one manager: the owner of the newest epoch that this host has seen. What it acknowledged is on disk before
/// anyone is told, so that a manager whose data center was taken over never gets through again, whatever crashes.
///
/// A command that names no epoch comes from a manager that knows none, and is let through.
public final class OwnerGuard {
    private static final String FILE = "owner.json";

    private final DurableDirectory state;
    private Owner current;

    /// Whom this host obeys.
    ///
    /// @param epoch 0 if nobody ever took it over
    /// @param owner empty if it is not known: a command of a new epoch came before its adoption
    public record Owner(long epoch, String owner) {}

    /// Goes on with what is on disk.
    public OwnerGuard(DurableDirectory state) {
        this.state = state;
        this.current = state.read(FILE)
                .map(bytes -> {
                    Fields fields = Fields.of(Json.parse(bytes), FILE);
                    return new Owner(fields.number("epoch"), fields.text("owner"));
                })
                .orElse(new Owner(0, ""));
    }

    public synchronized Owner current() {
        return current;
    }

    /// Obeys a new owner, durably. The same one again is no change.
    ///
    /// @throws VerbFailed (9001) if the epoch is older, or the same and another owner has it
    public synchronized Owner adopt(long epoch, String owner) {
        if (epoch < 1 || owner.isBlank()) {
            throw new VerbFailed(ErrorCode.INVALID_PARAMETER, "An adoption needs an epoch of at least 1 and an owner");
        }
        boolean takenByOther = epoch == current.epoch()
                && !current.owner().isEmpty()
                && !current.owner().equals(owner);
        if (epoch < current.epoch() || takenByOther) {
            throw new VerbFailed(
                    ErrorCode.STALE_EPOCH,
                    "This host obeys %s of epoch %d, not %s of epoch %d"
                            .formatted(name(), current.epoch(), owner, epoch));
        }
        store(new Owner(epoch, owner));
        return current;
    }

    /// Lets a command through, or refuses it.
    ///
    /// @throws VerbFailed (9001) if it names an older epoch
    public void check(CallContext context) {
        if (context.epoch().isPresent()) {
            check(context.epoch().getAsLong());
        }
    }

    /// The same for an epoch by itself. A newer one than was ever adopted is remembered, with its owner yet
    /// unknown: the
    /// older owner's commands must not follow it.
    public synchronized void check(long epoch) {
        if (epoch < current.epoch()) {
            throw new VerbFailed(
                    ErrorCode.STALE_EPOCH,
                    "This host obeys %s of epoch %d; the command is of epoch %d"
                            .formatted(name(), current.epoch(), epoch));
        }
        if (epoch > current.epoch()) {
            store(new Owner(epoch, ""));
        }
    }

    private String name() {
        return current.owner().isEmpty() ? "the owner" : current.owner();
    }

    private void store(Owner next) {
        if (!next.equals(current)) {
            state.write(
                    FILE, Json.bytes(Json.object().put("epoch", next.epoch()).put("owner", next.owner())));
            current = next;
        }
    }
}
