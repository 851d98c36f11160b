package io.holdfast.leasedaemon;

/// Decides what is done next to a process that must not go on. Reads no clock and does nothing itself.
///
/// While the grace lasts (until `last renewal + 8 × io time-out + grace`): the kill program, once, or SIGTERM each
/// second. After it, and where there is no grace, SIGKILL each second. A client's RESTRICT swaps the two signals.
/// After [#MAX_ROUNDS] rounds nothing more is tried: the process cannot be killed, and the watchdog ends the host.
final class KillPlan {
    static final int MAX_ROUNDS = 100;
    static final int SIGKILL = 9;
    static final int SIGTERM = 15;

    private KillPlan() {}

    /// What to do now.
    enum Action {
        NOTHING,
        TERMINATE,
        KILL,
        RUN_PROGRAM;

        /// The signal's number, 0 if the action is none.
        int signal() {
            return switch (this) {
                case TERMINATE -> SIGTERM;
                case KILL -> SIGKILL;
                case NOTHING, RUN_PROGRAM -> 0;
            };
        }
    }

    /// What was done to one process so far.
    ///
    /// @param rounds how often something was done
    /// @param last second of the last time
    record Progress(int rounds, long last, boolean programStarted) {
        static final Progress NONE = new Progress(0, 0, false);

        Progress after(Action action, long now) {
            return action == Action.NOTHING
                    ? this
                    : new Progress(rounds + 1, now, programStarted || action == Action.RUN_PROGRAM);
        }
    }

    /// Returns the action for one process.
    ///
    /// @param now monotonic seconds
    /// @param graceEnd second at which patience ends; not after `now` if there is none
    /// @param hasProgram whether the client named a program
    static Action next(
            long now,
            KillReason reason,
            long graceEnd,
            Progress progress,
            boolean hasProgram,
            Restriction restriction) {
        if (progress.rounds >= MAX_ROUNDS || (progress.rounds > 0 && now <= progress.last)) {
            return Action.NOTHING;
        }
        boolean gentle = reason == KillReason.RENEWAL_LOST && now < graceEnd;
        if (gentle && hasProgram) {
            return progress.programStarted ? Action.NOTHING : Action.RUN_PROGRAM;
        }
        return restriction.instead(gentle ? Action.TERMINATE : Action.KILL);
    }

    /// Whether everything was tried in vain.
    static boolean isStuck(Progress progress) {
        return progress.rounds >= MAX_ROUNDS;
    }

    /// Signals that a client forbade.
    record Restriction(boolean noKill, boolean noTerminate) {
        static final Restriction NONE = new Restriction(false, false);

        private Action instead(Action wanted) {
            Action swapped = wanted == Action.KILL && noKill ? Action.TERMINATE : wanted;
            return swapped == Action.TERMINATE && noTerminate ? Action.KILL : swapped;
        }
    }
}
