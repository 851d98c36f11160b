package io.holdfast.manager.inventory;

public enum DiskInterface {
    VIRTIO,
    VIRTIO_SCSI,
    SATA
}
