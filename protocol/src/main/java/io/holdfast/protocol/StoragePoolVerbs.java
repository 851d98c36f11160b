package io.holdfast.protocol;

import static io.holdfast.protocol.Verb.changing;
import static io.holdfast.protocol.Verb.reading;

import io.holdfast.protocol.Verb.Shape;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// The verbs about a pool: the storage domains of a data center, one of them its master.
public final class StoragePoolVerbs {
    private static final String POOL = "storagepoolID";

    /// Connections to make or to end.
    public record StorageServers(UUID pool, DomainType type, List<StorageServerConnection> connections) {
        public StorageServers {
            connections = List.copyOf(connections);
        }

        private ObjectNode format() {
            ObjectNode node = Json.object().put(POOL, pool.toString()).put("domainType", type.number());
            connections.forEach(
                    connection -> node.withArray("/connectionParams").add(connection.format()));
            if (connections.isEmpty()) {
                node.putArray("connectionParams");
            }
            return node;
        }

        private static StorageServers parse(Fields fields) {
            return new StorageServers(
                    fields.optionalUuid(POOL).orElse(Shapes.BLANK),
                    DomainType.of(fields.integer("domainType")),
                    fields.list("connectionParams", StorageServerConnection::parse));
        }
    }

    private static final Shape<StorageServers> SERVERS =
            Shapes.object("params", StorageServers::parse, StorageServers::format);
    private static final Shape<List<StorageServerConnection.Status>> STATUSES = Shapes.listOf(Shapes.object(
            "connection status", StorageServerConnection.Status::parse, StorageServerConnection.Status::format));

    /// Mounts; one status for each connection. Repeatable.
    public static final Verb<StorageServers, List<StorageServerConnection.Status>> CONNECT_STORAGE_SERVER = changing(
                    "StoragePool.connectStorageServer",
                    List.of(POOL, "domainType", "connectionParams"),
                    SERVERS,
                    STATUSES)
            .surprisingAs(ErrorCode.STORAGE_SERVER_CONNECTION_ERROR);

    /// Unmounts; one status for each connection. One that is not there counts as done.
    public static final Verb<StorageServers, List<StorageServerConnection.Status>> DISCONNECT_STORAGE_SERVER = changing(
                    "StoragePool.disconnectStorageServer",
                    List.of(POOL, "domainType", "connectionParams"),
                    SERVERS,
                    STATUSES)
            .surprisingAs(ErrorCode.STORAGE_SERVER_DISCONNECTION_ERROR);

    /// A pool to be written. Lease times are those of every pool of this format and mean nothing to its leases.
    public record Create(UUID pool, String name, UUID master, int masterVersion, List<UUID> domains) {
        public Create {
            domains = List.copyOf(domains);
        }

        private ObjectNode format() {
            ObjectNode node = Json.object()
                    .put(POOL, pool.toString())
                    .put("name", name)
                    .put("masterSdUUID", master.toString())
                    .put("masterVersion", masterVersion)
                    .put("lockRenewalIntervalSec", 5)
                    .put("leaseTimeSec", 60)
                    .put("ioOpTimeoutSec", 10)
                    .put("leaseRetries", 3);
            node.set("domainList", Shapes.uuids(domains));
            return node;
        }

        private static Create parse(Fields fields) {
            return new Create(
                    fields.uuid(POOL),
                    fields.text("name"),
                    fields.uuid("masterSdUUID"),
                    fields.integer("masterVersion"),
                    fields.uuids("domainList"));
        }
    }

    /// Makes a domain the master of a new pool. The host is not connected to it afterwards.
    public static final Verb<Create, Done> CREATE = changing(
                    "StoragePool.create",
                    List.of(
                            POOL,
                            "name",
                            "masterSdUUID",
                            "masterVersion",
                            "domainList",
                            "lockRenewalIntervalSec",
                            "leaseTimeSec",
                            "ioOpTimeoutSec",
                            "leaseRetries"),
                    Shapes.object("params", Create::parse, Create::format),
                    Shape.DONE)
            .surprisingAs(ErrorCode.POOL_CREATION_ERROR);

    /// What a host must know to take part in a pool.
    ///
    /// @param hostId 1 to 249, of this host alone in the pool
    /// @param domains all domains of the pool; without them the pool's state would be read from its metadata
    public record Connect(UUID pool, int hostId, UUID master, int masterVersion, Map<UUID, DomainStatus> domains) {
        public Connect {
            domains = Map.copyOf(domains);
        }

