package io.holdfast.storage;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/// The metadata text of a domain: `KEY=VALUE` lines sorted by key, then a seal. Immutable.
///
///     ALIGNMENT=1048576            bytes; version 5
///     BLOCK_SIZE=512               version 5
///     CLASS=Data                   or Iso, Backup
///     DESCRIPTION=data1            the domain's name, at most 50 characters
///     …                            lease times that nobody uses, the keys of a pool ([PoolMetadata])
///     POOL_UUID=                   pools, separated by commas
///     ROLE=Regular                 or Master
///     SDUUID=1111…                 informative: the directory's name is what counts
///     TYPE=NFS                     see [StorageType]
///     VERSION=5
///     _SHA_CKSUM=46c2…             the seal
///
/// The seal is the SHA-1 of all other lines joined without any separator, where each code point above 127 is
/// replaced by its decimal XML reference. Keys that are not known are kept, sealed and written back.
public final class DomainMetadata {
    public static final String SEAL = "_SHA_CKSUM";
    public static final String CLASS = "CLASS";
    public static final String DESCRIPTION = "DESCRIPTION";
    public static final String POOL_UUID = "POOL_UUID";
    public static final String REMOTE_PATH = "REMOTE_PATH";
    public static final String ROLE = "ROLE";
    public static final String SDUUID = "SDUUID";
    public static final String TYPE = "TYPE";
    public static final String VERSION = "VERSION";
    public static final String BLOCK_SIZE = "BLOCK_SIZE";
    public static final String ALIGNMENT = "ALIGNMENT";
    public static final String LOCK_POLICY = "LOCKPOLICY";
    public static final String RENEWAL_SECONDS = "LOCKRENEWALINTERVALSEC";
    public static final String LEASE_SECONDS = "LEASETIMESEC";
    public static final String INPUT_OUTPUT_SECONDS = "IOOPTIMEOUTSEC";
    public static final String LEASE_RETRIES = "LEASERETRIES";

    /// Characters in the longest name of a domain or pool.
    public static final int LONGEST_DESCRIPTION = 50;

    private static final UUID BLANK = new UUID(0, 0);

    private final SortedMap<String, String> entries;

    private DomainMetadata(SortedMap<String, String> entries) {
        this.entries = Collections.unmodifiableSortedMap(entries);
    }

    /// The metadata with these keys and values; a seal among them is dropped.
    ///
    /// @throws StorageException (753) if a key or value cannot be written
    public static DomainMetadata of(Map<String, String> entries) {
        SortedMap<String, String> sorted = new TreeMap<>(MetadataText.KEY_ORDER);
        entries.forEach((key, value) -> {
            if (!key.equals(SEAL)) {
                sorted.put(checkedKey(key), MetadataText.checked(key, value));
            }
        });
        return new DomainMetadata(sorted);
    }

    /// Reads a metadata file leniently: any order of lines, lines without `=` skipped, the last of equal keys wins,
    /// NUL bytes at the end ignored, a missing seal accepted. An empty file is empty metadata.
    ///
    /// @throws StorageException (752) if the seal does not match, (751) if the text is not UTF-8
    public static DomainMetadata parse(byte[] file) {
        String text = MetadataText.decode(file, StorageError.METADATA_INVALID, "The domain's metadata");
        return parse(MetadataText.lines(text));
    }

