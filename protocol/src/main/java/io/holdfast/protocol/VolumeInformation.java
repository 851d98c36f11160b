package io.holdfast.protocol;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What a volume's metadata says, and what it takes on storage.
///
/// @param parent blank for a base volume
/// @param capacityBytes what a guest sees
/// @param apparentBytes the length of its file
/// @param allocatedBytes what it takes on storage
/// @param role `LEAF`, `INTERNAL` or `SHARED`
/// @param diskType four letters, `DATA` for a machine's disk
/// @param legal whether its content may be used
/// @param generation rises with every completed change of its content
/// @param createdAt seconds since 1970
/// @param lease null on domains whose volumes have none
public record VolumeInformation(
        UUID volume,
        UUID image,
        UUID domain,
        UUID parent,
        long capacityBytes,
        long apparentBytes,
        long allocatedBytes,
        VolumeFormat format,
        VolumeAllocation allocation,
        String role,
        String diskType,
        boolean legal,
        int generation,
        int sequence,
        String description,
        long createdAt,
        @Nullable LeasePlace lease) {

    /// Where a lease lies.
    ///
    /// @param offset bytes
    public record LeasePlace(String path, long offset) {}

    public Optional<LeasePlace> leasePlace() {
        return Optional.ofNullable(lease);
    }

    ObjectNode tree() {
        ObjectNode node = Json.object()
                .put("uuid", volume.toString())
                .put("image", image.toString())
                .put("domain", domain.toString())
                .put("pool", "")
                .put("parent", parent.toString())
                .put("capacity", Long.toString(capacityBytes))
                .put("apparentsize", Long.toString(apparentBytes))
                .put("truesize", Long.toString(allocatedBytes))
                .put("format", format.name())
                .put("type", allocation.name())
                .put("voltype", role)
                .put("disktype", diskType)
                .put("legality", legal ? "LEGAL" : "ILLEGAL")
                .put("status", legal ? "OK" : "ILLEGAL")
                .put("generation", generation)
                .put("sequence", sequence)
                .put("description", description)
                .put("ctime", Long.toString(createdAt))
                .put("mtime", "0");
        node.putArray("children");
        if (lease != null) {
            node.putObject("lease")
                    .put("path", lease.path())
                    .put("offset", lease.offset())
                    .putNull("version")
                    .putArray("owners");
        }
        return node;
    }

    static VolumeInformation parse(Fields fields) {
        return new VolumeInformation(
                fields.uuid("uuid"),
                fields.uuid("image"),
                fields.uuid("domain"),
                fields.optionalUuid("parent").orElse(Shapes.BLANK),
                fields.number("capacity"),
                fields.number("apparentsize"),
                fields.number("truesize"),
                Words.find(VolumeFormat.values(), VolumeFormat::name, fields.text("format"), "volume format"),
                Words.find(
                        VolumeAllocation.values(),
                        VolumeAllocation::name,
                        fields.text("type").toUpperCase(Locale.ROOT),
                        "volume allocation"),
                fields.text("voltype"),
                fields.text("disktype", ""),
                fields.text("legality", "LEGAL").equals("LEGAL"),
                fields.integer("generation", 0),
                fields.integer("sequence", 0),
                fields.text("description", ""),
                fields.number("ctime", 0),
                fields.optionalObject("lease")
                        .map(place -> new LeasePlace(place.text("path"), place.number("offset")))
                        .orElse(null));
    }
}