        private ObjectNode format() {
            ObjectNode node = Json.object()
                    .put(POOL, pool.toString())
                    .put("hostID", hostId)
                    .put("scsiKey", pool.toString())
                    .put("masterSdUUID", master.toString())
                    .put("masterVersion", masterVersion);
            ObjectNode map = node.putObject("domainDict");
            domains.forEach((domain, status) -> map.put(domain.toString(), status.lowerCase()));
            return node;
        }

        private static Connect parse(Fields fields) {
            return new Connect(
                    fields.uuid(POOL),
                    fields.integer("hostID"),
                    fields.uuid("masterSdUUID"),
                    fields.integer("masterVersion"),
                    fields.map("domainDict", Fields::uuidOf, node -> DomainStatus.of(node.asString())));
        }
    }

    /// Connects the host to a pool, or gives it a new map of domains. Repeatable; waits for no host id.
    public static final Verb<Connect, Done> CONNECT = changing(
                    "StoragePool.connect",
                    List.of(POOL, "hostID", "scsiKey", "masterSdUUID", "masterVersion", "domainDict"),
                    Shapes.object("params", Connect::parse, Connect::format),
                    Shape.DONE)
            .surprisingAs(ErrorCode.POOL_CONNECTION_ERROR);

    /// A host's membership in a pool.
    public record Membership(UUID pool, int hostId) {
        private ObjectNode format() {
            return Json.object()
                    .put(POOL, pool.toString())
                    .put("hostID", hostId)
                    .put("scsiKey", pool.toString());
        }

        private static Membership parse(Fields fields) {
            return new Membership(fields.uuid(POOL), fields.integer("hostID", 0));
        }
    }

    /// Ends monitoring and gives host ids back that nothing uses. A pool that is not connected counts as done;
    /// [ErrorCode#IS_SPM] on the SPM.
    public static final Verb<Membership, Done> DISCONNECT = changing(
                    "StoragePool.disconnect",
                    List.of(POOL, "hostID", "scsiKey", "remove"),
                    Shapes.object("params", Membership::parse, Membership::format),
                    Shape.DONE)
            .surprisingAs(ErrorCode.POOL_DISCONNECTION_ERROR);

    /// An order to become SPM.
    ///
    /// @param previousHolder host id that [SpmStatus] told, -1 if none
    /// @param previousLeaseVersion likewise
    /// @param domainVersion the format that the pool's master must have
    public record SpmStart(UUID pool, int previousHolder, long previousLeaseVersion, int maxHostId, int domainVersion) {
        private ObjectNode format() {
            return Json.object()
                    .put(POOL, pool.toString())
                    .put("prevID", previousHolder)
                    .put("prevLver", Long.toString(previousLeaseVersion))
                    .put("enableScsiFencing", "false")
                    .put("maxHostID", maxHostId)
                    .put("domVersion", Integer.toString(domainVersion));
        }

        private static SpmStart parse(Fields fields) {
            return new SpmStart(
                    fields.uuid(POOL),
                    fields.integer("prevID", -1),
                    fields.number("prevLver", -1),
                    fields.integer("maxHostID", 250),
                    (int) fields.number("domVersion", -1));
        }
    }

    /// Begins to take the SPM role; the answer is the task that does it. The lease decides, not the arguments.
    public static final Verb<SpmStart, UUID> SPM_START = changing(
                    "StoragePool.spmStart",
                    List.of(POOL, "prevID", "prevLver", "enableScsiFencing", "maxHostID", "domVersion"),
                    Shapes.object("params", SpmStart::parse, SpmStart::format),
                    Shapes.UUID_TEXT)
            .surprisingAs(ErrorCode.SPM_START_ERROR);

    /// Gives the SPM role up. A host that is not SPM says that it is done.
    public static final Verb<UUID, Done> SPM_STOP = changing(
                    "StoragePool.spmStop", List.of(POOL), Shapes.only(POOL), Shape.DONE)
            .surprisingAs(ErrorCode.SPM_STOP_ERROR);

    /// [ErrorCode#POOL_UNKNOWN] where the pool is not connected.
    public static final Verb<UUID, SpmStatus> GET_SPM_STATUS = reading(
                    "StoragePool.getSpmStatus",
                    List.of(POOL),
                    Shapes.only(POOL),
                    Shapes.object("SPM status", SpmStatus::parse, SpmStatus::format))
            .surprisingAs(ErrorCode.STORAGE_EXCEPTION);

    public static final Verb<UUID, StoragePoolInformation> GET_INFORMATION = reading(
                    "StoragePool.getInfo",
                    List.of(POOL),
                    Shapes.only(POOL),
                    Shapes.object("pool", StoragePoolInformation::parse, StoragePoolInformation::format))
            .surprisingAs(ErrorCode.POOL_ACTION_ERROR);

    private StoragePoolVerbs() {}
}
