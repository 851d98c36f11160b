package io.holdfast.power.redfish;

import io.holdfast.power.DeviceId;
import io.holdfast.power.FailureKind;
import io.holdfast.power.FenceAgentSettings;
import io.holdfast.power.Identification;
import io.holdfast.power.MachineIdentity;
import io.holdfast.power.PowerDeadlines;
import io.holdfast.power.PowerDevice;
import io.holdfast.power.PowerResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One system behind one Redfish controller.
///
/// Every read that can end in On or Off goes through a connection opened for it and is checked to be about the
/// enrolled machine. The answer to an order decides nothing: a controller that refuses to switch off a machine
/// that is off is a success, one that accepts and does nothing is a failure.
final class RedfishDevice implements PowerDevice {
    private static final List<String> OFF_TYPES = List.of("ForceOff");
    private static final List<String> ON_TYPES = List.of("On", "ForceOn");
    private static final Duration FIRST_POLL = Duration.ofMillis(100);
    private static final Duration LAST_POLL = Duration.ofSeconds(2);
    /// One hung exchange must not eat the time of the whole change: its connection is dropped and a new one
    /// tried.
    private static final Duration EXCHANGE = Duration.ofSeconds(15);

    private final FenceAgentSettings settings;
    private final RedfishOptions options;
    private final PowerDeadlines deadlines;

    RedfishDevice(FenceAgentSettings settings, RedfishOptions options, PowerDeadlines deadlines) {
        this.settings = settings;
        this.options = options;
        this.deadlines = deadlines;
    }

    @Override
    public DeviceId id() {
        return settings.id();
    }

    @Override
    public PowerResult status() {
        try {
            return within(deadlines.status(), deadline -> enrolled(deadline).power());
        } catch (RedfishException e) {
            return failed(e);
        }
    }

    @Override
    public Identification identify() {
        try {
            return within(deadlines.status(), deadline -> {
                ComputerSystem system = any(deadline);
                return new Identification.Identified(system.identity(), system.power());
            });
        } catch (RedfishException e) {
            return new Identification.NotIdentified(e.kind(), e.text());
        }
    }

    @Override
    public PowerResult on() {
        return change(ON_TYPES, new PowerResult.On());
    }

    @Override
    public PowerResult off() {
        return change(OFF_TYPES, new PowerResult.Off());
    }

    private PowerResult change(List<String> resetTypes, PowerResult wanted) {
        try {
            return within(deadlines.change(), deadline -> {
                Optional<RedfishException> refusal = order(resetTypes, wanted, deadline);
                return confirm(wanted, refusal, deadline);
            });
        } catch (RedfishException e) {
            return failed(e);
        }
    }

    /// Sends the order unless the machine is as wanted already.
    ///
    /// @return why the order itself failed, if it did; the state may still change, as an answer can be lost
    /// @throws RedfishException if no order could be sent
    private Optional<RedfishException> order(List<String> resetTypes, PowerResult wanted, Deadline deadline)
            throws RedfishException {
        try (RedfishConnection connection = connect(earlier(deadline, EXCHANGE))) {
            ComputerSystem system = ComputerSystem.find(connection, options, settings.expected());
            requireEnrolled(system);
            if (system.power().equals(wanted)) {
                return Optional.empty();
            }
            String target = system.resetTarget()
                    .orElseThrow(() -> new RedfishException(
                            FailureKind.PROTOCOL, options.base() + system.path() + " offers no reset action"));
            String type = system.resetType(resetTypes)
                    .orElseThrow(() -> new RedfishException(
                            FailureKind.CONFIGURATION,
                            options.base() + system.path() + " takes none of " + resetTypes + ", only "
                                    + system.resetTypes()));
            try {
                connection.post(target, Map.of("ResetType", type));
                return Optional.empty();
            } catch (RedfishException e) {
                return Optional.of(e);
            }
        }
    }

