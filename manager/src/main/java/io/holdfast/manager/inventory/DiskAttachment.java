package io.holdfast.manager.inventory;

import java.util.UUID;

/// A disk as part of a machine.
public record DiskAttachment(UUID vm, UUID disk, DiskInterface as, boolean bootable, boolean readOnly) {}
