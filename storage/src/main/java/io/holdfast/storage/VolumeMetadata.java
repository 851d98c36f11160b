package io.holdfast.storage;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// The metadata text of a volume in a domain of version 5, at most 512 bytes of UTF-8:
///
///     CAP=1073741824       virtual size in bytes
///     CTIME=1700000000     creation, seconds since 1970
///     DESCRIPTION={…}      the manager's text, at most 210 characters
///     DISKTYPE=DATA        what the disk is used for
///     DOMAIN=5d00…
///     FORMAT=RAW           or COW (qcow2)
///     GEN=0                0..999, counts finished changes of the data
///     IMAGE=2222…
///     LEGALITY=LEGAL       or ILLEGAL (being written, or its writing was interrupted), FAKE
///     PUUID=0000…          the parent volume, zeros if none
///     SEQ=1                place in the image's history
///     TYPE=PREALLOCATED    or SPARSE
///     VOLTYPE=LEAF         or INTERNAL, SHARED (template)
///     EOF
///
/// Texts of older versions, with SIZE in blocks of 512 bytes instead of CAP, are read but not written.
public record VolumeMetadata(
        UUID domain,
        UUID image,
        UUID parent,
        long capacity,
        Format format,
        Allocation allocation,
        Role role,
        String diskType,
        String description,
        Legality legality,
        long created,
        int generation,
        long sequence) {
    /// Bytes of the longest text.
    public static final int LONGEST = 512;

    /// Characters of the longest description.
    public static final int LONGEST_DESCRIPTION = 210;

    /// What stands for "no parent".
    public static final UUID BLANK = new UUID(0, 0);

    public enum Format {
        RAW,
        COW
    }

    public enum Allocation {
        PREALLOCATED,
        SPARSE,
        /// In old texts only.
        UNKNOWN
    }

    /// A volume's place in its chain.
    public enum Role {
        LEAF,
        INTERNAL,
        SHARED
    }

    public enum Legality {
        LEGAL,
        ILLEGAL,
        FAKE
    }

    public VolumeMetadata {
        if (capacity < 0 || generation < 0 || generation > 999 || sequence < 0 || sequence > 0xFFFFFFFFL) {
            throw new StorageException(
                    StorageError.METADATA_VALUE,
                    "A volume cannot have capacity %d, generation %d and sequence %d"
                            .formatted(capacity, generation, sequence));
        }
    }

    /// Reads a text leniently: any order, blanks around keys and values ignored, unknown keys ignored, GEN and SEQ
    /// optional, the capacity as CAP or SIZE.
    ///
    /// @throws StorageException (751) if a key is missing or a value makes no sense
    public static VolumeMetadata parse(byte[] text) {
        Map<String, String> keys = new LinkedHashMap<>();
        for (String line : MetadataText.lines(decode(text))) {
            if (line.startsWith("EOF")) {
                break;
            }
            int equals = line.indexOf('=');
            if (equals >= 0) {
                keys.put(
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip());
            }
        }
        try {
            long capacity =
                    keys.containsKey("CAP") ? number(keys, "CAP") : Math.multiplyExact(number(keys, "SIZE"), 512L);
            return new VolumeMetadata(
                    uuid(keys, "DOMAIN"),
                    uuid(keys, "IMAGE"),
                    uuid(keys, "PUUID"),
                    capacity,
                    Format.valueOf(required(keys, "FORMAT")),
                    Allocation.valueOf(required(keys, "TYPE")),
                    Role.valueOf(required(keys, "VOLTYPE")),
                    required(keys, "DISKTYPE"),
                    required(keys, "DESCRIPTION"),
                    Legality.valueOf(required(keys, "LEGALITY")),
                    number(keys, "CTIME"),
                    keys.containsKey("GEN") ? (int) number(keys, "GEN") : 0,
                    keys.containsKey("SEQ") ? number(keys, "SEQ") : 0);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new StorageException(
                    StorageError.METADATA_INVALID, "A volume's metadata makes no sense: " + e.getMessage(), e);
        }
    }

    /// The text.
    ///
    /// @throws StorageException (756) if it is longer than 512 bytes, (753) if a value cannot be written
    public byte[] toBytes() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("CAP", Long.toString(capacity));
        keys.put("CTIME", Long.toString(created));
        keys.put("DESCRIPTION", MetadataText.checked("DESCRIPTION", description));
        keys.put("DISKTYPE", MetadataText.checked("DISKTYPE", diskType));
        keys.put("DOMAIN", domain.toString());
        keys.put("FORMAT", format.name());
        keys.put("GEN", Integer.toString(generation));
        keys.put("IMAGE", image.toString());
        keys.put("LEGALITY", legality.name());
        keys.put("PUUID", parent.toString());
        keys.put("SEQ", Long.toString(sequence));
        keys.put("TYPE", allocation.name());
        keys.put("VOLTYPE", role.name());
        byte[] bytes = MetadataText.format(keys).append("EOF\n").toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST) {
            throw new StorageException(
                    StorageError.METADATA_TOO_LARGE,
                    "The volume's metadata would have %d bytes, %d more than fit; shorten the description"
                            .formatted(bytes.length, bytes.length - LONGEST));
        }
        return bytes;
    }

    /// The same with another legality.
    public VolumeMetadata with(Legality other) {
        return new VolumeMetadata(
                domain,
                image,
                parent,
                capacity,
                format,
                allocation,
                role,
                diskType,
                description,
                other,
                created,
                generation,
                sequence);
    }

    /// A description as it can be stored: cut after 210 characters.
    public static String shortened(String description) {
        int length = description.codePointCount(0, description.length());
        return description.substring(0, description.offsetByCodePoints(0, Math.min(length, LONGEST_DESCRIPTION)));
    }

    private static String decode(byte[] text) {
        return MetadataText.decode(text, StorageError.METADATA_INVALID, "A volume's metadata");
    }

    private static String required(Map<String, String> keys, String key) {
        String value = keys.get(key);
        if (value == null) {
            throw new IllegalArgumentException("there is no key " + key);
        }
        return value;
    }

    private static UUID uuid(Map<String, String> keys, String key) {
        return UUID.fromString(required(keys, key));
    }

    private static long number(Map<String, String> keys, String key) {
        String text = required(keys, key);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" in " + key + " is no number", e);
        }
    }
}
