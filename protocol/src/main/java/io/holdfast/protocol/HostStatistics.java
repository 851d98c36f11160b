package io.holdfast.protocol;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How a host is: read every few seconds, it is what the manager judges a living host by.
///
/// @param elapsedSeconds since the agent was started
/// @param bootTime when the kernel was started
/// @param domains the storage domains of the connected pool, every one from the first answer on
/// @param self null on hosts with another agent
public record HostStatistics(
        Processor processor,
        Memory memory,
        Machines machines,
        Instant dateTime,
        long elapsedSeconds,
        Instant bootTime,
        Map<String, Interface> interfaces,
        Map<UUID, DomainVitals> domains,
        @Nullable HostSelfReport self) {
    private static final DateTimeFormatter GMT = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /// Shares of all processors, in percent, and the load average of the last minute.
    public record Processor(double user, double system, double idle, double load) {}

    /// In MiB.
    ///
    /// @param available what can be had without swapping
    public record Memory(long total, long free, long available, long swapTotal, long swapFree) {
        /// Percent.
        int used() {
            return total <= 0 ? 0 : Math.clamp(100 - 100 * available / total, 0, 100);
        }
    }

    /// How many virtual machines there are.
    ///
    /// @param active those that are not down
    public record Machines(int count, int active, int incomingMigrations, int outgoingMigrations) {}

    /// A network interface.
    ///
    /// @param megabitsPerSecond 0 if unknown
    /// @param receivedBytes since the kernel started
    /// @param sentBytes since the kernel started
    public record Interface(
            String name,
            boolean up,
            int megabitsPerSecond,
            long receivedBytes,
            long sentBytes,
            String hardwareAddress) {}

    public HostStatistics {
        interfaces = Map.copyOf(interfaces);
        domains = Map.copyOf(domains);
    }

    /// What only our own agents say.
    public Optional<HostSelfReport> ours() {
        return Optional.ofNullable(self);
    }

    ObjectNode format() {
        ObjectNode node = Json.object()
                .put("cpuUser", percent(processor.user()))
                .put("cpuSys", percent(processor.system()))
                .put("cpuIdle", percent(processor.idle()))
                .put("cpuLoad", percent(processor.load()))
                .put("cpuUserVdsmd", "0.00")
                .put("cpuSysVdsmd", "0.00")
                .put("memTotal", memory.total())
                .put("memFree", memory.free())
                .put("memAvailable", memory.available())
                .put("memUsed", Integer.toString(memory.used()))
                .put("memShared", 0)
                .put("swapTotal", memory.swapTotal())
                .put("swapFree", memory.swapFree())
                .put("anonHugePages", "0")
                .put("vmCount", machines.count())
                .put("vmActive", machines.active())
                .put("vmMigrating", machines.incomingMigrations() + machines.outgoingMigrations())
                .put("incomingVmMigrations", machines.incomingMigrations())
                .put("outgoingVmMigrations", machines.outgoingMigrations())
                .put("dateTime", GMT.format(dateTime))
                .put("elapsedTime", Long.toString(elapsedSeconds))
                .put("bootTime", Long.toString(bootTime.getEpochSecond()))
                .put("ksmState", false)
                .put("ksmPages", 100)
                .put("ksmCpu", 0)
                .put("haScore", 0);
        ObjectNode network = node.putObject("network");
        interfaces.forEach((name, found) -> network.set(name, format(found)));
        node.set("storageDomains", Shapes.tree(domains, HostVerbs.VITALS));
        node.putObject("diskStats");
        node.putObject("multipathHealth");
        node.putObject("haStats")
                .put("configured", false)
                .put("active", false)
                .put("score", 0)
                .put("globalMaintenance", false)
                .put("localMaintenance", false);
        if (self != null) {
            node.set(CallContext.HOLDFAST, self.format());
        }
        return node;
    }

    private static ObjectNode format(Interface found) {
        return Json.object()
                .put("name", found.name())
                .put("state", found.up() ? "up" : "down")
                .put("speed", Integer.toString(found.megabitsPerSecond()))
                .put("rx", Long.toString(found.receivedBytes()))
                .put("tx", Long.toString(found.sentBytes()))
                .put("rxErrors", "0")
                .put("txErrors", "0")
                .put("rxDropped", "0")
                .put("txDropped", "0")
                .put("macAddr", found.hardwareAddress());
    }

    static HostStatistics parse(JsonNode node) {
        Fields fields = Fields.of(node, "statistics");
        return new HostStatistics(
                new Processor(
                        fields.fraction("cpuUser", 0),
                        fields.fraction("cpuSys", 0),
                        fields.fraction("cpuIdle", 0),
                        fields.fraction("cpuLoad", 0)),
                new Memory(
                        fields.number("memTotal", 0),
                        fields.number("memFree", 0),
                        fields.number("memAvailable", fields.number("memFree", 0)),
                        fields.number("swapTotal", 0),
                        fields.number("swapFree", 0)),
                new Machines(
                        fields.integer("vmCount", 0),
                        fields.integer("vmActive", 0),
                        fields.integer("incomingVmMigrations", 0),
                        fields.integer("outgoingVmMigrations", 0)),
                dateTime(fields.text("dateTime", "")),
                fields.number("elapsedTime", 0),
                Instant.ofEpochSecond(fields.number("bootTime", 0)),
                fields.map("network", name -> name, HostStatistics::interfaceOf),
                fields.map("storageDomains", Fields::uuidOf, DomainVitals::parse),
                fields.optionalObject(CallContext.HOLDFAST)
                        .map(HostSelfReport::parse)
                        .orElse(null));
    }

    private static Instant dateTime(String text) {
        try {
            return text.isEmpty() ? Instant.EPOCH : GMT.parse(text, Instant::from);
        } catch (java.time.DateTimeException e) {
            throw new MalformedMessage("statistics.dateTime is not a time: " + text, e);
        }
    }

    private static Interface interfaceOf(JsonNode node) {
        Fields fields = Fields.of(node, "interface");
        return new Interface(
                fields.text("name", ""),
                fields.text("state", "").equals("up"),
                fields.integer("speed", 0),
                fields.number("rx", 0),
                fields.number("tx", 0),
                fields.text("macAddr", ""));
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
