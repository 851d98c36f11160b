package io.holdfast.power;

import java.util.Locale;

/// Which machine a power device switches, as the device itself tells it. Kept at set-up and compared before
/// each use, as a management controller may serve several machines and may be given another one's address.
///
/// @param uuid   the SMBIOS system UUID in lower case, or empty if the device tells none
/// @param serial the system's serial number, or empty if the device tells none
public record MachineIdentity(String uuid, String serial) {
    public MachineIdentity {
        uuid = uuid.strip().toLowerCase(Locale.ROOT);
        serial = serial.strip();
    }

    /// Returns an identity known by its UUID alone.
    public static MachineIdentity ofUuid(String uuid) {
        return new MachineIdentity(uuid, "");
    }

    /// Returns true if `other` is surely the same machine: each thing this one knows is the same there, and
    ///     there is one.
    public boolean matches(MachineIdentity other) {
        boolean known = !uuid.isEmpty() || !serial.isEmpty();
        return known
                && (uuid.isEmpty() || uuid.equals(other.uuid))
                && (serial.isEmpty() || serial.equals(other.serial));
    }
}
