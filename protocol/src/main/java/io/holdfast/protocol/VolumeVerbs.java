package io.holdfast.protocol;

import static io.holdfast.protocol.Verb.changing;
import static io.holdfast.protocol.Verb.reading;

import io.holdfast.protocol.Verb.Shape;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// The verbs about volumes, and about images: the chain of volumes that makes a disk.
public final class VolumeVerbs {
    private static final String POOL = "storagepoolID";
    private static final String DOMAIN = "storagedomainID";
    private static final String IMAGE = "imageID";
    private static final String VOLUME = "volumeID";
    private static final List<String> ADDRESS = List.of(VOLUME, POOL, DOMAIN, IMAGE);
    private static final Shape<VolumeAddress> VOLUME_ADDRESS =
            Shapes.object("params", VolumeAddress::parse, VolumeAddress::format);

    /// A volume to be made.
    ///
    /// @param capacityBytes what the guest sees
    /// @param diskType four letters, `DATA` for a machine's disk
    /// @param description free text, by habit a JSON object with `DiskAlias`
    /// @param parentImage blank for a volume without a parent
    /// @param parentVolume likewise
    /// @param initialBytes space to take at once; only where allocation is sparse on block storage
    public record Create(
            VolumeAddress address,
            long capacityBytes,
            VolumeFormat format,
            VolumeAllocation allocation,
            String diskType,
            String description,
            UUID parentImage,
            UUID parentVolume,
            OptionalLong initialBytes) {

        /// A raw disk of its own, without parent.
        public static Create raw(
                VolumeAddress address, long capacityBytes, VolumeAllocation allocation, String description) {
            return new Create(
                    address,
                    capacityBytes,
                    VolumeFormat.RAW,
                    allocation,
                    "DATA",
                    description,
                    Shapes.BLANK,
                    Shapes.BLANK,
                    OptionalLong.empty());
        }

        public boolean hasParent() {
            return !parentVolume.equals(Shapes.BLANK);
        }

        private ObjectNode tree() {
            ObjectNode node = address.format()
                    .put("size", Long.toString(capacityBytes))
                    .put("volFormat", format.number())
                    .put("preallocate", allocation.number())
                    .put("diskType", diskType)
                    .put("desc", description)
                    .put("srcImgUUID", parentImage.toString())
                    .put("srcVolUUID", parentVolume.toString());
            initialBytes.ifPresent(bytes -> node.put("initialSize", Long.toString(bytes)));
            return node;
        }

        private static Create parse(Fields fields) {
            return new Create(
                    VolumeAddress.parse(fields),
                    fields.number("size"),
                    VolumeFormat.of(fields.integer("volFormat")),
                    VolumeAllocation.of(fields.integer("preallocate")),
                    fields.text("diskType"),
                    fields.text("desc", ""),
                    fields.optionalUuid("srcImgUUID").orElse(Shapes.BLANK),
                    fields.optionalUuid("srcVolUUID").orElse(Shapes.BLANK),
                    fields.optionalNumber("initialSize"));
        }
    }

    /// Begins to make a volume; the answer is the task that does it. On the SPM only.
    public static final Verb<Create, UUID> CREATE = changing(
                    "Volume.create",
                    List.of(
                            VOLUME,
                            POOL,
                            DOMAIN,
                            IMAGE,
                            "size",
                            "volFormat",
                            "preallocate",
                            "diskType",
                            "desc",
                            "srcImgUUID",
                            "srcVolUUID",
                            "initialSize",
                            "addBitmaps",
                            "legal",
                            "sequence",
                            "bitmap"),
                    Shapes.object("params", Create::parse, Create::tree),
                    Shapes.UUID_TEXT)
            .surprisingAs(ErrorCode.VOLUME_CREATION_ERROR);

    public static final Verb<VolumeAddress, VolumeInformation> GET_INFORMATION = reading(
                    "Volume.getInfo",
                    ADDRESS,
                    VOLUME_ADDRESS,
                    Shapes.object("volume", VolumeInformation::parse, VolumeInformation::tree))
            .surprisingAs(ErrorCode.STORAGE_EXCEPTION);

    /// An image to be deleted with all its volumes.
    ///
    /// @param zero whether its content is overwritten
    public record DeleteImage(UUID pool, UUID domain, UUID image, boolean zero) {
        private ObjectNode format() {
            return Json.object()
                    .put(POOL, pool.toString())
                    .put(DOMAIN, domain.toString())
                    .put(IMAGE, image.toString())
                    .put("postZero", zero)
                    .put("force", false);
        }

        private static DeleteImage parse(Fields fields) {
            return new DeleteImage(
                    fields.uuid(POOL), fields.uuid(DOMAIN), fields.uuid(IMAGE), fields.truth("postZero", false));
        }
    }

    /// Begins to delete an image; the answer is the task. On the SPM only; [ErrorCode#IMAGE_NOT_IN_DOMAIN]
    /// counts as done.
    public static final Verb<DeleteImage, UUID> DELETE_IMAGE = changing(
                    "Image.delete",
                    List.of(IMAGE, POOL, DOMAIN, "postZero", "force", "discard"),
                    Shapes.object("params", DeleteImage::parse, DeleteImage::format),
                    Shapes.UUID_TEXT)
            .surprisingAs(ErrorCode.IMAGE_DELETE_ERROR);

    /// Makes an image usable on this host; the answer is the path that QEMU opens.
    public static final Verb<VolumeAddress, String> PREPARE_IMAGE = changing(
                    "Image.prepare",
                    List.of(POOL, DOMAIN, IMAGE, VOLUME, "allowIllegal"),
                    VOLUME_ADDRESS,
                    Shapes.object("prepared", fields -> fields.text("path"), path -> Json.object()
                            .put("path", path)))
            .surprisingAs(ErrorCode.IMAGE_PATH_ERROR);

    /// An image that this host no longer uses.
    public record Image(UUID pool, UUID domain, UUID image) {
        private ObjectNode format() {
            return Json.object()
                    .put(POOL, pool.toString())
                    .put(DOMAIN, domain.toString())
                    .put(IMAGE, image.toString());
        }

        private static Image parse(Fields fields) {
            return new Image(fields.uuid(POOL), fields.uuid(DOMAIN), fields.uuid(IMAGE));
        }
    }

    /// Undoes [#PREPARE_IMAGE].
    public static final Verb<Image, Done> TEAR_DOWN_IMAGE = changing(
                    "Image.teardown",
                    List.of(POOL, DOMAIN, IMAGE, VOLUME),
                    Shapes.object("params", Image::parse, Image::format),
                    Shape.DONE)
            .surprisingAs(ErrorCode.IMAGE_ACTION_ERROR);

    private VolumeVerbs() {}
}
