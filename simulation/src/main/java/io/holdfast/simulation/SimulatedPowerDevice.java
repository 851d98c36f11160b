package io.holdfast.simulation;

import io.holdfast.manager.Reply;

/// A host's power device, outside the host.
final class SimulatedPowerDevice {
    /// What is wrong with it.
    enum Mood {
        HONEST,
        /// Answers nothing.
        DEAD,
        /// Accepts orders and does nothing; its status is true.
        REFUSES,
        /// Accepts orders and does nothing; its status says what was ordered.
        LIES
    }

    private final SimulatedHost host;
    private Mood mood = Mood.HONEST;
    private boolean orderedOn = true;

    SimulatedPowerDevice(SimulatedHost host) {
        this.host = host;
    }

    void become(Mood next) {
        mood = next;
        orderedOn = host.isOn();
    }

    boolean isDead() {
        return mood == Mood.DEAD;
    }

    void off() {
        orderedOn = false;
        if (mood == Mood.HONEST) {
            host.powerOff("its power device");
        }
    }

    void on() {
        orderedOn = true;
        if (mood == Mood.HONEST) {
            host.powerOn();
        }
    }

    Reply.Power.State status() {
        boolean on = mood == Mood.LIES ? orderedOn : host.isOn();
        return on ? Reply.Power.State.ON : Reply.Power.State.OFF;
    }
}
