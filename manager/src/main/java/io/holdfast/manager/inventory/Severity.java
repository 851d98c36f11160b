package io.holdfast.manager.inventory;

/// The severity of an event, with its number in the field's audit log.
public enum Severity {
    NORMAL(0),
    WARNING(1),
    ERROR(2),
    ALERT(10);

    private final int number;

    Severity(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
