package io.holdfast.protocol;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a host is and can do; changes with a reboot or an update, not from minute to minute.
///
/// @param hardwareUuid of the machine
/// @param bootId the kernel's boot id; empty if the host does not tell
/// @param memoryMebibytes all of the host's memory
/// @param virtualization whether the processor's extensions can be used for guests
/// @param emulatedMachines QEMU's machine types, for example `pc-q35-7.2`
/// @param clusterLevels the compatibility levels it can serve, for example `4.7`
/// @param domainVersions the storage domain formats it can handle
/// @param software the agent's own version
/// @param packages versions of the programs it relies on, by their name
/// @param networks the bridges that machines can be attached to, by network name
/// @param iscsiInitiator empty if it has none
/// @param self null on hosts with another agent
public record HostCapabilities(
        UUID hardwareUuid,
        String bootId,
        Processor processor,
        long memoryMebibytes,
        boolean virtualization,
        List<String> emulatedMachines,
        List<String> clusterLevels,
        List<Integer> domainVersions,
        OperatingSystem operatingSystem,
        String software,
        Map<String, PackageVersion> packages,
        Map<String, Network> networks,
        String iscsiInitiator,
        @Nullable HostSelfReport self) {

    /// The processors.
    ///
    /// @param threads logical processors
    /// @param cores all cores of all sockets
    /// @param megahertz nominal speed; 0 if unknown
    /// @param flags what the kernel and libvirt name, with `model_<name>` for every model it can run
    public record Processor(int threads, int cores, int sockets, double megahertz, String model, List<String> flags) {
        public Processor {
            flags = List.copyOf(flags);
        }
    }

    /// The operating system.
    ///
    /// @param name for example `Debian`
    public record OperatingSystem(String name, String version, String release) {}

    public record PackageVersion(String version, String release) {}

    /// A bridge that machines can be attached to.
    ///
    /// @param device the bridge
    /// @param address IPv4 in dotted form; empty if none
    /// @param netmask dotted; empty if none
    /// @param gateway empty if none
    public record Network(String device, String address, String netmask, String gateway, int mtu) {}

    public HostCapabilities {
        emulatedMachines = List.copyOf(emulatedMachines);
        clusterLevels = List.copyOf(clusterLevels);
        domainVersions = List.copyOf(domainVersions);
        packages = Map.copyOf(packages);
        networks = Map.copyOf(networks);
    }

    /// What only our own agents say.
    public Optional<HostSelfReport> ours() {
        return Optional.ofNullable(self);
    }

    /// With every key that the field's managers insist on.
    ObjectNode format() {
        ObjectNode node = Json.object()
                .put("uuid", hardwareUuid.toString())
                .put("boot_uuid", bootId)
                .put("cpuThreads", Integer.toString(processor.threads()))
                .put("cpuCores", Integer.toString(processor.cores()))
                .put("cpuSockets", Integer.toString(processor.sockets()))
                .put("onlineCpus", onlineProcessors(processor.threads()))
                .put("cpuSpeed", Double.toString(processor.megahertz()))
                .put("cpuModel", processor.model())
                .put("cpuFlags", String.join(",", processor.flags()))
                .put("memSize", Long.toString(memoryMebibytes))
                .put("reservedMem", "321")
                .put("guestOverhead", "65")
                .put("kvmEnabled", Boolean.toString(virtualization))
                .put("kdumpStatus", 0)
                .put("ISCSIInitiatorName", iscsiInitiator)
                .put("software_version", software)
                .put("software_revision", "0")
                .put("version_name", "Holdfast agent")
                .put("fipsEnabled", false)
                .put("vncEncrypted", false)
                .put("backupEnabled", false)
                .put("hostedEngineDeployed", false)
                .put("liveSnapshot", "false")
                .put("liveMerge", "false")
                .put("netConfigDirty", "False");
        adapters(node.putObject("HBAInventory"));
        strings(node, "emulatedMachines", emulatedMachines);
        strings(node, "clusterLevels", clusterLevels);
        strings(node, "supportedENGINEs", List.of("4.2", "4.3", "4.4", "4.5"));
        strings(node, "vmTypes", List.of("kvm"));
        strings(node, "rngSources", List.of("hwrng", "random"));
        strings(node, "additionalFeatures", List.of());
        strings(node, "nameservers", List.of());
        domainVersions.forEach(version -> node.withArray("/domain_versions").add(version));
        blockSizes(node.putObject("supported_block_size"));
        node.putObject("operatingSystem")
                .put("name", operatingSystem.name())
                .put("version", operatingSystem.version())
                .put("release", operatingSystem.release());
        node.putObject("selinux").put("mode", "-1");
        ObjectNode versions = node.putObject("packages2");
        packages.forEach((name, found) ->
                versions.putObject(name).put("version", found.version()).put("release", found.release()));
        network(node);
        for (String empty : List.of("bondings", "vlans", "nics", "hooks", "numaNodes", "numaNodeDistance")) {
            node.putObject(empty);
        }
        if (self != null) {
            node.set(CallContext.HOLDFAST, self.format());
        }
        return node;
    }

    private void adapters(ObjectNode inventory) {
        inventory.putArray("FC");
        inventory.putArray("iSCSI").addObject().put("InitiatorName", iscsiInitiator);
    }

    private void network(ObjectNode node) {
        ObjectNode named = node.putObject("networks");
        ObjectNode bridges = node.putObject("bridges");
        networks.forEach((name, network) -> {
            named.set(name, addresses(network).put("iface", network.device()).put("bridged", true));
            bridges.set(network.device(), addresses(network));
        });
    }

    private static ObjectNode addresses(Network network) {
        ObjectNode node = Json.object()
                .put("addr", network.address())
                .put("netmask", network.netmask())
                .put("gateway", network.gateway())
                .put("mtu", Integer.toString(network.mtu()))
                .put("stp", "off")
                .put("dhcpv4", false);
        node.putArray("ports");
        return node;
    }

    private static void blockSizes(ObjectNode node) {
        for (DomainType type : DomainType.values()) {
            if (type != DomainType.UNKNOWN) {
                node.putArray(type.word()).add(512);
            }
        }
    }

    private static void strings(ObjectNode node, String member, List<String> values) {
        values.forEach(node.putArray(member)::add);
    }

    private static String onlineProcessors(int threads) {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < threads; i++) {
            list.append(i == 0 ? "" : ",").append(i);
        }
        return list.toString();
    }

    static HostCapabilities parse(JsonNode node) {
        Fields fields = Fields.of(node, "capabilities");
        Optional<Fields> system = fields.optionalObject("operatingSystem");
        return new HostCapabilities(
                fields.uuid("uuid"),
                fields.text("boot_uuid", ""),
                new Processor(
                        fields.integer("cpuThreads"),
                        fields.integer("cpuCores"),
                        fields.integer("cpuSockets"),
                        fields.fraction("cpuSpeed", 0),
                        fields.text("cpuModel", ""),
                        flags(fields.text("cpuFlags", ""))),
                fields.number("memSize"),
                fields.truth("kvmEnabled", false),
                fields.texts("emulatedMachines"),
                fields.texts("clusterLevels"),
                fields.list("domain_versions", JsonNode::asInt),
                new OperatingSystem(
                        system.map(found -> found.text("name", "")).orElse(""),
                        system.map(found -> found.text("version", "")).orElse(""),
                        system.map(found -> found.text("release", "")).orElse("")),
                fields.text("software_version", ""),
                fields.map("packages2", name -> name, HostCapabilities::packageVersion),
                fields.map("networks", name -> name, HostCapabilities::networkOf),
                fields.text("ISCSIInitiatorName", ""),
                fields.optionalObject(CallContext.HOLDFAST)
                        .map(HostSelfReport::parse)
                        .orElse(null));
    }

    private static List<String> flags(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(","));
    }

    private static PackageVersion packageVersion(JsonNode node) {
        Fields fields = Fields.of(node, "package");
        return new PackageVersion(fields.text("version", ""), fields.text("release", ""));
    }

    private static Network networkOf(JsonNode node) {
        Fields fields = Fields.of(node, "network");
        return new Network(
                fields.text("iface", ""),
                fields.text("addr", ""),
                fields.text("netmask", ""),
                fields.text("gateway", ""),
                fields.integer("mtu", 1500));
    }
}
