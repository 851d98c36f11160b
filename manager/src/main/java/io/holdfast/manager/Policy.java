package io.holdfast.manager;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/// The manager's numbers.
///
/// @param grace how long a host may be silent before it is treated; the same for every host
/// @param pollPeriod from one question to a host to the next
/// @param pollDeadline how long a host may take to answer it
/// @param spmPeriod from one question to the SPM to the next
/// @param retryFirst the first pause after something failed
/// @param retryMost the longest pause, and how often waiting things are looked at again
/// @param domainTolerance how long a host may be without a domain that others reach before it is not operational
/// @param startValidity how long a start may be on its way to a host
public record Policy(
        Duration grace,
        Duration pollPeriod,
        Duration pollDeadline,
        Duration spmPeriod,
        Duration retryFirst,
        Duration retryMost,
        Duration domainTolerance,
        Duration startValidity,
        Set<Guard> guards) {
    public Policy {
        guards = Set.copyOf(guards);
    }

    /// What a site runs with.
    public static Policy standard() {
        return new Policy(
                Duration.ofSeconds(30),
                Duration.ofSeconds(2),
                Duration.ofSeconds(4),
                Duration.ofSeconds(10),
                Duration.ofSeconds(2),
                Duration.ofSeconds(60),
                Duration.ofMinutes(5),
                Duration.ofSeconds(20),
                EnumSet.allOf(Guard.class));
    }

    public Policy withGrace(Duration longer) {
        return new Policy(
                longer,
                pollPeriod,
                pollDeadline,
                spmPeriod,
                retryFirst,
                retryMost,
                domainTolerance,
                startValidity,
                guards);
    }

    /// For the simulator: without one guard.
    public Policy without(Guard guard) {
        EnumSet<Guard> fewer = EnumSet.copyOf(guards);
        fewer.remove(guard);
        return new Policy(
                grace,
                pollPeriod,
                pollDeadline,
                spmPeriod,
                retryFirst,
                retryMost,
                domainTolerance,
                startValidity,
                fewer);
    }

    public boolean has(Guard guard) {
        return guards.contains(guard);
    }

    /// The pause after this many failures: doubled each time, never above [#retryMost].
    public Duration pause(int failures) {
        long doubled = retryFirst.toMillis() << Math.min(Math.max(failures - 1, 0), 10);
        return Duration.ofMillis(Math.min(doubled, retryMost.toMillis()));
    }
}
