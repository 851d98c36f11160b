package io.holdfast.protocol;

import java.util.Locale;

/// Where a storage domain stands in its pool.
public enum DomainStatus {
    /// Monitored and used.
    ACTIVE("Active"),
    /// Belongs to the pool, but is not used.
    ATTACHED("Attached");

    private final String word;

    DomainStatus(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /// The manager's map of domains has it in lower case.
    String lowerCase() {
        return word.toLowerCase(Locale.ROOT);
    }

    static DomainStatus of(String word) {
        for (DomainStatus status : values()) {
            if (status.word.equalsIgnoreCase(word)) {
                return status;
            }
        }
        throw new MalformedMessage("unknown status of a domain: " + word);
    }
}
