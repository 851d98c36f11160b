package io.holdfast.manager.inventory;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The last answer of a host, kept in memory only.
///
/// @param at when it was asked for, not when it came
/// @param memoryTotal bytes
/// @param memoryAvailable bytes
/// @param cpuLoad percent of all its processors in use
public record HostReport(
        UUID host,
        Instant at,
        long memoryTotal,
        long memoryAvailable,
        int cpus,
        double cpuLoad,
        Map<UUID, DomainReport> domains,
        List<VmReport> vms) {
    public HostReport {
        domains = Map.copyOf(domains);
        vms = List.copyOf(vms);
    }
}
