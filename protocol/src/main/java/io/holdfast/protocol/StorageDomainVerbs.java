package io.holdfast.protocol;

import static io.holdfast.protocol.Verb.changing;
import static io.holdfast.protocol.Verb.reading;

import io.holdfast.protocol.Verb.Shape;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// The verbs about one storage domain.
public final class StorageDomainVerbs {
    private static final String DOMAIN = "storagedomainID";
    private static final String POOL = "storagepoolID";

    /// A domain to be written.
    ///
    /// @param path of a file domain: the same text as its connection's
    /// @param blockSize bytes of a sector; 0 to find it out
    public record Create(
            UUID domain,
            DomainType type,
            String path,
            String name,
            DomainClass domainClass,
            int version,
            int blockSize,
            int maxHosts) {
        private ObjectNode format() {
            return Json.object()
                    .put(DOMAIN, domain.toString())
                    .put("domainType", type.number())
                    .put("typeArgs", path)
                    .put("name", name)
                    .put("domainClass", domainClass.number())
                    .put("version", Integer.toString(version))
                    .put("blockSize", blockSize)
                    .put("maxHosts", maxHosts);
        }

        private static Create parse(Fields fields) {
            return new Create(
                    fields.uuid(DOMAIN),
                    DomainType.of(fields.integer("domainType")),
                    fields.text("typeArgs"),
                    fields.text("name"),
                    DomainClass.of(fields.integer("domainClass")),
                    (int) fields.number("version", 0),
                    (int) fields.number("blockSize", 512),
                    (int) fields.number("maxHosts", 2000));
        }
    }

    /// Writes a new domain, in no pool, on any host.
    public static final Verb<Create, Done> CREATE = changing(
                    "StorageDomain.create",
                    List.of(
                            DOMAIN,
                            "domainType",
                            "typeArgs",
                            "name",
                            "domainClass",
                            "version",
                            "blockSize",
                            "maxHosts"),
                    Shapes.object("params", Create::parse, Create::format),
                    Shape.DONE)
            .surprisingAs(ErrorCode.DOMAIN_CREATION_ERROR);

    /// A domain and the pool it belongs to, or is to belong to.
    public record InPool(UUID domain, UUID pool) {
        private ObjectNode format() {
            return Json.object().put(DOMAIN, domain.toString()).put(POOL, pool.toString());
        }

        private static InPool parse(Fields fields) {
            return new InPool(fields.uuid(DOMAIN), fields.uuid(POOL));
        }
    }

    private static final Shape<InPool> IN_POOL = Shapes.object("params", InPool::parse, InPool::format);

    /// Makes a domain part of a pool. On the SPM only.
    public static final Verb<InPool, Done> ATTACH = changing(
                    "StorageDomain.attach", List.of(DOMAIN, POOL), IN_POOL, Shape.DONE)
            .surprisingAs(ErrorCode.DOMAIN_ATTACH_ERROR);

    /// Puts an attached domain to use. On the SPM only; hosts learn of it by their next connect to the pool.
    public static final Verb<InPool, Done> ACTIVATE = changing(
                    "StorageDomain.activate", List.of(DOMAIN, POOL), IN_POOL, Shape.DONE)
            .surprisingAs(ErrorCode.DOMAIN_ACTIVATE_ERROR);

    /// A domain that leaves its pool.
    ///
    /// @param force without the SPM, even if the pool is gone
    public record Detach(UUID domain, UUID pool, boolean force) {
        private ObjectNode format() {
            return Json.object()
                    .put(DOMAIN, domain.toString())
                    .put(POOL, pool.toString())
                    .put("force", force);
        }

        private static Detach parse(Fields fields) {
            return new Detach(fields.uuid(DOMAIN), fields.uuid(POOL), fields.truth("force", false));
        }
    }

    public static final Verb<Detach, Done> DETACH = changing(
                    "StorageDomain.detach",
                    List.of(DOMAIN, POOL, "masterSdUUID", "masterVersion", "force"),
                    Shapes.object("params", Detach::parse, Detach::format),
                    Shape.DONE)
            .surprisingAs(ErrorCode.DOMAIN_DETACH_ERROR);

    public static final Verb<UUID, DomainInformation> GET_INFORMATION = reading(
                    "StorageDomain.getInfo",
                    List.of(DOMAIN),
                    Shapes.only(DOMAIN),
                    Shapes.object("domain", DomainInformation::parse, DomainInformation::format))
            .surprisingAs(ErrorCode.DOMAIN_ACTION_ERROR);

    public static final Verb<UUID, DomainSpace> GET_STATISTICS = reading(
                    "StorageDomain.getStats",
                    List.of(DOMAIN),
                    Shapes.only(DOMAIN),
                    Shapes.object("domain", DomainSpace::parse, DomainSpace::format))
            .surprisingAs(ErrorCode.DOMAIN_ACTION_ERROR);

    /// Succeeds if the domain can be used here.
    public static final Verb<UUID, Done> VALIDATE = reading(
                    "StorageDomain.validate", List.of(DOMAIN), Shapes.only(DOMAIN), Shape.DONE)
            .surprisingAs(ErrorCode.DOMAIN_ACCESS_ERROR);

    public static final Verb<UUID, List<UUID>> GET_IMAGES = reading(
                    "StorageDomain.getImages", List.of(DOMAIN), Shapes.only(DOMAIN), Shapes.UUID_LIST)
            .surprisingAs(ErrorCode.DOMAIN_ACTION_ERROR);

    private StorageDomainVerbs() {}
}
