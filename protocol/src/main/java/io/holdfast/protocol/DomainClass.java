package io.holdfast.protocol;

/// What a storage domain is for. A number in requests, a word in a domain's information.
public enum DomainClass {
    UNKNOWN("UNKNOWN"),
    DATA("Data"),
    ISO("Iso"),
    BACKUP("Backup");

    private final String word;

    DomainClass(String word) {
        this.word = word;
    }

    public int number() {
        return ordinal();
    }

    public String word() {
        return word;
    }

    public static DomainClass of(int number) {
        return Words.at(values(), number, "domain class");
    }

    static DomainClass of(String word) {
        return Words.find(values(), DomainClass::word, word, "domain class");
    }
}
