package io.holdfast.agent.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// What the kernel and the firmware say about this host. Values that do not change are read once.
public final class HostFacts {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path FIRMWARE = Path.of("/sys/class/dmi/id");

    private final UUID hardwareUuid;
    private final String bootId;

    /// Reads who this host is.
    ///
    /// @param configuredUuid in place of the firmware's; empty to take that
    /// @throws IllegalStateException if there is neither
    public HostFacts(Optional<UUID> configuredUuid) {
        bootId = text(BOOT_ID)
                .orElseThrow(() -> new IllegalStateException("Cannot read this host's boot id from " + BOOT_ID));
        hardwareUuid = configuredUuid
                .or(() -> text(FIRMWARE.resolve("product_uuid")).map(HostFacts::uuid))
                .orElseThrow(() -> new IllegalStateException(
                        "The firmware tells no UUID of this host; set host.uuid in the configuration"));
    }

    private static UUID uuid(String text) {
        return UUID.fromString(text.toLowerCase(Locale.ROOT));
    }

    /// Of the machine, the same for its life.
    public UUID hardwareUuid() {
        return hardwareUuid;
    }

    /// Of the running kernel, another one after each boot.
    public String bootId() {
        return bootId;
    }

    /// What the firmware says, such as `sys_vendor`; empty if nothing.
    public String firmware(String name) {
        return text(FIRMWARE.resolve(name)).orElse("");
    }

    /// `/proc/meminfo` in KiB, by its names.
    public Map<String, Long> memory() {
        Map<String, Long> found = new LinkedHashMap<>();
        for (String line : lines("/proc/meminfo")) {
            String[] words = line.split("[:\\s]+", -1);
            if (words.length >= 2 && !words[1].isEmpty()) {
                found.put(words[0], Long.parseLong(words[1]));
            }
        }
        return found;
    }

    /// The processors' ticks since boot: user, nice, system, idle, input/output, and so on.
    public List<Long> processorTicks() {
        List<Long> ticks = new ArrayList<>();
        for (String word : lines("/proc/stat").getFirst().split("\\s+", -1)) {
            if (word.matches("\\d+")) {
                ticks.add(Long.parseLong(word));
            }
        }
        return ticks;
    }

    /// Load average of the last minute.
    public double load() {
        return Double.parseDouble(lines("/proc/loadavg").getFirst().split(" ", -1)[0]);
    }

    /// When the kernel was started, seconds since 1970.
    public long bootTime() {
        return lines("/proc/stat").stream()
                .filter(line -> line.startsWith("btime "))
                .map(line -> Long.parseLong(line.substring(6).strip()))
                .findFirst()
                .orElse(0L);
    }

    /// `/proc/cpuinfo` of the first processor, by its names.
    public Map<String, String> processor() {
        Map<String, String> found = new LinkedHashMap<>();
        for (String line : lines("/proc/cpuinfo")) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                break;
            }
            found.put(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
        return found;
    }

    /// Logical processors that this host may use.
    public int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    /// One network interface as the kernel counts it.
    ///
    /// @param bridge whether machines could be attached to it
    public record Link(String name, boolean up, boolean bridge, int mtu, long received, long sent, String address) {}

    /// The network interfaces but the loopback.
    public List<Link> links() {
        Path all = Path.of("/sys/class/net");
        List<Link> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(all)) {
            for (Path each : entries.sorted().toList()) {
                String name = String.valueOf(each.getFileName());
                if (!name.equals("lo") && Files.isDirectory(each)) {
                    found.add(new Link(
                            name,
                            text(each.resolve("operstate")).orElse("").equals("up"),
                            Files.isDirectory(each.resolve("bridge")),
                            (int) number(each.resolve("mtu")),
                            number(each.resolve("statistics/rx_bytes")),
                            number(each.resolve("statistics/tx_bytes")),
                            text(each.resolve("address")).orElse("")));
                }
            }
        } catch (IOException e) {
            return found;
        }
        return found;
    }

    /// `/etc/os-release` by its names.
    public Map<String, String> operatingSystem() {
        Map<String, String> found = new LinkedHashMap<>();
        for (String line : lines("/etc/os-release")) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                found.put(line.substring(0, equals), line.substring(equals + 1).replace("\"", ""));
            }
        }
        return found;
    }

    private static long number(Path file) {
        return text(file)
                .filter(value -> value.matches("\\d+"))
                .map(Long::parseLong)
                .orElse(0L);
    }

    private static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file).strip()).filter(value -> !value.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