    /// Reads the state, each time anew, until it is as wanted. After a clear refusal one look is enough.
    private PowerResult confirm(PowerResult wanted, Optional<RedfishException> refusal, Deadline deadline)
            throws RedfishException {
        boolean refused = refusal.isPresent()
                && refusal.get().kind() != FailureKind.TIMEOUT
                && refusal.get().kind() != FailureKind.UNREACHABLE;
        Duration pause = FIRST_POLL;
        PowerResult last;
        do {
            try {
                ComputerSystem system = enrolled(earlier(deadline, EXCHANGE));
                if (system.power().equals(wanted)) {
                    return wanted;
                }
                last = system.power();
            } catch (RedfishException e) {
                if (e.kind() == FailureKind.WRONG_MACHINE) {
                    throw e;
                }
                last = failed(e);
            }
            if (refused) {
                return failed(refusal.get());
            }
            sleep(Duration.ofNanos(Math.min(pause.toNanos(), deadline.left())));
            pause = pause.multipliedBy(2).compareTo(LAST_POLL) < 0 ? pause.multipliedBy(2) : LAST_POLL;
        } while (!deadline.passed());
        if (last.isOn() || last.isOff()) {
            return new PowerResult.Failed(
                    FailureKind.REFUSED,
                    options.base() + " was told to switch and still says " + (last.isOn() ? "On" : "Off") + " after "
                            + deadlines.change().toSeconds() + " s");
        }
        return last;
    }

    private ComputerSystem enrolled(Deadline deadline) throws RedfishException {
        ComputerSystem system = any(deadline);
        requireEnrolled(system);
        return system;
    }

    private ComputerSystem any(Deadline deadline) throws RedfishException {
        try (RedfishConnection connection = connect(deadline)) {
            return ComputerSystem.find(connection, options, settings.expected());
        }
    }

    private void requireEnrolled(ComputerSystem system) throws RedfishException {
        Optional<MachineIdentity> expected = settings.expected();
        if (expected.isPresent() && !expected.get().matches(system.identity())) {
            throw new RedfishException(
                    FailureKind.WRONG_MACHINE,
                    options.base() + system.path() + " is " + system.identity() + ", enrolled was " + expected.get());
        }
    }

    private RedfishConnection connect(Deadline deadline) throws RedfishException {
        return new RedfishConnection(options, settings.username(), settings.password(), deadline);
    }

    private PowerResult failed(RedfishException e) {
        return new PowerResult.Failed(e.kind(), e.text());
    }

    private static Deadline earlier(Deadline deadline, Duration most) {
        return new Deadline(deadline.atNanos() - Math.max(0, deadline.left() - most.toNanos()));
    }

    private static void sleep(Duration duration) throws RedfishException {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedfishException(FailureKind.TIMEOUT, "Given up while waiting for the power to change", e);
        }
    }

    @FunctionalInterface
    private interface Operation<T> {
        T run(Deadline deadline) throws RedfishException;
    }

    /// Runs on a thread of its own, so that nothing (a name service that hangs, say) can outlast the deadline
    /// here. What is left behind sends nothing more: each exchange looks at the deadline first.
    private <T> T within(Duration limit, Operation<T> operation) throws RedfishException {
        Deadline deadline = Deadline.in(limit);
        FutureTask<T> task = new FutureTask<>(() -> operation.run(deadline));
        Thread thread = Thread.ofVirtual().name("redfish " + settings.id()).start(task);
        try {
            return task.get(limit.toNanos() + TimeUnit.MILLISECONDS.toNanos(500), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            throw new RedfishException(
                    FailureKind.TIMEOUT, options.base() + " gave no answer in " + limit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new RedfishException(FailureKind.TIMEOUT, "Call to " + options.base() + " given up", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RedfishException known) {
                throw known;
            }
            throw new RedfishException(
                    FailureKind.PROTOCOL, "Call to " + options.base() + " failed: " + e.getCause(), e);
        }
    }
}
