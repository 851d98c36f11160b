package io.holdfast.storage;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// A pool's own keys, kept in the metadata of its master domain under the same seal.
///
///     MASTER_VERSION=1               rises with every change of master
///     POOL_DESCRIPTION=Default       the pool's name
///     POOL_DOMAINS=5d00…:Active,…    every domain and its status
///     POOL_SPM_ID=-1                 host id of the SPM, -1 = none
///     POOL_SPM_LVER=-1               counts the starts of the SPM
///
/// They are written when a pool is created or its master reconstructed. Where the manager sends the map of domains
/// with every connection they are stale afterwards: the lease named `SDM` says who is SPM.
///
/// @param domains in the order of the file
public record PoolMetadata(
        String description, Map<UUID, DomainStatus> domains, int spmId, long spmVersion, int masterVersion) {
    static final String DESCRIPTION = "POOL_DESCRIPTION";
    static final String DOMAINS = "POOL_DOMAINS";
    static final String SPM_ID = "POOL_SPM_ID";
    static final String SPM_VERSION = "POOL_SPM_LVER";
    static final String MASTER_VERSION = "MASTER_VERSION";

    /// The status of a domain in its pool, as its text says.
    public enum DomainStatus {
        ACTIVE("Active"),
        ATTACHED("Attached"),
        UNATTACHED("Unattached"),
        INACTIVE("Inactive"),
        UNKNOWN("Unknown");

        private final String text;

        DomainStatus(String text) {
            this.text = text;
        }

        /// The word in metadata and in answers.
        public String text() {
            return text;
        }

        /// Finds a status by its word.
        ///
        /// @param text in any case; a word that is not known reads as `UNKNOWN`
        public static DomainStatus of(String text) {
            for (DomainStatus each : values()) {
                if (each.text.equalsIgnoreCase(text)) {
                    return each;
                }
            }
            return UNKNOWN;
        }
    }

    public PoolMetadata {
        domains = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(domains));
        if (description.codePointCount(0, description.length()) > DomainMetadata.LONGEST_DESCRIPTION) {
            throw new StorageException(
                    StorageError.DESCRIPTION_TOO_LONG,
                    "A pool's name has at most " + DomainMetadata.LONGEST_DESCRIPTION + " characters");
        }
    }

    /// A pool that nobody has served yet.
    public static PoolMetadata fresh(String description, Map<UUID, DomainStatus> domains, int masterVersion) {
        return new PoolMetadata(description, domains, -1, -1, masterVersion);
    }

    /// Reads a pool's keys; empty if the domain never was a master. A number that cannot be read is -1.
    public static Optional<PoolMetadata> of(DomainMetadata metadata) {
        if (metadata.value(DOMAINS).isEmpty() && metadata.value(MASTER_VERSION).isEmpty()) {
            return Optional.empty();
        }
        Map<UUID, DomainStatus> domains = new LinkedHashMap<>();
        for (String each : metadata.value(DOMAINS).orElse("").split(",", -1)) {
            int colon = each.indexOf(':');
            if (colon > 0) {
                UUID domain = DomainMetadata.uuid(DOMAINS, unquoted(each.substring(0, colon)));
                domains.put(domain, DomainStatus.of(unquoted(each.substring(colon + 1))));
            }
        }
        String name = metadata.value(DESCRIPTION).orElse("");
        int end = name.offsetByCodePoints(
                0, Math.min(name.codePointCount(0, name.length()), DomainMetadata.LONGEST_DESCRIPTION));
        return Optional.of(new PoolMetadata(
                name.substring(0, end), domains, (int) number(metadata, SPM_ID), number(metadata, SPM_VERSION), (int)
                        number(metadata, MASTER_VERSION)));
    }

    /// The metadata of the master domain with these keys in it.
    public DomainMetadata writeTo(DomainMetadata master) {
        String map = domains.entrySet().stream()
                .map(each -> each.getKey() + ":" + each.getValue().text())
                .collect(Collectors.joining(","));
        return master.with(Map.of(
                DESCRIPTION,
                description,
                DOMAINS,
                map,
                SPM_ID,
                Integer.toString(spmId),
                SPM_VERSION,
                Long.toString(spmVersion),
                MASTER_VERSION,
                Integer.toString(masterVersion)));
    }

    private static String unquoted(String text) {
        return text.strip().replaceAll("^'+|'+$", "").strip();
    }

    private static long number(DomainMetadata metadata, String key) {
        try {
            return Long.parseLong(metadata.value(key).orElse("-1").strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
