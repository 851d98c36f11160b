/// The daemon that holds leases for a host, feeds its watchdog and kills what lost its lease: a stand-in for
/// `sanlock` behind the same socket.
///
/// Everything here belongs to the thread of one event loop, except what runs on the thread of a lockspace
/// ([LockspaceThread]). Nothing reads a clock or touches a file but through `system` and `base`.
@NullMarked
package io.holdfast.leasedaemon;

import org.jspecify.annotations.NullMarked;
