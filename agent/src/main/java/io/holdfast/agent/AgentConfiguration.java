package io.holdfast.agent;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/// What an administrator says about this agent: a properties file, read whole and checked whole.
///
/// @param listenAddress address that managers connect to
/// @param certificate PEM, with the chain behind it
/// @param authorities PEM, of those whose certificates are obeyed
/// @param stateDirectory what must survive a power cut
/// @param dataCenterDirectory below it storage is mounted and named
/// @param leaseSocket of the lease daemon
/// @param ioTimeout seconds that one call to a lease may take; the daemon is told it for every lockspace
/// @param hostUuid in place of the firmware's
/// @param logDirectory logs, and what guests write to their serial lines
/// @param accelerator `auto` tries KVM and takes emulation where that does not work
public record AgentConfiguration(
        String listenAddress,
        int listenPort,
        Path certificate,
        Path key,
        Path authorities,
        Path stateDirectory,
        Path dataCenterDirectory,
        Path leaseSocket,
        int ioTimeout,
        String libvirtUri,
        Optional<UUID> hostUuid,
        Path logDirectory,
        AcceleratorChoice accelerator) {

    /// How guests are run.
    public enum AcceleratorChoice {
        AUTO,
        KVM,
        EMULATION
    }

    /// Every key with its default; a key without one must be set, an empty one need not.
    static final Map<String, Optional<String>> DEFAULTS = new TreeMap<>(Map.ofEntries(
            Map.entry("listen.address", Optional.of("::")),
            Map.entry("listen.port", Optional.of("54321")),
            Map.entry("tls.certificate", Optional.empty()),
            Map.entry("tls.key", Optional.empty()),
            Map.entry("tls.ca", Optional.empty()),
            Map.entry("state.directory", Optional.of("/var/lib/holdfast/agent")),
            Map.entry("data-center.directory", Optional.of("/rhev/data-center")),
            Map.entry("lease.socket", Optional.of("/run/sanlock/sanlock.sock")),
            Map.entry("lease.io-timeout", Optional.of("10")),
            Map.entry("libvirt.uri", Optional.of("qemu:///system")),
            Map.entry("host.uuid", Optional.of("")),
            Map.entry("log.directory", Optional.of("/var/log/holdfast")),
            Map.entry("machine.accelerator", Optional.of("auto"))));

    /// Reads the values of a file.
    ///
    /// @param values by key, as they stand in the file
    /// @throws InvalidConfiguration with every problem there is
    public static AgentConfiguration of(Map<String, String> values) {
        return new Reader(values).read();
    }

    /// The effective values, each with where it is from; there are no secrets among them.
    static List<String> effective(Map<String, String> values) {
        List<String> lines = new ArrayList<>();
        DEFAULTS.forEach((key, value) -> lines.add(
                values.containsKey(key)
                        ? key + " = " + values.get(key) + " (configured)"
                        : key + " = " + value.orElse("") + " (default)"));
        return lines;
    }

    private static final class Reader {
        private final Map<String, String> values;
        private final List<String> problems = new ArrayList<>();

        Reader(Map<String, String> values) {
            this.values = values;
            for (String key : values.keySet()) {
                if (!DEFAULTS.containsKey(key)) {
                    problems.add("\"%s\" is not known; did you mean \"%s\"?".formatted(key, nearest(key)));
                }
            }
        }

        AgentConfiguration read() {
            AgentConfiguration read = new AgentConfiguration(
                    text("listen.address"),
                    number("listen.port", 1, 65535),
                    path("tls.certificate"),
                    path("tls.key"),
                    path("tls.ca"),
                    path("state.directory"),
                    path("data-center.directory"),
                    path("lease.socket"),
                    number("lease.io-timeout", 1, 60),
                    text("libvirt.uri"),
                    parsed(
                            "host.uuid",
                            "a UUID",
                            value -> value.isEmpty() ? Optional.empty() : Optional.of(UUID.fromString(value)),
                            Optional.empty()),
                    path("log.directory"),
                    parsed(
                            "machine.accelerator",
                            "auto, kvm or emulation",
                            value -> AcceleratorChoice.valueOf(value.toUpperCase(java.util.Locale.ROOT)),
                            AcceleratorChoice.AUTO));
            if (!problems.isEmpty()) {
                throw new InvalidConfiguration(problems);
            }
            return read;
        }

        private String text(String key) {
            String value = values.getOrDefault(
                    key, DEFAULTS.getOrDefault(key, Optional.empty()).orElse(""));
            if (value.isBlank() && !key.equals("host.uuid")) {
                problems.add("\"" + key + "\" must be set");
            }
            return value.strip();
        }

        private Path path(String key) {
            String value = text(key);
            if (!value.isEmpty() && !value.startsWith("/")) {
                problems.add("\"%s\" must be an absolute path, not \"%s\"".formatted(key, value));
            }
            return Path.of(value.isEmpty() ? "/" : value);
        }

        private int number(String key, int least, int most) {
            return parsed(
                    key,
                    "a number from " + least + " to " + most,
                    value -> {
                        int number = Integer.parseInt(value);
                        if (number < least || number > most) {
                            throw new IllegalArgumentException("out of range");
                        }
                        return number;
                    },
                    least);
        }

        private <T> T parsed(String key, String kind, Function<String, T> parse, T otherwise) {
            String value = text(key);
            try {
                return parse.apply(value);
            } catch (IllegalArgumentException e) {
                problems.add("\"%s\" must be %s, not \"%s\"".formatted(key, kind, value));
                return otherwise;
            }
        }

        private static String nearest(String key) {
            return DEFAULTS.keySet().stream()
                    .min(java.util.Comparator.comparingInt(known -> distance(key, known)))
                    .orElseThrow();
        }

        /// Single characters to insert, remove or replace.
        private static int distance(String from, String to) {
            int[] previous = new int[to.length() + 1];
            for (int j = 0; j < previous.length; j++) {
                previous[j] = j;
            }
            for (int i = 1; i <= from.length(); i++) {
                int[] row = new int[to.length() + 1];
                row[0] = i;
                for (int j = 1; j < row.length; j++) {
                    int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                    row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 1);
                }
                previous = row;
            }
            return previous[to.length()];
        }
    }
}
