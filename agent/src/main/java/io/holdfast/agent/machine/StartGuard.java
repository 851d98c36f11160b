package io.holdfast.agent.machine;

import io.holdfast.protocol.StartPermit;
import java.util.Optional;
import java.util.UUID;

/// Decides whether an order to start a machine may be carried out, however late, often or confused it arrives.
/// Reads no
/// clock, does no I/O.
///
/// In this order:
///
/// 1. A start id that was used is never used again. If it was used for this machine, its answer is repeated,
/// whatever
///    the time; for another machine, the order is nonsense.
/// 2. An order for another boot of this host is refused: the manager that sent it counted on what was then.
/// 3. An order under an older epoch is refused.
/// 4. An order that came after its expiry, by this host's own monotonic clock, is refused: the manager may have
///    concluded by now that it never arrived.
/// 5. A machine that has a process here is not started again.
///
/// What passes is stored, durably, before the hypervisor is asked.
public final class StartGuard {
    private StartGuard() {}

    /// Why an order was refused.
    public enum Refusal {
        START_ID_OF_OTHER_MACHINE,
        WRONG_BOOT,
        STALE_EPOCH,
        EXPIRED,
        RUNS_ALREADY
    }

    /// What to do with an order.
    public sealed interface Decision {
        /// Store the start, then carry it out.
        record Start() implements Decision {}

        /// It was stored before: answer as then, do nothing.
        record Repeat() implements Decision {}

        /// Do nothing, and say why.
        ///
        /// @param why for people
        record Refuse(Refusal reason, String why) implements Decision {}
    }

    /// What this host knows when an order comes.
    ///
    /// @param now milliseconds of the monotonic clock
    /// @param epoch the newest that it obeys
    /// @param usedFor the machine for which the order's start id was used before
    /// @param runs whether the machine has a process, or is being started
    public record Situation(long now, String bootId, long epoch, Optional<UUID> usedFor, boolean runs) {}

    /// Decides.
    ///
    /// @param permit empty in orders of managers that know none: then only the last rule counts
    public static Decision decide(UUID machine, Optional<StartPermit> permit, Situation situation) {
        if (permit.isPresent()) {
            Optional<Decision> decided = byPermit(machine, permit.get(), situation);
            if (decided.isPresent()) {
                return decided.get();
            }
        }
        return situation.runs()
                ? refuse(Refusal.RUNS_ALREADY, "Machine " + machine + " runs on this host already")
                : new Decision.Start();
    }

    private static Optional<Decision> byPermit(UUID machine, StartPermit permit, Situation situation) {
        if (situation.usedFor().isPresent()) {
            UUID before = situation.usedFor().get();
            return Optional.of(
                    before.equals(machine)
                            ? new Decision.Repeat()
                            : refuse(
                                    Refusal.START_ID_OF_OTHER_MACHINE,
                                    "Start %s was of machine %s, not of %s"
                                            .formatted(permit.startId(), before, machine)));
        }
        if (!permit.bootId().equals(situation.bootId())) {
            return Optional.of(refuse(
                    Refusal.WRONG_BOOT,
                    "Start %s is for boot %s of this host, which now runs boot %s"
                            .formatted(permit.startId(), permit.bootId(), situation.bootId())));
        }
        if (permit.epoch() < situation.epoch()) {
            return Optional.of(refuse(
                    Refusal.STALE_EPOCH,
                    "Start %s is of epoch %d; this host obeys epoch %d"
                            .formatted(permit.startId(), permit.epoch(), situation.epoch())));
        }
        return isExpired(permit, situation.now())
                ? Optional.of(refuse(
                        Refusal.EXPIRED,
                        "Start %s expired %d ms before it came"
                                .formatted(permit.startId(), situation.now() - permit.notAfter())))
                : Optional.empty();
    }

    /// Whether an order may not be begun any more.
    ///
    /// @param now milliseconds of the monotonic clock
    public static boolean isExpired(StartPermit permit, long now) {
        return now > permit.notAfter();
    }

    private static Decision refuse(Refusal reason, String why) {
        return new Decision.Refuse(reason, why);
    }
}
