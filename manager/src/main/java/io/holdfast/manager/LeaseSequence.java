package io.holdfast.manager;

import io.holdfast.manager.inventory.FenceStep;
import io.holdfast.manager.inventory.FenceStepKind;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.LeaseRelease;
import io.holdfast.manager.inventory.LeaseWatch;
import io.holdfast.manager.inventory.ProofOfDeath;
import io.holdfast.manager.inventory.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The part of a fence plan that has survivors watch, and after a confirmed power-off free, the host's ids on
/// storage.
final class LeaseSequence {
    /// How many hosts watch a lease at once: if one is interrupted the other's observation stands.
    static final int OBSERVERS = 2;

    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final Duration SHORTEST = Duration.ofMillis(250);
    private static final Duration FREE_AGAIN = Duration.ofSeconds(1);

    private final Policy policy;

    LeaseSequence(Policy policy) {
        this.policy = policy;
    }

    /// Has survivors look at every lease that is due.
    void watch(FenceDraft draft, FenceSituation situation) {
        for (LeaseWatch watch : List.copyOf(draft.leases)) {
            FenceStep step = step(draft, FenceStepKind.WATCH_LEASE, watch, situation);
            List<Host> observers = situation.observers().getOrDefault(watch.domain(), List.of());
            if (observers.isEmpty()) {
                if (!step.outcome().equals(NOBODY)) {
                    draft.set(step.again(NOBODY, draft.now, draft.now));
                }
                continue;
            }
            if (step.state() == StepState.DONE || step.state() == StepState.SKIPPED || !draft.due(step.nextTry())) {
                continue;
            }
            for (Host observer : observers.subList(0, Math.min(OBSERVERS, observers.size()))) {
                Action ask = new Action.ReadHostLease(
                        observer.id(), watch.domain(), watch.hostId(), draft.before.host(), draft.before.id());
                if (!situation.busy().test(ask.key())) {
                    draft.actions.add(ask);
                }
            }
            draft.set(step.running(draft.now).again(step.outcome(), draft.now, draft.now.plus(pause(watch))));
        }
    }

    private static final String NOBODY = "no other host that is up reaches this domain";

    /// To the very expiry, not to the next tick: but never longer than [#LONGEST].
    private Duration pause(LeaseWatch watch) {
        if (watch.ioTimeout() <= 0) {
            return LONGEST;
        }
        long left = LeaseEvidence.deadline(watch.ioTimeout(), policy) + 1 - watch.secondsUnchanged();
        Duration until = Duration.ofSeconds(left);
        return until.compareTo(SHORTEST) < 0 ? SHORTEST : until.compareTo(LONGEST) > 0 ? LONGEST : until;
    }

    /// Takes what a survivor sees of a lease.
    void seen(FenceDraft draft, Action.ReadHostLease asked, String observer, Instant sentAt, Reply reply) {
        LeaseWatch watch = find(draft, asked);
        FenceStep step = draft.find(FenceStepKind.WATCH_LEASE, asked.domain());
        if (watch == null || step == null) {
            return;
        }
        if (!(reply instanceof Reply.Lease seen)) {
            draft.set(step.again(observer + ": " + unknown(reply), draft.now, draft.now.plus(LONGEST)));
            return;
        }
        boolean sameGeneration = seen.generation() == watch.generation();
        ProofOfDeath.PowerOffConfirmed off = draft.standing(ProofOfDeath.PowerOffConfirmed.class);
        long baseline = watch.baseline();
        if (off != null && sentAt.isAfter(off.at()) && sameGeneration && seen.freshRead()) {
            if (baseline < 0) {
                baseline = seen.timestamp();
            } else if (seen.timestamp() != baseline && seen.timestamp() != 0) {
                contradicted(draft, off, observer);
            }
        }
        boolean renewed = sameGeneration && watch.timestamp() >= 0 && seen.timestamp() > watch.timestamp();
        if (renewed) {
            draft.voidProofs(
                    each -> each instanceof ProofOfDeath.LeaseExpired expired
                            && expired.lockspace().equals(watch.domain()),
                    observer + " saw the lease renewed afterwards");
        }
        boolean free = sameGeneration ? seen.timestamp() == 0 : seen.generation() > watch.generation();
        draft.set(new LeaseWatch(
                watch.domain(),
                watch.hostId(),
                watch.generation(),
                seen.ioTimeout(),
                watch.armed(),
                asked.host(),
                seen.interval(),
                seen.state(),
                seen.secondsUnchanged(),
                seen.timestamp(),
                sentAt,
                baseline,
                watch.freed() || free));
        boolean proven = draft.standing(ProofOfDeath.LeaseExpired.class) != null;
        if (!free && LeaseEvidence.expired(watch, seen, policy) && !provenIn(draft, watch)) {
            draft.prove(new ProofOfDeath.LeaseExpired(
                    watch.domain(), watch.hostId(), watch.generation(), asked.host(), draft.now));
            proven = true;
        }
        Instant next = draft.now.plus(proven ? LONGEST : pause(withReading(watch, seen)));
        draft.set(step.again(observer + ": " + shown(watch, seen), draft.now, next));
    }

