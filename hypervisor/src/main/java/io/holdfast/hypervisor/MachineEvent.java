package io.holdfast.hypervisor;

import java.util.UUID;

/// Something that happened to a machine.
public sealed interface MachineEvent {
    /// The connection to the hypervisor is there (again). What happened before is unknown: look at the whole list.
    record Connected() implements MachineEvent {}

    /// The connection is lost. Machines go on.
    record Disconnected() implements MachineEvent {}

    /// Its guest runs, for the first time or again. The first time this may come before
    /// [Hypervisor#create] returns.
    record Running(UUID id) implements MachineEvent {}

    /// Its processors stand still.
    record Paused(UUID id, PauseReason reason) implements MachineEvent {}

    /// A disk answered with an error.
    ///
    /// @param path of the disk as the machine has it, may be empty
    /// @param device the disk's alias in the machine
    /// @param full whether the error said that there is no space
    /// @param paused whether the machine is stopped because of it
    record DiskFailed(UUID id, String path, String device, boolean full, boolean paused) implements MachineEvent {}

    /// It is about to end.
    ///
    /// @param byGuest true if the guest wanted it, false if its process was told to end by someone on the host
    record Ending(UUID id, boolean byGuest) implements MachineEvent {}

    /// It has no process any more.
    record Stopped(UUID id, StopReason reason) implements MachineEvent {}

    /// How a process ended.
    enum StopReason {
        /// By itself, after the guest or someone on the host told it to; see [Ending].
        SHUTDOWN,
        /// Killed through the hypervisor.
        DESTROYED,
        /// The process was killed past the hypervisor, or crashed.
        LOST,
        MIGRATED,
        SAVED;

        /// Translates `virDomainEventStoppedDetailType`. libvirt calls a process that vanished "failed".
        static StopReason of(int detail) {
            return switch (detail) {
                case 0 -> SHUTDOWN;
                case 1 -> DESTROYED;
                case 3 -> MIGRATED;
                case 4 -> SAVED;
                default -> LOST;
            };
        }
    }
}
