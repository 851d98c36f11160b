package io.holdfast.leasedaemon;

import static io.holdfast.leasedaemon.KillPlan.Action.KILL;
import static io.holdfast.leasedaemon.KillPlan.Action.NOTHING;
import static io.holdfast.leasedaemon.KillPlan.Action.RUN_PROGRAM;
import static io.holdfast.leasedaemon.KillPlan.Action.TERMINATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.leasedaemon.KillPlan.Action;
import io.holdfast.leasedaemon.KillPlan.Progress;
import io.holdfast.leasedaemon.KillPlan.Restriction;
import org.junit.jupiter.api.Test;

final class KillPlanTest {
    private static final long GRACE_END = 120;

    private static Action at(long now, KillReason reason, Progress progress, boolean program, Restriction restriction) {
        return KillPlan.next(now, reason, GRACE_END, progress, program, restriction);
    }

    private static Action lostAt(long now, Progress progress) {
        return at(now, KillReason.RENEWAL_LOST, progress, false, Restriction.NONE);
    }

    @Test
    void aLostLockspaceAsksUntilTheGraceEndsAndThenKills() {
        assertThat(lostAt(80, Progress.NONE)).isEqualTo(TERMINATE);
        assertThat(lostAt(119, new Progress(39, 118, false))).isEqualTo(TERMINATE);
        assertThat(lostAt(120, new Progress(40, 119, false))).isEqualTo(KILL);
        assertThat(lostAt(500, Progress.NONE)).as("a host that was frozen").isEqualTo(KILL);
    }

    @Test
    void onceASecondAndAHundredTimes() {
        assertThat(lostAt(80, new Progress(1, 80, false))).isEqualTo(NOTHING);
        assertThat(lostAt(81, new Progress(1, 80, false))).isEqualTo(TERMINATE);
        assertThat(lostAt(300, new Progress(100, 200, false))).isEqualTo(NOTHING);
        assertThat(KillPlan.isStuck(new Progress(100, 200, false))).isTrue();
    }

    @Test
    void theProgramRunsOnceAndKeepsTheSignalsOffUntilTheGraceEnds() {
        Progress started = Progress.NONE.after(RUN_PROGRAM, 80);
        assertThat(at(80, KillReason.RENEWAL_LOST, Progress.NONE, true, Restriction.NONE))
                .isEqualTo(RUN_PROGRAM);
        assertThat(at(90, KillReason.RENEWAL_LOST, started, true, Restriction.NONE))
                .isEqualTo(NOTHING);
        assertThat(at(120, KillReason.RENEWAL_LOST, started, true, Restriction.NONE))
                .isEqualTo(KILL);
    }

    @Test
    void whatWasAskedForOrSuspendedKillsAtOnce() {
        for (KillReason reason : new KillReason[] {KillReason.REMOVED, KillReason.SHUTDOWN, KillReason.SUSPENDED}) {
            assertThat(at(10, reason, Progress.NONE, true, Restriction.NONE)).isEqualTo(KILL);
        }
    }

    @Test
    void aForbiddenSignalIsReplacedByTheOther() {
        Restriction noKill = new Restriction(true, false);
        Restriction noTerminate = new Restriction(false, true);
        Restriction neither = new Restriction(true, true);
        assertThat(at(10, KillReason.REMOVED, Progress.NONE, false, noKill)).isEqualTo(TERMINATE);
        assertThat(at(80, KillReason.RENEWAL_LOST, Progress.NONE, false, noTerminate))
                .isEqualTo(KILL);
        assertThat(at(80, KillReason.RENEWAL_LOST, Progress.NONE, false, neither))
                .isEqualTo(KILL);
        assertThat(at(10, KillReason.REMOVED, Progress.NONE, false, neither)).isEqualTo(KILL);
    }

    @Test
    void theProgramsWordsAreCutAsTheOriginalCutsThem() {
        assertThat(new KillPath("/bin/x", "a b\\ c d\\\\e", true).command(7))
                .containsExactly("/bin/x", "a", "b c", "d\\e", "7");
        assertThat(new KillPath("/bin/x", "a \\n b", false).command(7)).containsExactly("/bin/x", "a");
        assertThat(new KillPath("/bin/x", "1 2 3 4 5 6 7 8 9", true).command(7)).hasSize(8);
        assertThat(new KillPath("/bin/x", "\u00e9a\u0001b", false).command(7)).containsExactly("/bin/x", "ab");
    }
}
