package io.holdfast.hypervisor;

/// How QEMU runs a guest's instructions.
public enum Accelerator {
    /// The processor does it.
    KVM("kvm"),
    /// QEMU translates them; works everywhere, slowly.
    EMULATION("qemu");

    private final String domainType;

    Accelerator(String domainType) {
        this.domainType = domainType;
    }

    /// The `type` of libvirt's `domain` element.
    public String domainType() {
        return domainType;
    }
}
