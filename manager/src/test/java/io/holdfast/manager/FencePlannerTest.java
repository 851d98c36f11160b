package io.holdfast.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.manager.inventory.Cluster;
import io.holdfast.manager.inventory.FenceAgent;
import io.holdfast.manager.inventory.FencePlan;
import io.holdfast.manager.inventory.FenceStage;
import io.holdfast.manager.inventory.FenceStep;
import io.holdfast.manager.inventory.FenceStepKind;
import io.holdfast.manager.inventory.FenceTrigger;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.HostObservation;
import io.holdfast.manager.inventory.HostStatus;
import io.holdfast.manager.inventory.LeaseRelease;
import io.holdfast.manager.inventory.LockspaceObservation;
import io.holdfast.manager.inventory.ProofOfDeath;
import io.holdfast.manager.inventory.StepState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class FencePlannerTest {
    private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
    private static final UUID PLAN = new UUID(9, 9);
    private static final UUID DOMAIN = new UUID(2, 1);
    private static final Cluster CLUSTER =
            new Cluster(new UUID(3, 1), new UUID(3, 0), "cluster", "", true, LeaseRelease.AFTER_POWER_OFF);
    private static final Host TARGET = host(1);
    private static final Host SURVIVOR = host(2);
    private static final HostObservation LAST = new HostObservation(
            TARGET.id(), "boot 1", new UUID(8, 1), T, List.of(new LockspaceObservation(DOMAIN, 1, 4, 10, true, 60)));

    private final FencePlanner planner = new FencePlanner(Policy.standard());

    private static Host host(int number) {
        return new Host(
                new UUID(1, number),
                CLUSTER.id(),
                "host-" + number,
                "",
                "h" + number,
                54321,
                number,
                5,
                new UUID(8, number));
    }

    private static FenceAgent agent(int number, int order) {
        return new FenceAgent(
                new UUID(6, number),
                TARGET.id(),
                order,
                "redfish",
                "bmc" + number,
                0,
                "u",
                "p",
                Map.of(),
                "x",
                true,
                null);
    }

    private static FenceSituation around(@Nullable String brake, FenceAgent... agents) {
        return new FenceSituation(
                TARGET,
                HostStatus.NON_RESPONSIVE,
                CLUSTER,
                List.of(agents),
                Map.of(DOMAIN, List.of(SURVIVOR)),
                brake,
                1,
                _ -> false);
    }

    private FencePlan begin(FenceAgent... agents) {
        return planner.begin(T, PLAN, FenceTrigger.SILENCE, "", TARGET, LAST, List.of(agents));
    }

    private static Reply power(Reply.Power.State state) {
        return new Reply.Power(state, "");
    }

    private static FenceStep step(FencePlan plan, FenceStepKind kind) {
        return plan.steps().stream()
                .filter(each -> each.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    private FenceDecision answer(FencePlan plan, FenceSituation around, Action action, Reply reply, int second) {
        return planner.answered(T.plusSeconds(second), plan, around, action, T.plusSeconds(second), reply);
    }

    @Test
    void aPlanOrdersOffAndWatchesTheLeaseAtOnce() {
        FenceAgent agent = agent(1, 1);
        FenceDecision decision = planner.plan(T, begin(agent), around(null, agent));
        assertThat(decision.actions())
                .containsExactly(
                        new Action.ReadHostLease(SURVIVOR.id(), DOMAIN, 1, TARGET.id(), PLAN),
                        new Action.PowerOff(agent, PLAN));
        assertThat(step(decision.plan(), FenceStepKind.POWER_OFF).state()).isEqualTo(StepState.RUNNING);
    }

    @Test
    void theAnswerToAnOrderProvesNothingAndAStatusOfItsOwnDoes() {
        FenceAgent agent = agent(1, 1);
        FenceSituation around = around(null, agent);
        FencePlan plan = planner.plan(T, begin(agent), around).plan();
        plan = answer(plan, around, new Action.PowerOff(agent, PLAN), power(Reply.Power.State.OFF), 1)
                .plan();
        FenceDecision next = planner.plan(T.plusSeconds(1), plan, around);
        assertThat(next.plan().proofs()).isEmpty();
        assertThat(next.actions()).contains(new Action.ReadPower(agent, PLAN));
        plan = answer(next.plan(), around, new Action.ReadPower(agent, PLAN), power(Reply.Power.State.OFF), 2)
                .plan();
        plan = planner.plan(T.plusSeconds(2), plan, around).plan();
        assertThat(plan.proofs())
                .extracting(each -> each.of())
                .containsExactly(new ProofOfDeath.PowerOffConfirmed(List.of(agent.id()), T.plusSeconds(2)));
        assertThat(plan.stage()).isEqualTo(FenceStage.RELEASING);
    }

    @Test
    void noOtherAnswerToAStatusReadIsAProof() {
        List<Reply> replies = List.of(
                power(Reply.Power.State.ON),
                power(Reply.Power.State.UNKNOWN),
                new Reply.Failed(Reply.Failed.Kind.UNREACHABLE, 0, ""),
                new Reply.Failed(Reply.Failed.Kind.UNANSWERED, 0, ""),
                new Reply.Failed(Reply.Failed.Kind.REFUSED, 0, ""),
                new Reply.Done());
        for (Reply reply : replies) {
            FenceAgent agent = agent(1, 1);
            FenceSituation around = around(null, agent);
            FencePlan plan = planner.plan(T, begin(agent), around).plan();
            plan = answer(plan, around, new Action.PowerOff(agent, PLAN), new Reply.Done(), 1)
                    .plan();
            plan = planner.plan(T.plusSeconds(1), plan, around).plan();
            plan = answer(plan, around, new Action.ReadPower(agent, PLAN), reply, 2)
                    .plan();
            plan = planner.plan(T.plusSeconds(2), plan, around).plan();
            assertThat(plan.proofs()).as("%s", reply).isEmpty();
            assertThat(plan.stage()).isEqualTo(FenceStage.GATHERING);
        }
    }

    @Test
    void anOrderWithoutEffectIsGivenAgainWithPausesThatGrow() {
        FenceAgent agent = agent(1, 1);
        FenceSituation around = around(null, agent);
        FencePlan plan = begin(agent);
        int orders = 0;
        for (int second = 0; second < 300; second++) {
            FenceDecision decision = planner.plan(T.plusSeconds(second), plan, around);
            plan = decision.plan();
            for (Action action : decision.actions()) {
                if (action instanceof Action.PowerOff) {
                    orders++;
                    plan = answer(plan, around, action, new Reply.Done(), second)
                            .plan();
                } else if (action instanceof Action.ReadPower) {
                    plan = answer(plan, around, action, power(Reply.Power.State.ON), second)
                            .plan();
                }
            }
        }
        assertThat(orders).isBetween(6, 20);
        assertThat(plan.stage()).isEqualTo(FenceStage.GATHERING);
    }

    @Test
    void allDevicesOfALevelMustReportOff() {
        FenceAgent one = agent(1, 1);
        FenceAgent two = agent(2, 1);
        FenceSituation around = around(null, one, two);
        FencePlan plan = planner.plan(T, begin(one, two), around).plan();
        for (FenceAgent each : List.of(one, two)) {
            plan = answer(plan, around, new Action.PowerOff(each, PLAN), new Reply.Done(), 1)
                    .plan();
        }
        plan = planner.plan(T.plusSeconds(1), plan, around).plan();
        plan = answer(plan, around, new Action.ReadPower(one, PLAN), power(Reply.Power.State.OFF), 1)
                .plan();
        plan = planner.plan(T.plusSeconds(1), plan, around).plan();
        assertThat(plan.proofs()).isEmpty();
        plan = answer(plan, around, new Action.ReadPower(two, PLAN), power(Reply.Power.State.OFF), 2)
                .plan();
        plan = planner.plan(T.plusSeconds(2), plan, around).plan();
        assertThat(plan.proofs()).hasSize(1);
    }

    @Test
    void theNextLevelIsTriedWhenTheFirstHadItsTime() {
        FenceAgent one = agent(1, 1);
        FenceAgent two = agent(2, 2);
        FenceSituation around = around(null, one, two);
        FencePlan plan = planner.plan(T, begin(one, two), around).plan();
        assertThat(plan.level()).isEqualTo(1);
        FenceDecision later = planner.plan(T.plusSeconds(181), plan, around);
        assertThat(later.plan().level()).isEqualTo(2);
        assertThat(later.actions()).contains(new Action.PowerOff(two, PLAN));
    }

    @Test
    void devicesThatAreNotIdentifiedOrLiedAreNotUsed() {
        FenceAgent strange = agent(1, 1).identifiedAs("another machine", false);
        FenceAgent liar = agent(2, 1).caughtLying(T);
        FenceDecision decision = planner.plan(T, begin(strange, liar), around(null, strange, liar));
        assertThat(decision.actions()).noneMatch(each -> each instanceof Action.OnDevice);
        assertThat(decision.plan().explanation()).contains("can be trusted");
    }

    @Test
    void aBrakedPlanWatchesLeasesAndSwitchesNothing() {
        FenceAgent agent = agent(1, 1);
        FenceDecision decision = planner.plan(T, begin(agent), around("too many are silent", agent));
        assertThat(decision.actions()).noneMatch(each -> each instanceof Action.OnDevice);
        assertThat(decision.actions()).anyMatch(each -> each instanceof Action.ReadHostLease);
        assertThat(decision.plan().explanation()).contains("too many are silent");
    }

    @Test
    void afterARestartAnOrderIsNotRepeatedBlindly() {
        FenceAgent agent = agent(1, 1);
        FenceSituation around = around(null, agent);
        FencePlan running = planner.plan(T, begin(agent), around).plan();
        FencePlan resumed = planner.resume(T.plusSeconds(5), running);
        FenceDecision decision = planner.plan(T.plusSeconds(5), resumed, around);
        assertThat(decision.actions()).contains(new Action.ReadPower(agent, PLAN));
        assertThat(decision.actions()).noneMatch(each -> each instanceof Action.PowerOff);
    }

    @Test
    void aHostThatAnswersUnderItsOldBootEndsThePlanUnlessAnOrderMayStillWork() {
        FenceAgent agent = agent(1, 1);
        FencePlan braked = planner.plan(T, begin(agent), around("brake", agent)).plan();
        assertThat(planner.hostAnswered(T.plusSeconds(3), braked, T.plusSeconds(2), "boot 1")
                        .plan()
                        .stage())
                .isEqualTo(FenceStage.STOPPED);
        FencePlan ordering = planner.plan(T, begin(agent), around(null, agent)).plan();
        assertThat(planner.hostAnswered(T.plusSeconds(3), ordering, T.plusSeconds(2), "boot 1")
                        .plan()
                        .stage())
                .isEqualTo(FenceStage.GATHERING);
    }

    private FencePlan releasing(FenceAgent agent, FenceSituation around) {
        FencePlan plan = planner.plan(T, begin(agent), around).plan();
        plan = answer(plan, around, new Action.PowerOff(agent, PLAN), new Reply.Done(), 1)
                .plan();
        plan = planner.plan(T.plusSeconds(1), plan, around).plan();
        plan = answer(plan, around, new Action.ReadPower(agent, PLAN), power(Reply.Power.State.OFF), 2)
                .plan();
        return planner.plan(T.plusSeconds(2), plan, around).plan();
    }

    private static Reply lease(long timestamp, long unchanged) {
        return new Reply.Lease(
                timestamp == 0 ? "FREE" : "LIVE", "host-1", 4, timestamp, 10, unchanged, true, true, "i");
    }

    @Test
    void anAnswerUnderTheOldBootAfterTheProofVoidsItAndMarksTheDevice() {
        FenceAgent agent = agent(1, 1);
        FencePlan plan = releasing(agent, around(null, agent));
        FenceDecision early = planner.hostAnswered(T.plusSeconds(4), plan, T.plusSeconds(1), "boot 1");
        assertThat(early.plan().stage()).isEqualTo(FenceStage.RELEASING);
        FenceDecision late = planner.hostAnswered(T.plusSeconds(4), plan, T.plusSeconds(3), "boot 1");
        assertThat(late.plan().stage()).isEqualTo(FenceStage.STOPPED);
        assertThat(late.plan().proofs()).noneMatch(each -> each.stands());
        assertThat(late.liars()).containsExactly(agent.id());
    }

    @Test
    void aRenewalAfterTheProofVoidsItAndMarksTheDevice() {
        FenceAgent agent = agent(1, 1);
        FenceSituation around = around(null, agent);
        FencePlan plan = releasing(agent, around);
        Action look = new Action.ReadHostLease(SURVIVOR.id(), DOMAIN, 1, TARGET.id(), PLAN);
        plan = answer(plan, around, look, lease(500, 3), 3).plan();
        plan = answer(plan, around, look, lease(500, 8), 8).plan();
        assertThat(plan.stage()).isEqualTo(FenceStage.RELEASING);
        FenceDecision renewed = answer(plan, around, look, lease(520, 0), 10);
        assertThat(renewed.plan().stage()).isEqualTo(FenceStage.STOPPED);
        assertThat(renewed.liars()).containsExactly(agent.id());
    }

    @Test
    void aStatusOnAfterTheProofVoidsItAndMarksTheDevice() {
        FenceAgent agent = agent(1, 1);
        FenceSituation around = around(null, agent);
        FencePlan plan =
                planner.plan(T.plusSeconds(8), releasing(agent, around), around).plan();
        FenceDecision on = answer(plan, around, new Action.ReadPower(agent, PLAN), power(Reply.Power.State.ON), 9);
        assertThat(on.plan().stage()).isEqualTo(FenceStage.STOPPED);
        assertThat(on.liars()).containsExactly(agent.id());
    }

    @Test
    void theHostIsReleasedAndSwitchedOnOnceItsLeaseIsFree() {
        FenceAgent agent = agent(1, 1);
        FenceSituation around = around(null, agent);
        FencePlan plan = releasing(agent, around);
        Action.FreeHostLease free = new Action.FreeHostLease(SURVIVOR.id(), DOMAIN, 1, 4, 1, PLAN, T.plusSeconds(2));
        assertThat(step(plan, FenceStepKind.FREE_LEASE).state()).isEqualTo(StepState.RUNNING);
        plan = answer(plan, around, free, new Reply.Failed(Reply.Failed.Kind.REFUSED, 9004, "watched for 3 s only"), 3)
                .plan();
        FenceDecision again = planner.plan(T.plusSeconds(4), plan, around);
        assertThat(again.actions()).contains(free);
        plan = answer(again.plan(), around, free, new Reply.Done(), 5).plan();
        FenceDecision released = planner.plan(T.plusSeconds(5), plan, around);
        assertThat(released.plan().stage()).isEqualTo(FenceStage.POWERING_ON);
        assertThat(step(released.plan(), FenceStepKind.RELEASE_HOST).state()).isEqualTo(StepState.DONE);
        assertThat(released.actions()).contains(new Action.PowerOn(agent, PLAN));
    }

    @Test
    void aLeaseThatCannotBeFreedIsLeftToExpireAfterAWhile() {
        FenceAgent agent = agent(1, 1);
        FenceSituation around = around(null, agent);
        FencePlan plan = releasing(agent, around);
        assertThat(planner.plan(T.plusSeconds(30), plan, around).plan().stage()).isEqualTo(FenceStage.RELEASING);
        assertThat(planner.plan(T.plusSeconds(40), plan, around).plan().stage()).isEqualTo(FenceStage.POWERING_ON);
    }

    @Test
    void aNewBootProvesTheDeathOfTheOldOne() {
        FenceAgent agent = agent(1, 1);
        FenceSituation around = around("brake", agent);
        FencePlan plan = planner.plan(T, begin(agent), around).plan();
        FencePlan rebooted = planner.hostAnswered(T.plusSeconds(60), plan, T.plusSeconds(59), "boot 2")
                .plan();
        rebooted = planner.plan(T.plusSeconds(60), rebooted, around).plan();
        assertThat(rebooted.stage()).isEqualTo(FenceStage.RETURNING);
        assertThat(Deaths.hostIsDead(rebooted)).isTrue();
    }

    @Test
    void aFailedQueryIsNeverAGoAhead() {
        FenceAgent agent = agent(1, 1);
        FenceSituation around = around("brake", agent);
        FencePlan plan = planner.plan(T, begin(agent), around).plan();
        Action look = new Action.ReadHostLease(SURVIVOR.id(), DOMAIN, 1, TARGET.id(), PLAN);
        for (Reply.Failed.Kind kind : Reply.Failed.Kind.values()) {
            FencePlan after = answer(plan, around, look, new Reply.Failed(kind, 0, "no"), 200)
                    .plan();
            assertThat(after.proofs()).isEmpty();
            assertThat(step(after, FenceStepKind.WATCH_LEASE).outcome()).contains("unknown");
        }
    }
}
