/// Leases on shared storage: their records byte for byte, and the algorithms as machines that neither read a
/// clock nor do I/O ([LeaseMachine]). The format is that of sanlock 3.8.5, so both can share a disk.
///
/// A *lockspace* is an area with one sector, the *delta lease*, for each host id; its owner rewrites it every
/// 2 x io_timeout seconds, and everybody watches all of them ([HostStatusTable]). A *resource* is an area with a
/// leader sector that names the owner of the *paxos lease*, a request sector and one private sector a host, with
/// which the hosts agree on the next owner. A paxos lease is never renewed: it lives as long as its owner's delta
/// lease.
///
/// Two clocks never meet: a timestamp that another host wrote is compared for equality only, and every duration
/// is measured on the observer's own monotonic clock.
@NullMarked
package io.holdfast.lease;

import org.jspecify.annotations.NullMarked;
