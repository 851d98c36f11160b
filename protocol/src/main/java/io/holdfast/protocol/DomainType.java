package io.holdfast.protocol;

/// What a storage domain lies on. A number in requests, a word in a domain's information.
public enum DomainType {
    UNKNOWN(0, "UNKNOWN"),
    NFS(1, "NFS"),
    FCP(2, "FCP"),
    ISCSI(3, "ISCSI"),
    LOCALFS(4, "LOCALFS"),
    CIFS(5, "CIFS"),
    POSIXFS(6, "POSIXFS"),
    GLUSTERFS(7, "GLUSTERFS");

    private final int number;
    private final String word;

    DomainType(int number, String word) {
        this.number = number;
        this.word = word;
    }

    /// The number on the wire: 1 for NFS, 6 for any other mountable file system, and so on.
    public int number() {
        return number;
    }

    public String word() {
        return word;
    }

    public static DomainType of(int number) {
        return Words.find(values(), DomainType::number, number, "domain type");
    }

    static DomainType of(String word) {
        return Words.find(values(), DomainType::word, word, "domain type");
    }
}
