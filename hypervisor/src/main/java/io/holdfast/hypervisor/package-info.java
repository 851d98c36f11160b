/// Virtual machines through libvirt: a door ([io.holdfast.hypervisor.Hypervisor]), its real side
/// ([io.holdfast.hypervisor.LibvirtHypervisor]) and the XML that machines are started from
/// ([io.holdfast.hypervisor.MachineXml]).
@NullMarked
package io.holdfast.hypervisor;

import org.jspecify.annotations.NullMarked;
