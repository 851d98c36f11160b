package io.holdfast.hypervisor;

import java.util.List;

/// What a manager wants to know about a hypervisor.
///
/// @param libraryVersion of libvirt, such as `9.0.0`
/// @param emulatorVersion of QEMU
/// @param machineTypes names that a machine may ask for, such as `pc-q35-7.2` and `q35`
/// @param processorModel libvirt's name of the host's processor, empty if it knows none
public record HypervisorFacts(
        String libraryVersion, String emulatorVersion, List<String> machineTypes, String processorModel) {
    public HypervisorFacts {
        machineTypes = List.copyOf(machineTypes);
    }
}
