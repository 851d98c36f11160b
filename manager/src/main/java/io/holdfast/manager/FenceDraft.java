package io.holdfast.manager;

import io.holdfast.manager.inventory.FencePlan;
import io.holdfast.manager.inventory.FenceStage;
import io.holdfast.manager.inventory.FenceStep;
import io.holdfast.manager.inventory.FenceStepKind;
import io.holdfast.manager.inventory.LeaseWatch;
import io.holdfast.manager.inventory.Proof;
import io.holdfast.manager.inventory.ProofOfDeath;
import io.holdfast.manager.inventory.StepState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A fence plan while its next version is being made.
final class FenceDraft {
    final FencePlan before;
    final Instant now;
    final List<FenceStep> steps;
    final List<Proof> proofs;
    final List<LeaseWatch> leases;
    final List<Action> actions = new ArrayList<>();

    /// Devices that reported a state which was proven wrong.
    final Set<UUID> liars = new LinkedHashSet<>();

    FenceStage stage;
    Instant stageSince;
    String explanation;
    int level;
    Instant levelSince;

    @Nullable Instant ended;

    private @Nullable Instant wakeAt;

    FenceDraft(FencePlan before, Instant now) {
        this.before = before;
        this.now = now;
        steps = new ArrayList<>(before.steps());
        proofs = new ArrayList<>(before.proofs());
        leases = new ArrayList<>(before.leases());
        stage = before.stage();
        stageSince = before.stageSince();
        explanation = before.explanation();
        level = before.level();
        levelSince = before.levelSince();
        ended = before.ended();
    }

    FencePlan plan() {
        return new FencePlan(
                before.id(),
                before.host(),
                before.bootId(),
                before.trigger(),
                before.requestedBy(),
                stage,
                explanation,
                level,
                levelSince,
                before.begun(),
                stageSince,
                ended,
                steps,
                proofs,
                leases);
    }

    FenceDecision decision() {
        return new FenceDecision(plan(), actions, liars, wakeAt);
    }

    void enter(FenceStage next, String why) {
        if (stage != next) {
            stage = next;
            stageSince = now;
        }
        explanation = why;
        if (next.over()) {
            ended = now;
        }
    }

    /// The step of this kind for this subject; planned now if it was not.
    FenceStep step(FenceStepKind kind, UUID subject, String name, String reason) {
        for (FenceStep each : steps) {
            if (each.kind() == kind && each.subject().equals(subject)) {
                return each;
            }
        }
        FenceStep planned = FenceStep.waiting(kind, subject, name, reason);
        steps.add(planned);
        return planned;
    }

    @Nullable FenceStep find(FenceStepKind kind, UUID subject) {
        return steps.stream()
                .filter(each -> each.kind() == kind && each.subject().equals(subject))
                .findFirst()
                .orElse(null);
    }

    void set(FenceStep step) {
        for (int at = 0; at < steps.size(); at++) {
            FenceStep each = steps.get(at);
            if (each.kind() == step.kind() && each.subject().equals(step.subject())) {
                steps.set(at, step);
                return;
            }
        }
        steps.add(step);
    }

    void set(LeaseWatch watch) {
        leases.replaceAll(each -> each.domain().equals(watch.domain()) ? watch : each);
    }

    /// Ends every step of these kinds that has not ended.
    void skip(String why, FenceStepKind... kinds) {
        List<FenceStepKind> wanted = List.of(kinds);
        steps.replaceAll(each ->
                wanted.contains(each.kind()) && each.state() != StepState.DONE && each.state() != StepState.SKIPPED
                        ? each.skipped(why, now)
                        : each);
    }

    boolean due(@Nullable Instant when) {
        if (when == null || !when.isAfter(now)) {
            return true;
        }
        wakeAt(when);
        return false;
    }

    void wakeAt(Instant when) {
        if (wakeAt == null || when.isBefore(wakeAt)) {
            wakeAt = when;
        }
    }

    void prove(ProofOfDeath proof) {
        proofs.add(Proof.of(proof));
    }

    void voidProofs(Predicate<ProofOfDeath> which, String because) {
        proofs.replaceAll(each -> each.stands() && which.test(each.of()) ? each.voided(because, now) : each);
    }

    <P extends ProofOfDeath> @Nullable P standing(Class<P> type) {
        return proofs.stream()
                .filter(Proof::stands)
                .map(Proof::of)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElse(null);
    }
}
