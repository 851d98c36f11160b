package io.holdfast.protocol;

/// What a storage domain is for. A number in requests, a word in a domain's information.
public enum DomainClass {
    UNKNOWN(0, "UNKNOWN"),
    DATA(1, "Data"),
    ISO(2, "Iso"),
    BACKUP(3, "Backup");

    private final int number;
    private final String word;

    DomainClass(int number, String word) {
        this.number = number;
        this.word = word;
    }

    public int number() {
        return number;
    }

    public String word() {
        return word;
    }

    public static DomainClass of(int number) {
        return Words.find(values(), DomainClass::number, number, "domain class");
    }

    static DomainClass of(String word) {
        return Words.find(values(), DomainClass::word, word, "domain class");
    }
}
