/// Whole sites on virtual time: the production classes of lease, agent and manager between simulated disks, hosts,
/// power devices and a network, with faults drawn from a seed, judged by an oracle that reads only what happened.
@NullMarked
package io.holdfast.simulation;

import org.jspecify.annotations.NullMarked;