    private static LeaseWatch withReading(LeaseWatch watch, Reply.Lease seen) {
        return new LeaseWatch(
                watch.domain(),
                watch.hostId(),
                watch.generation(),
                seen.ioTimeout(),
                watch.armed(),
                null,
                "",
                seen.state(),
                seen.secondsUnchanged(),
                seen.timestamp(),
                null,
                -1,
                false);
    }

    private static void contradicted(FenceDraft draft, ProofOfDeath.PowerOffConfirmed off, String observer) {
        draft.voidProofs(
                each -> each.equals(off),
                observer + " saw the host renew its lease after its power was said to be off");
        draft.liars.addAll(off.devices());
    }

    private static boolean provenIn(FenceDraft draft, LeaseWatch watch) {
        return draft.proofs.stream()
                .anyMatch(each -> each.stands()
                        && each.of() instanceof ProofOfDeath.LeaseExpired expired
                        && expired.lockspace().equals(watch.domain())
                        && expired.generation() == watch.generation());
    }

    private String shown(LeaseWatch watch, Reply.Lease seen) {
        if (seen.generation() != watch.generation()) {
            return "the id is in use again, under generation " + seen.generation();
        }
        if (seen.timestamp() == 0) {
            return "free";
        }
        String text = "no renewal for " + seen.secondsUnchanged() + " s";
        if (!watch.armed()) {
            return text + "; proves nothing, the watchdog was not known to be armed";
        }
        if (seen.ioTimeout() > 0) {
            text += ", dead after more than " + LeaseEvidence.deadline(seen.ioTimeout(), policy) + " s";
        }
        return text;
    }

    private static String unknown(Reply reply) {
        return reply instanceof Reply.Failed failed ? "unknown, " + failed.message() : "unknown";
    }

    /// Has a survivor free every lease that is neither free nor expired.
    ///
    /// @return whether there is nothing left to wait for
    boolean free(FenceDraft draft, FenceSituation situation) {
        ProofOfDeath.PowerOffConfirmed off = draft.standing(ProofOfDeath.PowerOffConfirmed.class);
        if (off == null) {
            draft.skip("only a confirmed power-off allows it", FenceStepKind.FREE_LEASE);
            return true;
        }
        boolean allowed = situation.cluster().leaseRelease() == LeaseRelease.AFTER_POWER_OFF;
        boolean nothingLeft = true;
        for (LeaseWatch watch : List.copyOf(draft.leases)) {
            FenceStep step = step(draft, FenceStepKind.FREE_LEASE, watch, situation);
            if (step.state() == StepState.DONE || step.state() == StepState.SKIPPED) {
                continue;
            }
            if (watch.freed() || provenIn(draft, watch)) {
                draft.set(step.skipped(watch.freed() ? "free already" : "expired already", draft.now));
                continue;
            }
            List<Host> observers = situation.observers().getOrDefault(watch.domain(), List.of());
            if (observers.isEmpty()) {
                continue;
            }
            // Even where leases are left to expire, survivors look long enough to see a live host renew.
            nothingLeft = false;
            if (!allowed || step.state() != StepState.WAITING || !draft.due(step.nextTry())) {
                continue;
            }
            Host by = observers.get(step.attempt() % Math.min(OBSERVERS, observers.size()));
            Action ask = new Action.FreeHostLease(
                    by.id(),
                    watch.domain(),
                    watch.hostId(),
                    watch.generation(),
                    situation.epoch(),
                    draft.before.id(),
                    off.at());
            if (!situation.busy().test(ask.key())) {
                draft.actions.add(ask);
                draft.set(step.running(draft.now));
            }
        }
        return nothingLeft;
    }

    /// Takes the answer to an order to free a lease.
    void freed(FenceDraft draft, Action.FreeHostLease asked, String by, Reply reply) {
        FenceStep step = draft.find(FenceStepKind.FREE_LEASE, asked.domain());
        if (step == null || step.state() != StepState.RUNNING) {
            return;
        }
        if (reply instanceof Reply.Done) {
            draft.set(step.done("freed by " + by, draft.now));
            draft.leases.replaceAll(each -> each.domain().equals(asked.domain()) ? each.freed(true) : each);
        } else {
            String why = reply instanceof Reply.Failed failed ? failed.message() : "no answer";
            draft.set(step.again(by + ": " + why, draft.now, draft.now.plus(FREE_AGAIN)));
        }
    }

    private static FenceStep step(FenceDraft draft, FenceStepKind kind, LeaseWatch watch, FenceSituation situation) {
        return draft.step(
                kind,
                watch.domain(),
                "host id " + watch.hostId() + " of " + situation.host().name(),
                kind == FenceStepKind.WATCH_LEASE
                        ? "a host that has not renewed its lease for long enough was reset by its watchdog"
                        : "leased machines then need not wait for the lease to expire");
    }

    private static @Nullable LeaseWatch find(FenceDraft draft, Action.ReadHostLease asked) {
        return draft.leases.stream()
                .filter(each -> each.domain().equals(asked.domain()) && each.hostId() == asked.hostId())
                .findFirst()
                .orElse(null);
    }
}
