/// Many hosts on one machine, for trying and testing: each host is a set of namespaces with its own libvirtd,
/// lease daemon and agent, its own path to the shared storage, and a power device and a watchdog outside of it.
///
/// Everything of a lab runs in one process namespace below {@link io.holdfast.lab.SiteMain}: when that ends, in
/// whatever way, nothing of the lab is left but its folders.
@NullMarked
package io.holdfast.lab;

import org.jspecify.annotations.NullMarked;
