package io.holdfast.power;

/// Names one power device within a site, stable over restarts: the id of the fence agent in the inventory.
///
/// @param value not blank
public record DeviceId(String value) {
    public DeviceId {
        if (value.isBlank()) {
            throw new IllegalArgumentException("A power device needs an id");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
