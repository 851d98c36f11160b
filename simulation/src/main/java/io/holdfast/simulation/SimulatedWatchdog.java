package io.holdfast.simulation;

import io.holdfast.base.SimulatedClock;
import io.holdfast.lease.LeaseRules;
import java.time.Duration;

/// A host's watchdog device, outside of everything that can freeze: if it is armed and not pinged for 60 s, it resets
/// the host. Closing it without disarming is a last ping.
final class SimulatedWatchdog {
    private final SimulatedClock time;
    private final Runnable reset;
    private boolean armed;
    private long round;

    /// @param reset cuts the host's power
    SimulatedWatchdog(SimulatedClock time, Runnable reset) {
        this.time = time;
        this.reset = reset;
    }

    void ping() {
        armed = true;
        long mine = ++round;
        time.scheduleAfter(Duration.ofSeconds(LeaseRules.WATCHDOG_FIRE_TIMEOUT), () -> {
            if (armed && mine == round) {
                armed = false;
                reset.run();
            }
        });
    }

    void disarm() {
        armed = false;
        round++;
    }

    boolean isArmed() {
        return armed;
    }
}
