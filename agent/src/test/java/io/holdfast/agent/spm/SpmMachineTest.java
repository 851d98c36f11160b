package io.holdfast.agent.spm;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.agent.spm.SpmMachine.Event;
import io.holdfast.agent.spm.SpmMachine.Order;
import io.holdfast.protocol.SpmStatus;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SpmMachineTest {
    private static final long START = 5_000_000_000_000L;
    private static final long VERSION = 7;

    private final SpmMachine machine = new SpmMachine();
    private long now = START;

    private List<Order> step(Event event) {
        return machine.step(now, event);
    }

    private List<Order> after(long nanos) {
        now += nanos;
        return step(new Event.Tick());
    }

    private void serve() {
        step(new Event.Start());
        step(new Event.Joined());
        step(new Event.Acquired(VERSION));
        step(new Event.Prepared());
    }

    @Test
    void theRoleIsTakenStepByStep() {
        assertThat(machine.role()).isEqualTo(SpmStatus.Role.FREE);
        assertThat(step(new Event.Start())).containsExactly(new Order.Join());
        assertThat(machine.role()).isEqualTo(SpmStatus.Role.CONTEND);
        assertThat(step(new Event.Joined())).containsExactly(new Order.Acquire());
        assertThat(step(new Event.Acquired(VERSION))).containsExactly(new Order.Prepare(VERSION));
        assertThat(machine.role()).isEqualTo(SpmStatus.Role.CONTEND);
        assertThat(step(new Event.Prepared())).containsExactly(new Order.Open());
        assertThat(machine.role()).isEqualTo(SpmStatus.Role.SPM);
        assertThat(machine.version()).isEqualTo(VERSION);
    }

    @Test
    void theLeaseIsGivenBackLast() {
        serve();
        assertThat(step(new Event.Stop())).containsExactly(new Order.Close(), new Order.Drain());
        assertThat(machine.role()).isEqualTo(SpmStatus.Role.CONTEND);
        assertThat(step(new Event.Drained(false))).isEmpty();
        assertThat(after(SpmMachine.DRAIN_INTERVAL)).containsExactly(new Order.Drain());
        assertThat(step(new Event.Drained(true))).containsExactly(new Order.Clean());
        assertThat(step(new Event.Cleaned())).containsExactly(new Order.Release());
        assertThat(step(new Event.Released())).isEmpty();
        assertThat(machine.role()).isEqualTo(SpmStatus.Role.FREE);
        assertThat(machine.version()).isEqualTo(-1);
    }

    @Test
    void theLeaseIsKeptAsLongAsSomethingCanStillWrite() {
        serve();
        step(new Event.Stop());
        for (int round = 0; round < 10_000; round++) {
            List<Order> orders = step(new Event.Drained(false));
            assertThat(orders).isEmpty();
            for (Order each : after(SpmMachine.DRAIN_INTERVAL)) {
                assertThat(each).isInstanceOfAny(Order.Drain.class, Order.Watch.class);
                if (each instanceof Order.Watch) {
                    step(new Event.StillHeld(VERSION));
                }
            }
        }
    }

    @Test
    void aFailureBeforeTheLeaseEndsTheStart() {
        step(new Event.Start());
        assertThat(step(new Event.Failed(661, "busy"))).isEmpty();
        assertThat(machine.role()).isEqualTo(SpmStatus.Role.FREE);
        assertThat(machine.failure()).isEqualTo(new SpmMachine.Failure(661, "busy"));
        step(new Event.Start());
        step(new Event.Joined());
        assertThat(step(new Event.Failed(651, "held"))).isEmpty();
        assertThat(machine.failure()).isEqualTo(new SpmMachine.Failure(651, "held"));
        assertThat(machine.role()).isEqualTo(SpmStatus.Role.FREE);
    }

    @Test
    void aFailureAfterTheLeaseStopsInFull() {
        step(new Event.Start());
        step(new Event.Joined());
        step(new Event.Acquired(VERSION));
        assertThat(step(new Event.Failed(650, "no master"))).containsExactly(new Order.Close(), new Order.Drain());
        assertThat(step(new Event.Drained(true))).containsExactly(new Order.Clean());
        assertThat(step(new Event.Cleaned())).containsExactly(new Order.Release());
        step(new Event.Released());
        assertThat(machine.failure()).isEqualTo(new SpmMachine.Failure(650, "no master"));
    }

    @Test
    void aStopOnTheWayIsObeyed() {
        step(new Event.Start());
        step(new Event.Stop());
        assertThat(step(new Event.Joined())).isEmpty();
        assertThat(machine.role()).isEqualTo(SpmStatus.Role.FREE);

        step(new Event.Start());
        step(new Event.Joined());
        step(new Event.Stop());
        step(new Event.Acquired(VERSION));
        assertThat(step(new Event.Prepared())).containsExactly(new Order.Close(), new Order.Drain());
    }

    @Test
    void theLeaseIsLookedAtAndItsLossEndsTheProcess() {
        serve();
        assertThat(after(SpmMachine.WATCH_INTERVAL)).containsExactly(new Order.Watch(VERSION));
        assertThat(after(SpmMachine.WATCH_INTERVAL))
                .as("one question at a time")
                .isEmpty();
        step(new Event.StillHeld(VERSION));
        assertThat(after(SpmMachine.WATCH_INTERVAL)).containsExactly(new Order.Watch(VERSION));
        List<Order> orders = step(new Event.NotHeld(VERSION, "gone"));
        assertThat(orders.get(0)).isEqualTo(new Order.Close());
        assertThat(orders.get(1)).isInstanceOf(Order.Panic.class);
        assertThat(step(new Event.Start())).isEmpty();
    }

    @Test
    void theLeaseIsLookedAtWhileItIsBeingGivenUp() {
        serve();
        step(new Event.Stop());
        step(new Event.Drained(false));
        assertThat(after(SpmMachine.WATCH_INTERVAL)).contains(new Order.Watch(VERSION));
        assertThat(step(new Event.NotHeld(VERSION, "gone"))).anyMatch(each -> each instanceof Order.Panic);
    }

    @Test
    void threeSilencesAreBorneAndAFourthIsNot() {
        serve();
        for (int silence = 0; silence < SpmMachine.SILENCES; silence++) {
            assertThat(after(SpmMachine.WATCH_INTERVAL)).containsExactly(new Order.Watch(VERSION));
            assertThat(step(new Event.Silence(VERSION))).isEmpty();
        }
        after(SpmMachine.WATCH_INTERVAL);
        assertThat(step(new Event.Silence(VERSION))).anyMatch(each -> each instanceof Order.Panic);
    }

    @Test
    void anAnswerInBetweenForgivesSilences() {
        serve();
        for (int round = 0; round < 10; round++) {
            after(SpmMachine.WATCH_INTERVAL);
            assertThat(step(new Event.Silence(VERSION))).isEmpty();
            after(SpmMachine.WATCH_INTERVAL);
            assertThat(step(new Event.StillHeld(VERSION))).isEmpty();
        }
    }

    @Test
    void aLateAnswerAboutAnEarlierServiceMeansNothing() {
        serve();
        assertThat(step(new Event.NotHeld(VERSION - 1, "old"))).isEmpty();
        assertThat(machine.role()).isEqualTo(SpmStatus.Role.SPM);
        step(new Event.Stop());
        step(new Event.Drained(true));
        step(new Event.Cleaned());
        assertThat(step(new Event.NotHeld(VERSION, "being given back"))).isEmpty();
    }

    @Test
    void aLeaseThatCannotBeGivenBackEndsTheProcess() {
        serve();
        step(new Event.Stop());
        step(new Event.Drained(true));
        step(new Event.Cleaned());
        assertThat(step(new Event.NotReleased("no answer"))).anyMatch(each -> each instanceof Order.Panic);
    }

    /// Whatever comes in whatever order: the gate is open only while the lease is held, and the lease is given back
    /// only with the gate closed and nobody inside.
    @Test
    void noSequenceOfEventsOpensTheGateWithoutTheLease() {
        Random random = new Random(3);
        for (int run = 0; run < 2000; run++) {
            SpmMachine any = new SpmMachine();
            boolean open = false;
            boolean held = false;
            boolean idle = false;
            long time = START;
            for (int step = 0; step < 60; step++) {
                time += random.nextLong(SpmMachine.WATCH_INTERVAL);
                Event event = anyEvent(random, any.version());
                held |= event instanceof Event.Acquired && any.state() == SpmMachine.State.ACQUIRING;
                if (event instanceof Event.Drained drained && any.state() == SpmMachine.State.DRAINING) {
                    idle = drained.idle();
                }
                for (Order order : any.step(time, event)) {
                    switch (order) {
                        case Order.Open ignored -> {
                            assertThat(held).isTrue();
                            open = true;
                            idle = false;
                        }
                        case Order.Close ignored -> open = false;
                        case Order.Release ignored -> {
                            assertThat(open).isFalse();
                            assertThat(idle).isTrue();
                            held = false;
                        }
                        default -> assertThat(order).isNotNull();
                    }
                }
            }
        }
    }

    private static Event anyEvent(Random random, long version) {
        long told = random.nextInt(4) == 0 ? version + 1 : version;
        return switch (random.nextInt(14)) {
            case 0 -> new Event.Start();
            case 1 -> new Event.Stop();
            case 2, 3 -> new Event.Joined();
            case 4, 5 -> new Event.Acquired(random.nextLong(100));
            case 6, 7 -> new Event.Prepared();
            case 8 -> new Event.Failed(1, "any");
            case 9 -> new Event.Drained(random.nextBoolean());
            case 10 -> new Event.Cleaned();
            case 11 -> new Event.Released();
            case 12 -> new Event.StillHeld(told);
            default -> new Event.Tick();
        };
    }
}
