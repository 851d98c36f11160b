package io.holdfast.storage;

import java.util.Map;
import java.util.UUID;

/// What a new domain is to be.
///
/// @param name at most 50 characters
/// @param remotePath the connection, such as `server:/export/data`
/// @param blockSize 512, 4096, or 0 for what the storage has
/// @param maxHosts 1..2000; decides the alignment with blocks of 4096 bytes
public record DomainSpecification(
        UUID id,
        StorageType type,
        DomainClass domainClass,
        int version,
        String name,
        String remotePath,
        int blockSize,
        int maxHosts) {
    /// Checks what can be checked without looking at the storage. Holdfast makes data domains of version 5 on NFS and
    /// POSIX file systems.
    ///
    /// @throws StorageException (372, 386, 394, 387, 390, 399, 1000) for what it does not make
    public DomainSpecification {
        if (type != StorageType.NFS && type != StorageType.POSIXFS) {
            throw new StorageException(
                    StorageError.DOMAIN_TYPE, "Only NFS and POSIXFS domains can be made, not " + type);
        }
        if (domainClass != DomainClass.DATA) {
            throw new StorageException(
                    StorageError.DOMAIN_CLASS, "Only data domains can be made, not " + domainClass.text());
        }
        if (version != 5) {
            throw new StorageException(
                    StorageError.DOMAIN_VERSION, "Only domains of version 5 can be made, not " + version);
        }
        if (name.codePointCount(0, name.length()) > DomainMetadata.LONGEST_DESCRIPTION) {
            throw new StorageException(
                    StorageError.DESCRIPTION_TOO_LONG,
                    "A domain's name has at most " + DomainMetadata.LONGEST_DESCRIPTION + " characters");
        }
        if (remotePath.isBlank() || (type == StorageType.NFS && remotePath.indexOf(':') < 0)) {
            throw new StorageException(
                    StorageError.REMOTE_PATH, "\"" + remotePath + "\" is no remote path of " + type + " storage");
        }
        if (blockSize != 0 && blockSize != 512) {
            throw new StorageException(
                    StorageError.STORAGE_UNSUPPORTED, type + " domains have blocks of 512 bytes, not " + blockSize);
        }
        if (maxHosts < 1 || maxHosts > 2000) {
            throw new StorageException(StorageError.PARAMETER, "A domain serves 1 to 2000 hosts, not " + maxHosts);
        }
    }

    /// The metadata of the new, unattached domain.
    DomainMetadata metadata(Geometry geometry) {
        return DomainMetadata.of(Map.ofEntries(
                Map.entry(DomainMetadata.ALIGNMENT, Integer.toString(geometry.alignment())),
                Map.entry(DomainMetadata.BLOCK_SIZE, Integer.toString(geometry.blockSize())),
                Map.entry(DomainMetadata.CLASS, domainClass.text()),
                Map.entry(DomainMetadata.DESCRIPTION, name),
                Map.entry(DomainMetadata.INPUT_OUTPUT_SECONDS, "10"),
                Map.entry(DomainMetadata.LEASE_RETRIES, "3"),
                Map.entry(DomainMetadata.LEASE_SECONDS, "60"),
                Map.entry(DomainMetadata.LOCK_POLICY, ""),
                Map.entry(DomainMetadata.RENEWAL_SECONDS, "5"),
                Map.entry(DomainMetadata.POOL_UUID, ""),
                Map.entry(DomainMetadata.REMOTE_PATH, remotePath),
                Map.entry(DomainMetadata.ROLE, DomainRole.REGULAR.text()),
                Map.entry(DomainMetadata.SDUUID, id.toString()),
                Map.entry(DomainMetadata.TYPE, type.name()),
                Map.entry(DomainMetadata.VERSION, Integer.toString(version))));
    }
}