    /// Reads decoded lines, as [DomainMetadata].
    public static DomainMetadata parse(List<String> lines) {
        SortedMap<String, String> entries = new TreeMap<>(MetadataText.KEY_ORDER);
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals >= 0) {
                entries.put(line.substring(0, equals).strip(), line.substring(equals + 1));
            }
        }
        String seal = entries.remove(SEAL);
        DomainMetadata read = new DomainMetadata(entries);
        if (seal != null && !seal.equals(read.seal())) {
            throw new StorageException(
                    StorageError.METADATA_SEAL,
                    "The domain's metadata was changed by something that does not know its seal: it says "
                            + seal
                            + ", its lines give "
                            + read.seal());
        }
        return read;
    }

    /// The file's content, with the seal, each line ended by a newline.
    public byte[] toBytes() {
        return MetadataText.format(entries)
                .append(SEAL)
                .append('=')
                .append(seal())
                .append('\n')
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    /// The SHA-1 of the lines, 40 lower-case hexadecimal digits.
    public String seal() {
        StringBuilder joined = new StringBuilder();
        entries.forEach((key, value) -> (key + "=" + value).codePoints().forEach(each -> {
            if (each < 128) {
                joined.append((char) each);
            } else {
                joined.append("&#").append(each).append(';');
            }
        }));
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            return HexFormat.of().formatHex(digest.digest(joined.toString().getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-1", e);
        }
    }

    /// All keys and values but the seal, in their order. Not to be changed.
    public SortedMap<String, String> entries() {
        return entries;
    }

    public Optional<String> value(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /// The same with other values of some keys.
    ///
    /// @throws StorageException (753) if a key or value cannot be written
    public DomainMetadata with(Map<String, String> changes) {
        SortedMap<String, String> changed = new TreeMap<>(entries);
        changes.forEach((key, value) -> changed.put(checkedKey(key), MetadataText.checked(key, value)));
        return new DomainMetadata(changed);
    }

    /// The same with another value of one key.
    public DomainMetadata with(String key, String value) {
        return with(Map.of(key, value));
    }

    /// The format's version: 0, 2, 3, 4 or 5 if it is one that exists.
    ///
    /// @throws StorageException (751) if it is missing or no number
    public int version() {
        String text = required(VERSION);
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new StorageException(StorageError.METADATA_INVALID, "The version \"" + text + "\" is no number", e);
        }
    }

    /// The kind of storage.
    ///
    /// @throws StorageException (751, 753) if it is missing or unknown
    public StorageType type() {
        return StorageType.of(required(TYPE));
    }

    /// What the domain is for.
    ///
    /// @throws StorageException (751, 753) if it is missing or unknown
    public DomainClass domainClass() {
        return DomainClass.of(required(CLASS));
    }

    /// Whether the domain is its pool's master.
    ///
    /// @throws StorageException (751, 753) if it is missing or unknown
    public DomainRole role() {
        return DomainRole.of(required(ROLE));
    }

    /// The domain's name.
    public String description() {
        return value(DESCRIPTION).orElse("");
    }

    /// The connection, for people.
    public String remotePath() {
        return value(REMOTE_PATH).orElse("");
    }

    /// The pools that the domain belongs to; none if it is unattached.
    ///
    /// @throws StorageException (753) if one is no UUID
    public List<UUID> pools() {
        return Arrays.stream(value(POOL_UUID).orElse("").split(",", -1))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .map(each -> uuid(POOL_UUID, each))
                .filter(each -> !each.equals(BLANK))
                .toList();
    }

    /// The same as a member of other pools.
    public DomainMetadata withPools(List<UUID> pools) {
        return with(
                POOL_UUID, String.join(",", pools.stream().map(UUID::toString).toList()));
    }

    /// The block size and alignment: as it says from version 5 on, common before.
    ///
    /// @throws StorageException (753) if they are no numbers, no legal pair, or not common before version 5
    public Geometry geometry() {
        Geometry said = new Geometry(
                number(BLOCK_SIZE).orElse(Geometry.COMMON.blockSize()),
                number(ALIGNMENT).orElse(Geometry.COMMON.alignment()));
        if (version() < 5 && !said.equals(Geometry.COMMON)) {
            throw new StorageException(
                    StorageError.METADATA_VALUE,
                    "A domain of version %d cannot have blocks of %d bytes and leases of %d bytes"
                            .formatted(version(), said.blockSize(), said.alignment()));
        }
        return said;
    }

    private Optional<Integer> number(String key) {
        return value(key).map(text -> {
            try {
                return Integer.parseInt(text.strip());
            } catch (NumberFormatException e) {
                throw new StorageException(
                        StorageError.METADATA_VALUE, "The value \"%s\" of %s is no number".formatted(text, key), e);
            }
        });
    }

    private String required(String key) {
        return value(key)
                .orElseThrow(() ->
                        new StorageException(StorageError.METADATA_INVALID, "The domain's metadata has no key " + key));
    }

    static UUID uuid(String key, String text) {
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // Said below, as for the short forms that UUID.fromString takes.
        }
        throw new StorageException(StorageError.METADATA_VALUE, "\"%s\" in %s is no UUID".formatted(text, key));
    }

    private static String checkedKey(String key) {
        if (key.isEmpty() || key.equals(SEAL) || !key.equals(key.strip()) || key.indexOf('=') >= 0) {
            throw new StorageException(StorageError.METADATA_VALUE, "\"" + key + "\" cannot be a key of metadata");
        }
        return MetadataText.checked("the key", key);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DomainMetadata that && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return entries.toString();
    }
}
