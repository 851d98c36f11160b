package io.holdfast.manager;

import io.holdfast.manager.inventory.FenceAgent;
import io.holdfast.manager.inventory.FenceStep;
import io.holdfast.manager.inventory.FenceStepKind;
import io.holdfast.manager.inventory.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The part of a fence plan that drives power devices: an order, then a status read of its own that alone counts.
///
/// The answer to an order is shown to people and decides nothing, except when the simulator took the guard
/// [Guard#SEPARATE_STATUS_READ] away.
final class PowerSequence {
    /// How long after an order a device is only read, before the order is given again.
    private static final Duration SETTLING = Duration.ofSeconds(10);

    private static final Duration READ_AGAIN = Duration.ofSeconds(1);

    /// How old a confirmation may be when the last device of its level confirms.
    private static final Duration FRESH = Duration.ofSeconds(15);

    /// How long one level is tried while there is another.
    private static final Duration LEVEL = Duration.ofMinutes(3);

    private final Policy policy;

    PowerSequence(Policy policy) {
        this.policy = policy;
    }

    /// Goes on with the devices of the plan's level towards `order` ([FenceStepKind#POWER_OFF] or
    /// [FenceStepKind#POWER_ON]).
    void drive(FenceDraft draft, FenceSituation situation, FenceStepKind order) {
        for (FenceAgent device : situation.level(draft.level)) {
            FenceStep ordered = order(draft, device, order);
            FenceStep confirmed = confirmation(draft, device, order);
            if (ordered.state() == StepState.WAITING && draft.due(ordered.nextTry())) {
                Action action = order == FenceStepKind.POWER_OFF
                        ? new Action.PowerOff(device, draft.before.id())
                        : new Action.PowerOn(device, draft.before.id());
                send(draft, situation, ordered, action);
            } else if (ordered.state() == StepState.DONE
                    && confirmed.state() == StepState.WAITING
                    && draft.due(confirmed.nextTry())) {
                send(draft, situation, confirmed, new Action.ReadPower(device, draft.before.id()));
            }
        }
    }

    private static void send(FenceDraft draft, FenceSituation situation, FenceStep step, Action action) {
        if (situation.busy().test(action.key())) {
            draft.wakeAt(draft.now.plus(READ_AGAIN));
            return;
        }
        draft.actions.add(action);
        draft.set(step.running(draft.now));
    }

    /// Takes the answer to an order.
    void ordered(FenceDraft draft, FenceAgent device, FenceStepKind order, Reply reply) {
        FenceStep step = draft.find(order, device.id());
        if (step == null || step.state() != StepState.RUNNING) {
            return;
        }
        draft.set(step.done(told(reply), draft.now));
        FenceStep confirmed = confirmation(draft, device, order);
        boolean believed = !policy.has(Guard.SEPARATE_STATUS_READ)
                && order == FenceStepKind.POWER_OFF
                && reply instanceof Reply.Power power
                && power.state() == Reply.Power.State.OFF;
        draft.set(
                believed
                        ? confirmed.done("off, as the device answered to the order", draft.now)
                        : confirmed.again(confirmed.outcome(), draft.now, draft.now));
    }

    /// Takes a status read that followed an order.
    void read(FenceDraft draft, FenceAgent device, FenceStepKind order, Reply reply) {
        FenceStep confirmed = confirmation(draft, device, order);
        FenceStep ordered = order(draft, device, order);
        if (confirmed.state() != StepState.RUNNING) {
            return;
        }
        Reply.Power.State wanted = order == FenceStepKind.POWER_OFF ? Reply.Power.State.OFF : Reply.Power.State.ON;
        if (reply instanceof Reply.Power power && power.state() == wanted) {
            draft.set(confirmed.done(told(reply), draft.now));
            return;
        }
        Instant orderedAt = ordered.ended() == null ? draft.now : ordered.ended();
        if (draft.now.isBefore(orderedAt.plus(SETTLING))) {
            draft.set(confirmed.again(told(reply), draft.now, draft.now.plus(READ_AGAIN)));
            return;
        }
        Instant next = draft.now.plus(policy.pause(ordered.attempt()));
        draft.set(confirmed.again(told(reply), draft.now, next));
        draft.set(ordered.again(ordered.outcome() + "; then read " + told(reply), draft.now, next));
    }

    /// Whether every device of the level stands confirmed off, freshly. A confirmation that has grown old while
    /// others were waited for is read again.
    boolean allOff(FenceDraft draft, FenceSituation situation) {
        List<FenceAgent> devices = situation.level(draft.level);
        boolean all = !devices.isEmpty();
        for (FenceAgent device : devices) {
            FenceStep confirmed = confirmation(draft, device, FenceStepKind.POWER_OFF);
            if (confirmed.state() == StepState.DONE
                    && confirmed.ended() != null
                    && confirmed.ended().plus(FRESH).isBefore(draft.now)) {
                draft.set(confirmed.again(confirmed.outcome(), draft.now, draft.now));
                all = false;
            } else if (confirmed.state() != StepState.DONE) {
                all = false;
            }
        }
        return all;
    }

    boolean anyOn(FenceDraft draft, FenceSituation situation) {
        return situation.level(draft.level).stream()
                .anyMatch(each ->
                        confirmation(draft, each, FenceStepKind.POWER_ON).state() == StepState.DONE);
    }

    /// Goes to the next level when this one has had its time, or has no device left.
    void changeLevel(FenceDraft draft, FenceSituation situation) {
        int next = situation.levelAfter(draft.level);
        boolean gone = situation.level(draft.level).isEmpty();
        boolean late = !draft.now.isBefore(draft.levelSince.plus(LEVEL));
        if (next != draft.level && (gone || late)) {
            draft.level = next;
            draft.levelSince = draft.now;
        } else if (next != draft.level) {
            draft.wakeAt(draft.levelSince.plus(LEVEL));
        }
    }

    /// After a restart of the manager: an order that was under way may have been carried out. Its effect is read
    /// before it is given again.
    static void resume(FenceDraft draft) {
        draft.steps.replaceAll(each -> {
            if (each.state() != StepState.RUNNING) {
                return each;
            }
            return switch (each.kind()) {
                case POWER_OFF, POWER_ON ->
                    each.done("given before the manager was restarted; its effect is read first", draft.now);
                case CONFIRM_OFF, CONFIRM_ON, FREE_LEASE ->
                    each.again("asked again after the manager was restarted", draft.now, draft.now);
                case WATCH_LEASE, RELEASE_HOST, AWAIT_HOST -> each;
            };
        });
    }

    private static FenceStep order(FenceDraft draft, FenceAgent device, FenceStepKind order) {
        return draft.step(
                order,
                device.id(),
                name(device),
                order == FenceStepKind.POWER_OFF
                        ? "a host without power runs nothing"
                        : "the host is to come back into service");
    }

    private static FenceStep confirmation(FenceDraft draft, FenceAgent device, FenceStepKind order) {
        return draft.step(
                order == FenceStepKind.POWER_OFF ? FenceStepKind.CONFIRM_OFF : FenceStepKind.CONFIRM_ON,
                device.id(),
                name(device),
                "only a status read of its own confirms an order");
    }

    static String name(FenceAgent device) {
        return device.type() + " at " + device.address();
    }

    private static String told(Reply reply) {
        return switch (reply) {
            case Reply.Power power ->
                switch (power.state()) {
                    case ON -> "on";
                    case OFF -> "off";
                    case UNKNOWN -> "unknown: " + power.detail();
                };
            case Reply.Failed failed -> "failed: " + failed.message();
            case Reply.Done _ -> "accepted";
            default -> "an answer of another kind";
        };
    }
}
