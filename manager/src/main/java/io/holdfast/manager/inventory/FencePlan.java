package io.holdfast.manager.inventory;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is being done about one host that is silent or to be power-cycled: stored before each step, kept afterwards.
///
/// @param bootId the boot of the host that the plan is about: what ran under it is what the proofs speak of
/// @param requestedBy the administrator, empty for an automatic plan
/// @param explanation one sentence: what it is doing now and when it tries again
/// @param level the order number of the power devices that are being tried, -1 = none is usable
public record FencePlan(
        UUID id,
        UUID host,
        String bootId,
        FenceTrigger trigger,
        String requestedBy,
        FenceStage stage,
        String explanation,
        int level,
        Instant levelSince,
        Instant begun,
        Instant stageSince,
        @Nullable Instant ended,
        List<FenceStep> steps,
        List<Proof> proofs,
        List<LeaseWatch> leases)
        implements Kept {
    public FencePlan {
        steps = List.copyOf(steps);
        proofs = List.copyOf(proofs);
        leases = List.copyOf(leases);
    }

    @Override
    public UUID key() {
        return id;
    }
}
