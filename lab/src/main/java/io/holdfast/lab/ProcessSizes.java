package io.holdfast.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How much memory Holdfast's own programs take.
final class ProcessSizes {
    private ProcessSizes() {}

    /// Returns lines of `program host kibibytes`, resident set.
    static List<String> of(List<LabHost> hosts, ManagerProcess manager) {
        List<String> lines = new ArrayList<>();
        manager.pid().ifPresent(pid -> lines.add("manager site " + resident(pid)));
        for (LabHost host : hosts) {
            for (String program : List.of("AgentMain", "LeaseDaemonMain")) {
                for (long pid : host.processes(program)) {
                    lines.add((program.equals("AgentMain") ? "agent " : "lease-daemon ") + host.name() + " "
                            + resident(pid));
                }
            }
        }
        return lines;
    }

    private static long resident(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
            return 0;
        } catch (IOException e) {
            return 0; // gone meanwhile
        }
    }
}
