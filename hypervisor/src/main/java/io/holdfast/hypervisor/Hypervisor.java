package io.holdfast.hypervisor;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// The one door to the virtual machines that run on this host.
///
/// Machines belong to the hypervisor, not to whoever uses this door: closing it, or the death of this process,
/// touches
/// none of them, and [#list()] finds them again. Machines are transient: one that has ended is in no list, and
/// how it
/// ended is told only by [MachineEvent.Stopped].
///
/// Every call may block up to its deadline and throws [HypervisorException]. Calls may come from any thread.
public interface Hypervisor extends AutoCloseable {
    /// Whether calls have a chance now. After it has been false, events may have been missed.
    boolean connected();

    /// Every machine that has a process, those just being started included.
    List<Machine> list();

    /// One machine.
    ///
    /// @return empty if it has no process
    Optional<Machine> find(UUID id);

    /// Starts a machine and returns once its guest runs. If the XML has a lease, the lease is taken before the
    /// guest
    /// runs its first instruction, which may take minutes where its last owner has to be waited for.
    ///
    /// @param xml as made by [MachineXml]
    /// @throws HypervisorException with [HypervisorException.Kind#ALREADY_RUNS] if a machine of that id has a
    ///     process,
    ///     [HypervisorException.Kind#LEASE_HELD] if its lease belongs to someone else,
    ///     [HypervisorException.Kind#UNKNOWN_OUTCOME] if there was no answer: it may still start
    Machine create(String xml);

    /// Kills a machine's process and returns when it is gone.
    ///
    /// @return false if there was none
    /// @throws HypervisorException with [HypervisorException.Kind#PROCESS_STAYS] if the process does not die, for
    ///     example because the kernel waits for a disk on its behalf: its writes may still land
    boolean destroy(UUID id);

    /// Presses the power button; the guest decides what to do about it.
    ///
    /// @throws HypervisorException with [HypervisorException.Kind#NO_MACHINE]
    void shutdown(UUID id);

    /// Stops a machine's processors. Its lease is given up until [#resume].
    ///
    /// @throws HypervisorException with [HypervisorException.Kind#NO_MACHINE]
    void suspend(UUID id);

    /// Lets a paused machine go on, after taking its lease again.
    ///
    /// @throws HypervisorException with [HypervisorException.Kind#NO_MACHINE], or
    ///     [HypervisorException.Kind#LEASE_HELD] if the lease is not to be had: it stays paused
    void resume(UUID id);

    /// What a machine runs with now.
    ///
    /// @throws HypervisorException with [HypervisorException.Kind#NO_MACHINE]
    String xml(UUID id);

    /// The hypervisor itself.
    HypervisorFacts facts();

    /// Tells the listener of every event from now on, one after another on one thread; a slow listener delays the
    /// others and loses nothing.
    void listen(Consumer<MachineEvent> listener);

    /// Ends the connection. Machines go on.
    @Override
    void close();
}
