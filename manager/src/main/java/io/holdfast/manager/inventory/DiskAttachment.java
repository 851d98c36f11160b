package io.holdfast.manager.inventory;

import java.util.UUID;

/// A disk as part of a machine.
public record DiskAttachment(UUID vm, UUID disk, DiskInterface as, boolean bootable, boolean readOnly) implements Kept {
    @Override
    public UUID key() {
        return key(vm, disk);
    }

    /// The key of the attachment of this disk to this machine.
    public static UUID key(UUID vm, UUID disk) {
        return new UUID(
                vm.getMostSignificantBits() * 31 + disk.getMostSignificantBits(),
                vm.getLeastSignificantBits() * 31 + disk.getLeastSignificantBits());
    }
}
