package io.holdfast.manager;

import io.holdfast.manager.inventory.FencePlan;
import io.holdfast.manager.inventory.FenceStepKind;
import io.holdfast.manager.inventory.Placement;
import io.holdfast.manager.inventory.Proof;
import io.holdfast.manager.inventory.ProofOfDeath;
import io.holdfast.manager.inventory.StepState;
import java.util.List;

/// Which machines a fence plan's proofs speak of. The one place that turns evidence into the right to start a
/// machine a second time.
final class Deaths {
    private Deaths() {}

    /// Whether one of these plans proves that a machine started by this placement does not run there any more.
    static boolean prove(List<FencePlan> plans, Placement placement) {
        return plans.stream().anyMatch(each -> covers(each, placement));
    }

    static boolean covers(FencePlan plan, Placement placement) {
        if (!plan.host().equals(placement.host())) {
            return false;
        }
        return plan.proofs().stream().filter(Proof::stands).anyMatch(each -> covers(plan, each.of(), placement));
    }

    private static boolean covers(FencePlan plan, ProofOfDeath proof, Placement placement) {
        boolean sameBoot = placement.bootId().equals(plan.bootId());
        return switch (proof) {
            case ProofOfDeath.PowerOffConfirmed _ -> sameBoot && released(plan);
            case ProofOfDeath.OperatorConfirmed _ -> sameBoot && released(plan);
            // A proof outlives its plan: it says nothing of what was started later, under yet another boot.
            case ProofOfDeath.HostRebooted rebooted ->
                !placement.bootId().equals(rebooted.bootId())
                        && (sameBoot || !placement.at().isAfter(rebooted.at()));
            case ProofOfDeath.LeaseExpired expired ->
                sameBoot
                        && expired.lockspace().equals(placement.lockspace())
                        && expired.generation() == placement.generation();
        };
    }

    /// Whether the host as a whole is proven dead and what it held has been looked after: its SPM role is free, too.
    static boolean hostIsDead(FencePlan plan) {
        return plan.proofs().stream()
                        .anyMatch(each -> each.stands() && !(each.of() instanceof ProofOfDeath.LeaseExpired))
                && released(plan);
    }

    private static boolean released(FencePlan plan) {
        return plan.steps().stream()
                .anyMatch(each -> each.kind() == FenceStepKind.RELEASE_HOST && each.state() == StepState.DONE);
    }
}
