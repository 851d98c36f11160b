package io.holdfast.hypervisor;

/// A disk of a machine.
///
/// @param source path of its file or block device on this host
/// @param target what the machine calls it, such as `vda`
public record MachineDisk(String source, String target, boolean readOnly, boolean shareable) {}
