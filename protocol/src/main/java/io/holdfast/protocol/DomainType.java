package io.holdfast.protocol;

/// What a storage domain lies on. A number in requests, a word in a domain's information.
public enum DomainType {
    UNKNOWN("UNKNOWN"),
    NFS("NFS"),
    FCP("FCP"),
    ISCSI("ISCSI"),
    LOCALFS("LOCALFS"),
    CIFS("CIFS"),
    POSIXFS("POSIXFS"),
    GLUSTERFS("GLUSTERFS");

    private final String word;

    DomainType(String word) {
        this.word = word;
    }

    /// The number on the wire: 1 for NFS, 6 for any other mountable file system, and so on.
    public int number() {
        return ordinal();
    }

    public String word() {
        return word;
    }

    public static DomainType of(int number) {
        return Words.at(values(), number, "domain type");
    }

    static DomainType of(String word) {
        return Words.find(values(), DomainType::word, word, "domain type");
    }
}
