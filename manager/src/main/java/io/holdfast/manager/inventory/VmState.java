package io.holdfast.manager.inventory;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where a machine stands.
///
/// @param wanted whether it should be running
/// @param host where it runs or last ran, null when nowhere
/// @param detail one sentence for people, for instance what a restart waits for
/// @param attempts failed starts since it last ran
/// @param nextTry when the next start is tried, null when none is planned
public record VmState(
        UUID vm,
        VmStatus status,
        boolean wanted,
        @Nullable UUID host,
        String detail,
        Instant since,
        int attempts,
        @Nullable Instant nextTry)
        implements Kept {
    @Override
    public UUID key() {
        return vm;
    }

    public VmState to(VmStatus next, String why, Instant now) {
        return new VmState(vm, next, wanted, host, why, next == status ? since : now, attempts, nextTry);
    }

    public VmState on(@Nullable UUID where) {
        return new VmState(vm, status, wanted, where, detail, since, attempts, nextTry);
    }

    public VmState wanted(boolean running) {
        return new VmState(vm, status, running, host, detail, since, attempts, nextTry);
    }

    /// With that many failed starts so far.
    public VmState tryingAgain(int failures, @Nullable Instant at) {
        return new VmState(vm, status, wanted, host, detail, since, failures, at);
    }
}
